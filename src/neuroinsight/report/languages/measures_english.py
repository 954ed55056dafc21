"""English titles of measurements, and the words for findings that are one of a list.

A title stands alone in a table and, with a small first letter, inside a sentence; volumes have those of their regions.
"""

from neuroinsight.report.languages import vasari_english

MEASURES = {
    "lesions.count": "Lesions",
    "lesions.satellites": "Satellites",
    "lesions.pattern": "Pattern of lesions",
    "rano.longest": "Largest diameter in a slice",
    "rano.perpendicular": "Largest diameter across it",
    "rano.product": "Product of the diameters",
    "rano.sum_of_products": "Sum of the products",
    "rano.measurable": "Measurable by RANO",
    "rano.basis": "Diameters taken on",
    "size.longest_3d": "Largest diameter in 3D",
    "size.surface_area": "Surface",
    "size.sphericity": "Sphericity",
    "shares.ET": "Enhancing share of the whole",
    "shares.NCR": "Necrotic share of the whole",
    "shares.ED": "Edema’s share of the whole",
    "place.side": "Side",
    "place.right_share": "Share on the right",
    "place.midline_distance": "Distance to the midline",
    "place.crosses_midline": "Midline crossed",
    "place.depth": "Depth under the brain’s surface",
    "place.center": "Center",
    "place.center_mni": "Center in MNI space",
    "place.lobe": "Main lobe",
    "mass_effect.midline_shift": "Midline shift",
    "mass_effect.shift_to": "Midline shifted to the",
    "mass_effect.ventricles": "Ventricles",
    "grade.hgg_probability": "Probability of the HGG class",
    "quality.dice_WT": "Predicted Dice of the whole tumor",
    "quality.dice_TC": "Predicted Dice of the core",
    "quality.dice_ET": "Predicted Dice of the enhancing part",
    **vasari_english.MEASURES,
}

TERMS = {
    "lesions.pattern": {
        "none": "none",
        "solitary": "solitary",
        "multifocal": "multifocal",
        "multicentric": "multicentric",
    },
    "rano.measurable": {"yes": "yes", "no": "no"},
    "rano.basis": {"core-enhancing": "the enhancing core", "flair": "FLAIR"},
    "place.side": {"right": "right", "left": "left", "both": "both sides"},
    "place.lobe": {
        "frontal": "frontal lobe",
        "parietal": "parietal lobe",
        "temporal": "temporal lobe",
        "occipital": "occipital lobe",
        "insula": "insula",
        "cerebellum": "cerebellum",
        "brainstem": "brainstem",
    },
    "place.crosses_midline": {"yes": "yes", "no": "no"},
    "mass_effect.shift_to": {"right": "right", "left": "left", "none": "neither side"},
    **vasari_english.TERMS,
}
