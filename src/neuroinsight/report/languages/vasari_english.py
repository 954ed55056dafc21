"""English words of the VASARI features: those of the guide."""

from neuroinsight.clinical.vasari import FEATURES

_OWN = [feature for feature in FEATURES if feature.measurement.startswith("appearance.")]
MEASURES = {
    **{feature.measurement: feature.title for feature in _OWN},
    "extent.longest": "Largest diameter of the FLAIR abnormality",
    "extent.perpendicular": "Largest diameter of the FLAIR abnormality across it",
}
TERMS = {feature.measurement: feature.codes for feature in _OWN}
