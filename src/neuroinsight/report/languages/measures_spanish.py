"""Spanish titles of measurements, and the words for findings that are one of a list."""

from neuroinsight.report.languages import vasari_spanish

MEASURES = {
    "lesions.count": "Lesiones",
    "lesions.satellites": "Satélites",
    "lesions.pattern": "Patrón de las lesiones",
    "rano.longest": "Diámetro mayor en un corte",
    "rano.perpendicular": "Diámetro mayor perpendicular",
    "rano.product": "Producto de los diámetros",
    "rano.sum_of_products": "Suma de los productos",
    "rano.measurable": "Medible según RANO",
    "rano.basis": "Diámetros tomados en",
    "size.longest_3d": "Diámetro mayor en 3D",
    "size.surface_area": "Superficie",
    "size.sphericity": "Esfericidad",
    "shares.ET": "Parte con captación del total",
    "shares.NCR": "Parte necrótica del total",
    "shares.ED": "Parte de edema del total",
    "place.side": "Lado",
    "place.right_share": "Parte en el lado derecho",
    "place.midline_distance": "Distancia a la línea media",
    "place.crosses_midline": "Cruza la línea media",
    "place.depth": "Profundidad bajo la superficie cerebral",
    "place.center": "Centro",
    "place.center_mni": "Centro en el espacio MNI",
    "place.lobe": "Lóbulo principal",
    "mass_effect.midline_shift": "Desviación de la línea media",
    "mass_effect.shift_to": "Línea media desviada hacia",
    "mass_effect.ventricles": "Ventrículos",
    "grade.hgg_probability": "Probabilidad de la clase HGG",
    "quality.dice_WT": "Dice previsto, tumor completo",
    "quality.dice_TC": "Dice previsto, núcleo tumoral",
    "quality.dice_ET": "Dice previsto, con captación",
    **vasari_spanish.MEASURES,
}

TERMS = {
    "lesions.pattern": {
        "none": "ninguna",
        "solitary": "única",
        "multifocal": "multifocal (una sola anomalía en FLAIR)",
        "multicentric": "multicéntrica (separadas en FLAIR)",
    },
    "rano.measurable": {"yes": "sí", "no": "no"},
    "rano.basis": {"core-enhancing": "el núcleo que capta", "flair": "FLAIR"},
    "place.side": {"right": "derecho", "left": "izquierdo", "both": "ambos lados"},
    "place.crosses_midline": {"yes": "sí", "no": "no"},
    "mass_effect.shift_to": {"right": "la derecha", "left": "la izquierda", "none": "ningún lado"},
    **vasari_spanish.TERMS,
}
