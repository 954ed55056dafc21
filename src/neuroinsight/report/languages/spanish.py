"""Spanish: decimal comma, a space before the percent sign, A4. Letters in pictures stay R, L, A, P, S, I."""

from neuroinsight.core.findings import Resemblance
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.figures.planes import Plane
from neuroinsight.report.figures.solid import Seen
from neuroinsight.report.languages import follow_up_notes_spanish as follow_up
from neuroinsight.report.languages.measures_spanish import MEASURES, TERMS
from neuroinsight.report.languages.notes_spanish import CAUTIONS, LIMITS, REASONS, STEPS
from neuroinsight.report.languages.reading_spanish import READING
from neuroinsight.report.numbers import NO_BREAK
from neuroinsight.report.wording import (
    Authorship,
    Classes,
    Findings,
    Frame,
    Gaps,
    Labels,
    Notes,
    Pictures,
    Pixels,
    Screen,
    Statements,
    Summary,
    Words,
)

_FRAME = Frame(
    title="Informe de RM de tumor cerebral",
    paper="a4",
    decimal_mark=",",
    conjunction=" y ",
    percent_sign=NO_BREAK + "%",
    status="PRELIMINAR",
    status_short="PRELIMINAR, sin firmar",
    device="Uso en investigación. No es un producto sanitario.",
    record="Registro {digest}",
    format_version="Formato de registro {version}",
    page="Página",
    of="de",
    signed_right="Leído y firmado por: __________________   Fecha: __________",
    hidden_characters="representa un carácter que las fuentes del informe no tienen; el registro guarda el original.",
)

_LABELS = Labels(
    case="Caso",
    patient_id="ID del paciente",
    study_id="ID del estudio",
    study_date="Fecha de la RM",
    sequences="Secuencias",
    voxel_size="Tamaño de vóxel",
    mask="Contornos",
    made_at="Informe hecho",
    not_supplied="no facilitado",
    impression="Impresión",
    volumes="Volúmenes",
    volume_columns=("Región", "ml", "0 a {top} ml", "% del total"),
    accuracy_column="error en validación",
    interval_column="intervalo del {confidence}",
    images="Imágenes y modelo",
    model="Modelo",
    weights="Pesos",
    weights_digest="Pesos, SHA-256",
    software="Programa",
    record_format="Formato de registro",
    label_map="Esquema de etiquetas",
    label_map_digest="Etiquetas, SHA-256",
    grid="Malla",
    unassessed="No evaluado",
    quality="Calidad",
    limits="Límites",
    method="Cómo se midió",
    versions="Versiones",
    inputs="Archivos leídos",
    preparation="Lo que se hizo con las imágenes",
    input_columns=("Secuencia", "Archivo", "SHA-256 del archivo"),
    size="Lesiones, tamaño, partes",
    place="Sitio y efecto de masa",
    appearance="Aspecto (VASARI)",
    judged="Clase y calidad",
    further="Otras medidas",
    further_columns=("Medida", "Valor"),
    key_slice="Corte clave",
    key_slice_value="{number} de {count} desde abajo",
    voxels="{shape} vóxeles, {codes}",
    sides_unknown="lados desconocidos",
)

_FINDINGS = Findings(
    found="|Se encontró tejido con aspecto de glioma.|",
    enhancing_and_necrotic="El núcleo tiene una parte que capta contraste y otra necrótica o sin captación.",
    enhancing_only="Todo el núcleo capta contraste.",
    necrotic_only="El núcleo no capta contraste.",
    no_core="No hay parte que capte contraste ni parte necrótica.",
    whole_volume="Su volumen es de |{whole}|.",
    whole_and_core="Tumor completo |{whole}|, del que el núcleo tumoral ocupa |{core}|.",
    whole_core_and_enhancing="Tumor completo |{whole}|, del que el núcleo tumoral ocupa |{core}| y la parte que capta "
    "contraste |{enhancing}|.",
    first_interval="intervalo del {confidence}: {low} a {high}",
    later_interval="{low} a {high}",
    unknown_enhancement="|No se sabe si alguna parte capta contraste.| Para el núcleo tumoral hace falta un T1 con "
    "contraste.",
    nothing_found="|No se encontró ninguna región con aspecto de glioma| en las imágenes facilitadas ({sequences}).",
    no_statement="No se da tamaño, clase ni respuesta. Un médico debe leer las imágenes.",
    unassessed="No evaluado por esta versión: {topics}.",
    whole_not_assessed="|El tumor no se midió|: {reason}.",
    withheld="|Retenido para lectura.| Se espera una coincidencia con el contorno de un experto de |{dice}| (Dice "
    "medio de las regiones), por debajo del límite de {bound}: lea los contornos antes que los números. No se da "
    "impresión ni clase.",
    one_lesion="|Una lesión{where}.|",
    one_abnormality="|Una anomalía de señal{where}.|",
    in_hemisphere={
        "right": " en el hemisferio derecho",
        "left": " en el hemisferio izquierdo",
        "both": " en ambos hemisferios",
    },
    in_lobe=", centrada en: {lobe}",
    several_lesions="|{number} lesiones{pattern}{places}.|",
    numbers={2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete", 8: "ocho", 9: "nueve"},
    crosses={"yes": "Se cruza la línea media.", "no": "No se cruza la línea media."},
    diameters="Diámetros mayores del núcleo en un corte axial |{diameters}|",
    diameters_on_flair="Diámetros mayores en un corte axial, en FLAIR, |{diameters}|",
    several_diameters="Diámetros mayores en un corte axial, lesión {lesions}",
    product="; producto {product}",
    sum_of_products="; suma de productos {product}",
    measurable={"yes": "; medible según RANO", "no": "; no medible según RANO"},
    shift="Desviación de la línea media de |{shift}|{interval}{side}.",
    no_shift="Sin desviación medible de la línea media{interval}.",
    within_mm="{low} a {high}\u00a0mm",
    to_side={"right": " hacia la derecha", "left": " hacia la izquierda"},
    grade={
        Resemblance.HGG: "La imagen se parece a la |clase HGG| de los datos de entrenamiento (BraTS; sobre todo "
        "glioblastoma), probabilidad |{probability}|. No es un diagnóstico OMS 2021: se necesitan histología, IDH y "
        "1p/19q.",
        Resemblance.LGG: "La imagen se parece a la |clase LGG| de los datos de entrenamiento (TCGA; OMS II y III), "
        "probabilidad de HGG |{probability}|. No es un diagnóstico OMS 2021: se necesitan histología, IDH y 1p/19q.",
    },
    grade_undetermined="La imagen |no decide| entre las clases HGG y LGG (probabilidad de HGG |{probability}|). Un "
    "diagnóstico OMS 2021 necesita histología, IDH y 1p/19q.",
    accuracy="En la validación, la mitad de los {such} de tamaño parecido se desviaron más de un |{median}|, "
    "uno de cada diez más de un {ninetieth}; de cualquier tamaño, |{count} de {cases}| más de la "
    "mitad.",
    such={Region.TC: "núcleos", Region.WT: "tumores completos"},
    accuracy_unknown="|Nada se sabe de la exactitud de este modelo.| Sus volúmenes pueden errar mucho.",
    read_the_images="Un médico debe leer las imágenes.",
)

_SUMMARY = Summary(
    title="Tamaño, sitio, efecto de masa",
    lesions_title="Lesiones",
    diameters="Diámetros (axial)",
    slice="Su corte",
    longest_3d="Mayor en 3D",
    side="Lado",
    lobes="Lóbulos",
    midline="A la línea media",
    surface="A la superficie",
    shift="Desviación",
    ventricles="Ventrículos",
    lesion_number="N.º",
    lesion_columns={
        "place.side": "Lado",
        "place.lobe": "Lóbulo principal",
        "volume.WT": "Total",
        "volume.TC": "Núcleo",
        "volume.ET": "Captación",
        "rano.longest": "Mayor",
        "rano.perpendicular": "Perpendicular",
        "rano.product": "Producto",
        "rano.measurable": "RANO",
        "place.midline_distance": "A línea media",
        "place.depth": "Profundidad",
        "place.center_mni": "Centro, MNI",
    },
    size_of="{lesion} Tamaño",
    place_of="{lesion} Sitio",
    crossing={"yes": "cruzada", "no": "sin cruzar"},
    question="Declarado:",
    nothing_declared="nada de edad, tratamiento o esteroides.",
    treated={True: "cirugía o tratamiento del tumor", False: "sin cirugía ni tratamiento del tumor hasta ahora"},
    steroids={True: "esteroides", False: "sin esteroides"},
    age="{years} años",
    predicted="coincidencia prevista con el contorno de un experto (Dice) {dice}",
)

_CLASSES = Classes(
    title="Grado: clase por imagen, no grado OMS",
    low="0  LGG",
    middle="indeterminado",
    high="HGG  1",
    scale="Escala de 0 (clase LGG) a 1 (clase HGG): este examen {probability}; indeterminado de {low} a {high}.",
    meaning="HGG y LGG son clases de un conjunto de datos, no grados OMS: HGG = alto grado de BraTS (sobre todo "
    "glioblastoma); LGG = gliomas de menor grado de TCGA (OMS II y III; el III suele llamarse alto grado).",
    alike="De {patients} pacientes con una probabilidad de {low} a {high} en la validación, {hgg} eran HGG. Datos "
    "escasos y con sesgo.",
    moved="Qué movió la probabilidad",
    features={
        "enhancing": "Volumen que capta contraste",
        "whole": "Volumen del tumor completo",
        "necrotic_share": "Parte necrótica del total",
        "edema_share": "Parte de edema del total",
        "brightness_t1ce": "Brillo tras el contraste, frente al cerebro",
        "brightness_flair": "Brillo en FLAIR, frente al cerebro",
        "from_middle": "Distancia al centro del cerebro",
    },
    moved_columns=("Indicio", "Valor", "← LGG   HGG →"),
    moved_note="Las barras negras empujan hacia HGG, las abiertas hacia LGG; longitud = cambio del logaritmo de las "
    "posibilidades. HGG y LGG son clases de un conjunto de datos, no grados OMS.",
)

_GAPS = Gaps(
    not_assessed="no evaluado: {reason}",
    topics={
        "lesions": "número de lesiones",
        "place": "lado y lóbulo",
        "rano": "diámetros",
        "mass_effect": "desviación de la línea media",
        "grade": "grado",
    },
    topics_reason="{topics} (esta versión no lo mide)",
    missing_sequences="{sequences} (no facilitado)",
    features="{count} rasgos de la guía VASARI (motivos en la tabla de medidas)",
    intervals="intervalos de los volúmenes (esta versión no los tiene)",
)

_PICTURES = Pictures(
    sequences={
        Sequence.T1: "T1",
        Sequence.T1CE: "T1 con contraste",
        Sequence.T2: "T2",
        Sequence.FLAIR: "FLAIR",
    },
    planes={Plane.AXIAL: "Axial", Plane.CORONAL: "Coronal", Plane.SAGITTAL: "Sagital"},
    outlines={
        Region.WT: "tumor completo, borde externo",
        Region.TC: "núcleo tumoral, borde externo",
        Region.NCR: "parte necrótica o sin captación",
    },
    whole_without_contrast="anomalía de señal (tumor completo)",
    slice_number="corte {number}/{count}",
    at="{plane} {sequence} en {position}",
    outlined="Con contorno: {regions}.",
    not_outlined="Sin contornos.",
    drawn="Diámetros trazados: {diameters} mm.",
    key_caption="Axial {sequence}, mayor sección: {region}.",
    measured_caption="Axial {sequence}; diámetros mayores en mm: {region}.",
    measured_outlined="Mismo corte con contorno y diámetros mayores, mm.",
    lesion_caption="Lesión {lesion}; sus diámetros mayores, mm.",
    through_lesion="{plane} por la lesión {lesion}.",
    same_slice="Mismo corte, {sequence}.",
    same_slice_outlined="Mismo corte con contorno.",
    unmarked="Axial {sequence}, sin contorno.",
    through_center="{plane} {sequence} por el centro.",
    plain_plane="{plane} {sequence}.",
    thick="{plane} {sequence} de cortes de {spacing}: tosco por naturaleza.",
    note="Axial y coronal: la derecha del paciente (R) a la izquierda de la imagen; L = izquierda, A = anterior, P = "
    "posterior, S = superior, I = inferior. Vóxeles nativos.",
    note_without_sides="No se sabe qué lado es la derecha del paciente: los archivos no lo dicen. Vóxeles nativos.",
    clean_title="Todas las secuencias en el corte clave, sin contornos",
    through_title="A través de la lesión, de abajo arriba, cada {step}, {sequence} con contornos",
    other_title="Otros planos",
    other_and_solid_title="Otros planos y posición en el cerebro",
    seen={
        Seen.RIGHT: "Visto desde la derecha.",
        Seen.LEFT: "Visto desde la izquierda.",
        Seen.FRONT: "Visto desde delante.",
    },
    seen_somehow="El tumor en el cerebro.",
    solid="En tres dimensiones, a través del cerebro: {regions}.",
    solid_note="3D: tumor completo (azul) y núcleo (amarillo), vistos a través del cerebro; no hay vista desde arriba, "
    "porque pondría la derecha a la derecha.",
    levels_title="Más niveles, {sequence}",
    gray_note="Los grises son los del escáner, del percentil 0,5 al 99,8 del cerebro (ventana W, nivel L). Los "
    "contornos siguen los bordes de los vóxeles; el grosor de la línea nada dice de la certeza. Posiciones en mm desde "
    "el origen del archivo, o por corte, contado desde 1, si está fuera de la cabeza.",
)

_STATEMENTS = Statements(
    volume_note="Las líneas son bordes externos. Tumor completo = edema + núcleo; núcleo = captación + necrosis; "
    "cada valor "
    "se redondea por separado. El edema y el tumor infiltrante se parecen en la RM.",
    volume_note_whole_only="Aquí, tumor completo = la anomalía de señal; el edema y el tumor infiltrante se parecen.",
    accuracy_note="«Error en validación»: la mitad de los pacientes con un volumen parecido se desvió más que la "
    "primera cifra, uno de cada diez más que la segunda.",
    present="hay {sequences}",
    checks_passed="se superaron todas las comprobaciones de entrada",
    checks_cautions="véanse las advertencias de arriba",
    method=(
        (
            "Los volúmenes cuentan los vóxeles delimitados en la malla propia de las imágenes, por el volumen de un "
            "vóxel."
        ),
        (
            "Tumor completo = edema o infiltración + núcleo; núcleo = parte que capta + parte necrótica o sin "
            "captación (regiones de BraTS)."
        ),
        (
            "Diámetros: la línea más larga dentro del núcleo que capta, en un corte axial, y la más larga "
            "perpendicular a ella (RANO), de borde a borde; en FLAIR si nada capta."
        ),
        (
            "Los lados y las distancias se miden desde el plano respecto al cual este cerebro es más simétrico, no "
            "desde la mitad de la imagen."
        ),
        (
            "Los intervalos, donde los hay, son conformes: en pacientes como los de la validación contienen el valor "
            "del experto en la proporción indicada."
        ),
    ),
    limits=(
        "No encontrar nada, o ninguna parte que capte contraste, no prueba la ausencia.",
        "Las imágenes deben tener el cerebro extraído y estar corregistradas; un médico debe leerlas.",
    ),
)

SPANISH = Words(
    code="es",
    regions={
        Region.WT: "Tumor completo",
        Region.ED: "Edema o infiltración",
        Region.TC: "Núcleo tumoral",
        Region.ET: "Con captación",
        Region.NCR: "Necrótico o sin captación",
        Region.CYST: "Quístico",
        Region.CAVITY: "Cavidad de resección",
    },
    frame=_FRAME,
    labels=_LABELS,
    findings=_FINDINGS,
    summary=_SUMMARY,
    classes=_CLASSES,
    notes=Notes(
        cautions={**CAUTIONS, **follow_up.CAUTIONS},
        reasons={**REASONS, **follow_up.REASONS},
        steps=STEPS,
        limits=LIMITS,
    ),
    gaps=_GAPS,
    pictures=_PICTURES,
    statements=_STATEMENTS,
    pixels=Pixels(
        total="{pixels} píxeles en {slices} de {of} cortes",
        slice="corte {number}: {pixels} píxeles",
        no_millimeters="Las áreas están en píxeles: las imágenes no indican milímetros ni lados.",
    ),
    screen=Screen(hide="Ocultar contornos y medidas", close="Cerrar la imagen"),
    automatic=Authorship(
        status="Automático, sin editar, sin firmar",
        mask="automáticos, sin editar",
        method="Una red entrenada delimitó el tumor; nadie editó los contornos.",
        repeatable="Los mismos archivos y el mismo modelo dan el mismo registro.",
        signed="Hecho por un programa; ningún médico lo ha leído todavía.",
        overlay="Contornos automáticos, sin revisar.",
    ),
    edited=Authorship(
        status="Editado por un lector, sin firmar",
        mask="editados por {reader}, {time}",
        method="Una red entrenada delimitó el tumor; {reader} editó los contornos.",
        repeatable="Los mismos archivos y los mismos contornos dan el mismo registro.",
        signed="Contornos editados por {reader}, medidos por un programa; aún sin firmar.",
        overlay="Contornos editados por un lector.",
    ),
    drawn=Authorship(
        status="Dibujado por un lector, sin firmar",
        mask="dibujados por {reader}, {time}",
        method="{reader} delimitó el tumor, sin ninguna red.",
        repeatable="Los mismos archivos y los mismos contornos dan el mismo registro.",
        signed="Contornos dibujados por {reader}, medidos por un programa; aún sin firmar.",
        overlay="Contornos dibujados por un lector.",
    ),
    reading=READING,
    overlay_sides="La derecha del paciente (R) a la izquierda.",
    overlay_sides_unknown="No se sabe qué lado es la derecha del paciente.",
    overlay_smoothed="Píxeles suavizados.",
    measures=MEASURES,
    terms=TERMS,
)
