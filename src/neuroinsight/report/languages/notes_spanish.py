"""Spanish sentences for the codes of the record."""

CAUTIONS = {
    "text": ("{cause}", "{consequence}"),
    "brain.cut_off": (
        "El cerebro llega al borde de las imágenes.",
        "El tumor más allá del borde no se mide.",
    ),
    "brain.sign_of_head": (
        "{sequence:sequence} muestra un signo de una cabeza cuyo cerebro no se ha extraído.",
        "Si hay cráneo o cuero cabelludo en la imagen, los contornos y volúmenes son erróneos: mírela.",
    ),
    "brain.small": (
        "Las imágenes muestran {volume_ml:.0f} ml de cerebro, menos de los que tiene un adulto.",
        "El cerebro está cortado, o el espaciado de la cabecera es erróneo, y con él todos los volúmenes.",
    ),
    "brain.unusual": (
        "El cerebro extraído tiene {volume_ml:.0f} ml, un tamaño inusual.",
        "Mire su contorno: donde es erróneo, lo son los contornos en él; o el espaciado de la cabecera es erróneo.",
    ),
    "calibration.other_model": (
        "Lo que se sabe de los errores es de otra versión del modelo.",
        "No se da ningún intervalo, ni la concordancia esperada, ni la clase.",
    ),
    "calibration.other_sequences": (
        "No se conocen los errores del modelo con exactamente estas secuencias: {sequences:sequence}.",
        "No se da ningún intervalo, ni la concordancia esperada, ni la clase.",
    ),
    "coverage.partial": (
        "{sequence:sequence} solo cubre el {share:.0%} del cerebro que muestra otra secuencia.",
        "Fuera de ella puede haber tumor que no se vea o se juzgue mal.",
    ),
    "diameters.oblique": (
        "Los cortes están inclinados {angle_deg:.0f}° respecto al plano axial.",
        "Los diámetros se tomaron en su plano, sin remuestrear; en otro plano difieren.",
    ),
    "diameters.other_plane": (
        "El plano de los cortes es {plane:plane}, a {spacing_mm:.1f} mm uno de otro.",
        "Los diámetros se tomaron a través de ellos, en el plano axial: no son más finos que eso.",
    ),
    "grid.coarse": (
        "Los vóxeles miden hasta {spacing_mm:.1f} mm.",
        "Contornos y volúmenes son menos finos que los de vóxeles de 1 mm, en los que se miden los errores.",
    ),
    "image.inverted": (
        "Los grises de {sequence:sequence} parecen invertidos (probabilidad {probability:.2f}).",
        "Si lo oscuro y lo claro están cambiados, todos los contornos y números son erróneos: mire la imagen.",
    ),
    "image.looks_like": (
        ("La imagen dada como {sequence:sequence} se parece a {looks_like:sequence} (probabilidad {probability:.2f})."),
        "Si dos secuencias están intercambiadas, todos los contornos y números son erróneos: mire las imágenes.",
    ),
    "image.mirrored": (
        "Posible inversión de izquierda a derecha respecto al resto: {sequences:sequence}.",
        "El lado del tumor puede ser erróneo, y también su contorno: compare las imágenes.",
    ),
    "header.two_places": (
        "La cabecera de {sequence:sequence} indica dos lugares en un espacio ({used}; {other}); se usa el primero.",
        "Otros programas pueden mostrar la imagen en otro lugar; tamaños y lados no cambian.",
    ),
    "header.two_sides": (
        "La cabecera de {sequence:sequence} se contradice sobre los lados ({used}; {other}).",
        "Otros programas pueden mostrar izquierda y derecha, u otras direcciones, cambiadas: pregunte de dónde viene.",
    ),
    "header.two_spacings": (
        "La cabecera de {sequence:sequence} indica dos espaciados ({used}; {other}); se usa el primero.",
        "Si es el erróneo, todos los volúmenes lo son.",
    ),
    "outline.parts_left_out": (
        (
            "Se descartaron partes pequeñas sospechosas, {volume_ml:.1f} ml en total (de menos de {beside_ml:g} ml "
            "junto a la lesión mayor, de menos de {alone_ml:g} ml solas)."
        ),
        "Busque satélites en las imágenes.",
    ),
    "pictures.copies": (
        "{sequences:sequence} es una copia de otra secuencia.",
        "Se trata como ausente, y lo que solo se vería en ella no se ve.",
    ),
    "pictures.no_millimeters": (
        "Las imágenes no tienen milímetros.",
        "Las áreas están en píxeles y no se pueden comparar entre pacientes.",
    ),
    "quality.withheld": (
        "Se espera que los contornos coincidan demasiado poco con los de un experto (límite {bound:.2f}).",
        "Se muestran los volúmenes; se retienen la impresión y la clase. Mire las imágenes.",
    ),
    "registration.doubtful": (
        (
            "{sequence:sequence} puede no estar bien corregistrado con {anchor:sequence} (los cerebros coinciden en el "
            "{overlap:.0%})."
        ),
        "Los contornos pueden estar desplazados entre secuencias: mire ambas antes de usar los volúmenes.",
    ),
    "registration.would_fit_better": (
        (
            "{sequence:sequence} puede no estar bien corregistrado con {anchor:sequence} (los cerebros coinciden en el "
            "{overlap:.0%}; encajarían mejor unos milímetros al lado)."
        ),
        "Los contornos pueden estar desplazados entre secuencias: mire ambas antes de usar los volúmenes.",
    ),
    "sequences.named_otherwise": (
        "La imagen tomada por {sequence:sequence} tiene nombre de {named:sequence} ({file}).",
        "Si dos secuencias están cambiadas, todos los contornos y números son erróneos: mire las imágenes.",
    ),
    "sequences.no_contrast": (
        "No se facilitó un T1 con contraste.",
        "Nada puede decirse de la captación, el núcleo tumoral o la necrosis.",
    ),
    "sequences.no_flair_no_t2": (
        "No se facilitó FLAIR ni T2.",
        "El edema y el tumor completo son inseguros.",
    ),
    "sequences.optional_missing": (
        "Sin {sequences:sequence}, que el modelo también lee.",
        "Los contornos son menos seguros donde el tumor es tenue en las demás secuencias.",
    ),
    "sequences.single": (
        "Solo se facilitó una secuencia, {sequence:sequence}.",
        "Lo que se ve en las otras se pierde, y nada confirma lo encontrado.",
    ),
    "sides.unknown": (
        "Los archivos no dicen qué lado es la derecha del paciente.",
        "Izquierda, derecha, delante y detrás pueden estar cambiadas: las imágenes no llevan letras, ni se da el lado.",
    ),
    "slices.constant": (
        "El cerebro tiene un único valor de gris en {sequence:sequence}, plano {plane:plane}, cortes {slices}.",
        "Allí puede haber tumor que no se vea o se juzgue mal: exporte la imagen de nuevo.",
    ),
    "slices.cut": (
        "El cerebro empieza o acaba en plano en {sequence:sequence}, plano {plane:plane}, corte {slices}.",
        "El tumor más allá no se mide.",
    ),
    "slices.empty": (
        "{sequence:sequence} está vacía dentro del cerebro, plano {plane:plane}, cortes {slices}.",
        "Allí puede haber tumor que no se vea o se juzgue mal: exporte la imagen de nuevo.",
    ),
    "slices.hole": (
        "{sequence:sequence} tiene un hueco en el cerebro, plano {plane:plane}, cortes {slices}.",
        "Allí puede haber tumor que no se vea o se juzgue mal: mire la imagen.",
    ),
    "slices.repeated": (
        "Hay cortes que repiten otros en {sequence:sequence}, plano {plane:plane}, cortes {slices}.",
        "Falta lo que había allí, o los cortes son más gruesos de lo que dice la cabecera: exporte la imagen de nuevo.",
    ),
    "tumor.apart": (
        "Una anomalía de señal de {volume_ml:.1f} ml está separada de todas las lesiones.",
        "Se cuenta en el tumor completo; si le pertenece debe verse en las imágenes.",
    ),
    "tumor.at_border": (
        "El tumor llega al borde de las imágenes.",
        "Parte de él puede quedar fuera del campo de visión: los volúmenes son límites inferiores.",
    ),
    "tumor.implausibly_large": (
        "El tumor completo mide {volume_ml:.0f} ml, más de lo que es probable en un glioma.",
        "Revise el contorno antes de usar ningún número.",
    ),
    "tumor.none": (
        "No encontrar nada no prueba la ausencia.",
        (
            "Las lesiones pequeñas o tenues pueden pasar inadvertidas. El programa solo busca glioma; no descarta "
            "metástasis, hemorragia, infarto ni otra enfermedad."
        ),
    ),
}

REASONS = {
    "text": "{reason}",
    "atlas.none": "esta versión no trae ningún atlas de lóbulos",
    "brain.cut_off": "el cerebro se sale de las imágenes por delante, por detrás o por arriba",
    "brain.no_surface": "no hay aire alrededor del cerebro",
    "brain.none_normal": "no hay cerebro aparte del tumor",
    "calibration.coarse": "vóxeles de hasta {spacing_mm:.1f} mm; errores conocidos para {learned_mm:.1f} mm",
    "calibration.no_probabilities": "contornos sin probabilidades de un modelo",
    "calibration.none": "no se conocen los errores del modelo en pacientes no vistos",
    "calibration.other_sequences": "errores no conocidos con exactamente estas secuencias: {sequences:sequence}",
    "grade.doubted": "las comprobaciones de entrada dudan de una imagen",
    "grade.treated": "se declaró un tratamiento; las clases son las de tumores sin tratar",
    "grid.too_coarse_for_margin": "vóxeles demasiado grandes para 3 mm",
    "intensities.below_zero": "niveles de gris por debajo de 0, como en puntuaciones z",
    "lesions.cavity_only": "una cavidad, sin tumor alrededor",
    "lesions.none": "sin tumor",
    "lesions.small": "ninguna lesión: ningún núcleo de {core_ml:g} ml, ninguna otra parte de {alone_ml:g} ml",
    "midline.disagree": "las imágenes potenciadas en T1 y en T2 la muestran a {apart_mm:.0f} mm una de otra",
    "midline.in_tumor": "el núcleo del tumor está allí en la línea media",
    "midline.no_level": "no se encontró el nivel del septo y del tercer ventrículo",
    "midline.not_found": "no se encontró el plano de simetría del cerebro",
    "midline.one_contrast": "hacen falta una imagen potenciada en T1 y otra en T2, para comprobar una con otra",
    "midline.unseen": "el septo y el tercer ventrículo no se ven lo bastante bien",
    "outline.whole_only": "delimitado solo en conjunto",
    "phantom.no_core": "ningún vóxel de núcleo tumoral",
    "phantom.no_tumor": "sin tumor",
    "quality.no_tumor": "no se encontró tumor",
    "quality.withheld": "retenido: se esperan contornos deficientes",
    "rano.not_measurable": "ninguna lesión con ambos diámetros de al menos {limit_mm:g} mm en dos cortes",
    "record.absent": "no consta en el registro",
    "sequences.no_contrast": "sin T1 con contraste",
    "sequences.no_precontrast": "sin T1 antes del contraste",
    "sides.unknown": "los archivos no dicen cuál es el lado derecho del paciente",
    "size.few_voxels": "solo {voxels:g} vóxeles de ancho, hacen falta {fewest:g}",
    "tumor.absent": "no se encontró tumor",
    "tumor.outside_brain": "el contorno está fuera del cerebro",
    "vasari.labels_mixed": "necrosis, quistes y tumor que no capta comparten etiqueta",
    "vasari.needs_diffusion": "sin imágenes de difusión",
    "vasari.needs_functions": "no se sabe dónde están las funciones",
    "vasari.needs_pair": "hacen falta las imágenes de antes y después de la cirugía",
    "vasari.needs_reader": "hace falta el ojo de un lector",
    "vasari.needs_susceptibility": "sin imágenes de susceptibilidad",
    "vasari.needs_t1_outline": "la anomalía en T1 no está delimitada",
    "vasari.needs_tracts": "sin atlas de los tractos profundos",
    "vasari.needs_ventricles": "los ventrículos no están delimitados",
    "vasari.pia_cut": "la extracción del cerebro pudo cortar la piamadre",
    "vasari.skull_cut": "el cráneo fue retirado",
}

STEPS = {
    "air.cleared": "el aire alrededor del cerebro en {sequence:sequence}, que era {air}, se puso a 0",
    "brain.extracted": (
        "el cerebro se extrajo de cabezas enteras con {method}, de lo que muestran juntas {sequences:sequence}:"
        " {volume_ml:.0f} ml; aire, cráneo y cuero cabelludo se pusieron a 0"
    ),
    "brain.given": (
        "el cerebro se recortó con una máscara dada: {volume_ml:.0f} ml; aire, cráneo y cuero cabelludo se pusieron a 0"
    ),
    "raw.moved": (
        "{sequence:sequence} se corregistró con {anchor:sequence}: desplazado {shift_mm:.1f} mm, girado {turn_deg:.1f}°"
    ),
    "raw.reference": (
        "las imágenes eran cabezas enteras; los resultados están en el espacio de {sequence:sequence} ({grid})"
    ),
    "raw.registered": (
        "{sequence:sequence} se corregistró con {anchor:sequence}: desplazado {shift_mm:.1f} mm, girado {turn_deg:.1f}°"
        "; los cerebros coinciden después en el {overlap:.1%}"
    ),
    "raw.resampled": (
        "el modelo vio las imágenes remuestreadas una sola vez, a {spacing_mm:.0f} mm; sus probabilidades se llevaron"
        " de vuelta"
    ),
}

LIMITS = {
    "text": "{words}",  # of cards without codes
    "outlines.rim": (
        "A menudo se dibuja un borde necrótico fino fuera de la parte que capta contraste; casi nunca es real."
    ),
    "outlines.strips": (
        "Vistos a través de los cortes (coronal, sagital), los contornos pueden ser escalones o franjas."
    ),
    "training.few": "El modelo aprendió de pocos pacientes y escáneres; otros pueden diferir.",
    "training.lookalikes": "Metástasis, linfoma, absceso, infarto y desmielinización no se aprendieron y se parecen.",
    "training.untreated": (
        "Hecho para sospecha de glioma sin tratar en adultos; tras cirugía o tratamiento los contornos "
        "pueden ser erróneos."
    ),
    "tumor.faint": (
        "Los cambios tenues en FLAIR y los núcleos que no captan a menudo se delimitan demasiado pequeños o se pierden."
    ),
}
