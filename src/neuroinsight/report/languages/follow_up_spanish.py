"""Spanish words of a follow-up."""

from neuroinsight.report.follow_up.wording import FollowUpLabels, FollowUpSentences, FollowUpWords

_LABELS = FollowUpLabels(
    title="Seguimiento por RM de tumor cerebral",
    patient="ID del paciente",
    baseline="Basal",
    nadir="Menor valor (nadir)",
    this="Fecha de la RM (esta)",
    day="{date} (día {day})",
    lowest="menor valor",
    here="esta",
    change="Cambio",
    against_baseline="frente a basal",
    against_nadir="frente a nadir",
    interval="intervalo del {confidence}",
    per_month="por 30 días",
    beyond_error="más que error",
    yes="sí",
    no="no",
    sum_of_products="Suma de productos, cm²",
    subjects={
        "rano.sum_of_products": "La suma de productos de los diámetros",
        "volume.ET": "El volumen que capta",
        "volume.WT": "El tumor completo",
    },
    response="Respuesta por imagen (RANO 2.0, {basis})",
    bases={"core-enhancing": "enfermedad que capta", "flair": "enfermedad sin captación, en FLAIR"},
    by_diameters="Por diámetros, antes de criterios clínicos",
    by_volume="Por volumen, antes de criterios clínicos",
    categories={
        "CR": "respuesta completa",
        "PR": "respuesta parcial",
        "MR": "respuesta menor",
        "SD": "enfermedad estable",
        "PD": "enfermedad progresiva",
    },
    lesions="Lesiones en el tiempo",
    lesion="Lesión",
    events={
        "absent": "aún no",
        "first": "presente",
        "new": "nueva",
        "stayed": "presente",
        "split": "dividida",
        "merged": "unida a otra",
        "vanished": "desaparecida",
        "returned": "reaparecida",
    },
    examinations="Exploraciones y alineación",
    examination_columns=("Fecha", "Secuencias", "Vóxel", "Contornos", "Alineación"),
    alignment="girada {turn}°, movida {shift} mm; solapamiento de los cerebros {overlap}",
    reference="referencia",
    rules="Reglas usadas",
    limits="Límites",
    over_time="En el tiempo",
    products="Suma de productos, cm²",
    volumes="Volúmenes, ml",
    limit_lines={"PD": "nadir + {limit}: PD", "PR": "basal − {limit}: PR"},
)

_SENTENCES = FollowUpSentences(
    changes={
        "more": "|{what} ha crecido| de {before} a {after} {unit}, |{share}|{interval}, desde {date}.",
        "less": "|{what} ha disminuido| de {before} a {after} {unit}, |{share}|{interval}, desde {date}.",
        "same": "|{what} no ha cambiado| desde {date}: {after} {unit}.",
        "unknown": "|{what}: no se puede decir el cambio.| {reason}",
    },
    interval=" (intervalo del {confidence}: {low} a {high})",
    within_error="El intervalo incluye la ausencia de cambio: |sin cambio medible|.",
    maybe_error="No se sabe si es más que el error de medida: {reason}.",
    by_diameters="Por diámetros esto es |{category}|: {rule}.",
    by_volume="Por volumen esto es |{category}|: {rule}.",
    no_category="{way}: sin categoría; {reason}.",
    rules={
        "new_lesion": "una lesión nueva, a confirmar a ojo; en conjunto {nadir} frente al menor valor",
        "vanished": "no queda nada de lo que se seguía",
        "from_nothing": "vuelve a haber algo tras no haber nada",
        "increase": "{nadir} frente al menor valor, límite +{limit}",
        "decrease": "{baseline} frente a basal, límite −{limit}",
        "between": "{baseline} frente a basal y {nadir} frente al menor valor, entre los límites",
    },
    near="El límite de {categories} está dentro del intervalo: confirmar a ojo.",
    confirmations={
        "not needed": "",
        "unknown": "En las 12 semanas tras la radioterapia hace falta una segunda RM; no se declaró cuándo acabó.",
        "needed": "Debe confirmarse con una RM cuatro semanas después o más.",
        "confirmed": "Una RM anterior, cuatro semanas antes o más, ya la mostraba.",
    },
    agree="Diámetros y volumen coinciden.",
    disagree="|Diámetros y volumen no coinciden|: decide quien lee las imágenes.",
    overall=(
        "Con los corticoides ({steroids}) y el estado clínico ({clinical}) declarados, la tabla da |{category}| en "
        "conjunto; decide un médico."
    ),
    no_overall="Sin respuesta global: {reason}.",
    steroids={"none": "ninguno", "decreased": "menos", "stable": "igual", "increased": "más"},
    clinical={"improved": "mejor", "stable": "estable", "worse": "peor"},
    new_lesions="|Lesiones nuevas: {count}.|",
    no_new_lesion="|Ninguna lesión nueva.|",
    lesions_unknown="|No se buscaron lesiones nuevas ni desaparecidas|: {reason}.",
    change_note=(
        "Entre paréntesis: intervalo del valor. El intervalo del cambio y el cambio por 30 días son frente al menor "
        "valor. Más que error = el intervalo del cambio no incluye 0."
    ),
    lesions_note=(
        "Los números son los del informe de cada fecha; la mayor es la 1. Las lesiones se emparejan si se solapan al "
        "alinear los cerebros, o están a menos de 5 mm; los valores se miden en la rejilla de cada fecha."
    ),
    over_time_note=(
        "Barras: intervalos. Los ejes empiezan en 0. PD, PR = límites de enfermedad progresiva y respuesta parcial."
    ),
    rules_list=(
        "Basal es la primera fecha dada; nadir, el menor valor de todas las anteriores.",
        (
            "Por diámetros: CR si no queda nada. PR −50 % o más frente a basal. PD +25 % o más frente a nadir, o una "
            "lesión nueva. SD lo intermedio. Solo FLAIR: respuesta menor de −25 % a −50 %."
        ),
        "Por volumen (de lo que capta, o en FLAIR): PR −65 %, PD +40 %. Solo FLAIR: respuesta menor de −40 % a −65 %.",
        (
            "CR, PR y respuesta menor deben confirmarse a las cuatro semanas; PD también en las 12 semanas tras la "
            "radioterapia."
        ),
        "Con menos de 10 mm en ambas fechas no hay categoría por diámetros.",
        (
            "Global (si se declara): PD si se mide o hay empeoramiento clínico; más corticoides por sí solos no "
            "deciden nada; CR solo sin ellos."
        ),
    ),
    limits_list=(
        "El programa no distingue el efecto del tratamiento (pseudoprogresión, radionecrosis) del tumor.",
        "RANO sigue dianas elegidas al principio; aquí se suman las dos mayores lesiones medibles de cada fecha.",
        "Los intervalos del cambio toman los errores de ambas fechas como independientes.",
        "Uso en investigación: un médico decide la respuesta.",
    ),
)

FOLLOW_UP_SPANISH = FollowUpWords(labels=_LABELS, sentences=_SENTENCES)
