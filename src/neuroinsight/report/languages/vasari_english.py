"""English words of the VASARI features: those of the guide."""

from neuroinsight.clinical.vasari import FEATURES

MEASURES = {feature.measurement: feature.title for feature in FEATURES}
TERMS = {feature.measurement: feature.codes for feature in FEATURES}
