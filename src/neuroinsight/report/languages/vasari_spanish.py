"""Spanish words of the VASARI features; the codes are the guide's."""

from neuroinsight.report.numbers import NO_BREAK

MEASURES = {
    "appearance.eloquent_brain": "Áreas elocuentes",
    "appearance.enhancement_quality": "Intensidad de la captación",
    "appearance.proportion_enhancing": "Proporción que capta contraste",
    "appearance.proportion_nonenhancing": "Proporción de tumor que no capta",
    "appearance.proportion_necrosis": "Proporción de necrosis",
    "appearance.cysts": "Quistes",
    "appearance.t1_flair_ratio": "Relación T1/FLAIR",
    "appearance.margin_thickness": "Grosor del margen que capta",
    "appearance.enhancing_margin_definition": "Definición del margen que capta",
    "appearance.nonenhancing_margin_definition": "Definición del margen que no capta",
    "appearance.proportion_edema": "Proporción de edema",
    "appearance.hemorrhage": "Hemorragia",
    "appearance.diffusion": "Difusión",
    "appearance.pial_invasion": "Invasión de la piamadre",
    "appearance.ependymal_extension": "Extensión al epéndimo",
    "appearance.cortical_involvement": "Afectación de la corteza",
    "appearance.deep_white_matter_invasion": "Invasión de la sustancia blanca profunda",
    "appearance.calvarial_remodeling": "Remodelación de la calota",
    "appearance.resected_enhancing": "Resección de la parte que capta",
    "appearance.resected_nonenhancing": "Resección de la parte que no capta",
    "appearance.resected_edema": "Resección del edema",
}

_PROPORTIONS = {
    "1": "no procede",
    "2": f"ninguna (0{NO_BREAK}%)",
    "3": f"menos del 5{NO_BREAK}%",
    "4": f"del 6 al 33{NO_BREAK}%",
    "5": f"del 34 al 67{NO_BREAK}%",
    "6": f"del 68 al 95{NO_BREAK}%",
    "7": f"más del 95{NO_BREAK}%",
    "8": f"todo (100{NO_BREAK}%)",
}
_NO_YES = {"1": "no", "2": "sí"}

TERMS = {
    "appearance.eloquent_brain": {
        "1": "ninguna",
        "2": "motora del habla",
        "3": "receptiva del habla",
        "4": "motora",
        "5": "visual",
    },
    "appearance.enhancement_quality": {"1": "ninguna", "2": "leve", "3": "marcada"},
    "appearance.proportion_enhancing": _PROPORTIONS,
    "appearance.proportion_nonenhancing": _PROPORTIONS,
    "appearance.proportion_necrosis": _PROPORTIONS,
    "appearance.cysts": _NO_YES,
    "appearance.t1_flair_ratio": {"1": "expansiva", "2": "mixta", "3": "infiltrante"},
    "appearance.margin_thickness": {
        "1": "no procede",
        "2": "ninguno",
        "3": f"fino (menos de 3{NO_BREAK}mm)",
        "4": "grueso o nodular",
        "5": "sólido",
    },
    "appearance.enhancing_margin_definition": {"1": "no procede", "2": "bien definido", "3": "mal definido"},
    "appearance.nonenhancing_margin_definition": {"1": "no procede", "2": "liso", "3": "irregular"},
    "appearance.proportion_edema": _PROPORTIONS,
    "appearance.hemorrhage": _NO_YES,
    "appearance.diffusion": {"1": "sin imágenes", "2": "facilitada", "3": "restringida", "4": "ninguna o mixta"},
    "appearance.pial_invasion": _NO_YES,
    "appearance.ependymal_extension": _NO_YES,
    "appearance.cortical_involvement": _NO_YES,
    "appearance.deep_white_matter_invasion": _NO_YES,
    "appearance.calvarial_remodeling": _NO_YES,
    "appearance.resected_enhancing": _PROPORTIONS,
    "appearance.resected_nonenhancing": _PROPORTIONS,
    "appearance.resected_edema": _PROPORTIONS,
}
