"""Spanish sentences for the codes of a follow-up, beside those of all records."""

CAUTIONS = {
    "follow_up.brains_differ": (
        "Los cerebros del {date} y del {onto} no parecen de una persona (parecido {likeness:.2f}, límite {least:.2f}).",
        "Asegúrese de que todas las fechas son de un paciente: hasta entonces no hay categoría ni se siguen lesiones.",
    ),
    "follow_up.no_patient_id": (
        "Ninguna exploración nombra a su paciente.",
        "Solo las imágenes dicen que todas las fechas son de una persona: asegúrese de ello.",
    ),
    "follow_up.other_author": (
        "Los contornos no se hicieron igual ({given}).",
        "Parte del cambio puede ser de quien los trazó: use un mismo modelo para todas las fechas.",
    ),
    "follow_up.other_scheme": (
        "Los mapas de etiquetas usan números distintos ({given}).",
        "Se compararon regiones, no números.",
    ),
    "follow_up.other_sequences": (
        "No todas las fechas tienen las mismas secuencias ({given}).",
        "Parte del cambio puede ser lo que no mostraban las que faltan.",
    ),
    "follow_up.other_spacing": (
        "Los vóxeles no son de un mismo tamaño ({given}).",
        "Cortes más gruesos dan contornos más burdos: los cambios pequeños pueden ser de la rejilla.",
    ),
    "follow_up.quality_withheld": (
        "Un contorno está por debajo del límite de calidad ({dates}).",
        "No se da categoría: mire los contornos antes de usar ningún cambio.",
    ),
    "follow_up.spacing_doubted": (
        "Los milímetros de la cabecera son dudosos ({dates}).",
        "No se da categoría; los tamaños pueden estar mal, y los cambios también si el error no es siempre el mismo.",
    ),
}

REASONS = {
    "alignment.little_brain": "una imagen apenas muestra cerebro",
    "alignment.no_images": "las imágenes no están a mano",
    "alignment.no_shared_sequence": "las fechas no comparten ninguna secuencia",
    "alignment.not_alike": "los cerebros no parecen de una misma persona",
    "alignment.spacing_doubted": "los milímetros de la cabecera son dudosos",
    "change.absent": "no medido el {date}",
    "change.from_nothing": "nada el {date}: sin porcentaje",
    "change.no_interval": "no se conoce ningún intervalo",
    "response.complete_on_steroids": "no queda nada, pero se toman corticoides",
    "response.enhancement_unknown": "no se sabe en todas las fechas qué capta",
    "response.not_alike": "los cerebros no parecen de una misma persona",
    "response.not_declared": "no se indicaron la dosis de corticoides ni el estado clínico",
    "response.not_measurable": "menos de 10 mm en ambas fechas",
    "response.nothing_measured": "no había nada que seguir",
    "response.nothing_to_combine": "la parte medida no tiene categoría",
    "response.one_way_only": "uno de los dos no tiene categoría",
    "response.quality_withheld": "un contorno está por debajo del límite de calidad",
    "response.spacing_doubted": "los milímetros de la cabecera son dudosos",
    "response.steroids_increased": "más corticoides por sí solos no son ni enfermedad estable ni progresión",
}
