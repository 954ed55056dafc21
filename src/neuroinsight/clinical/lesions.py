"""How many separate parts the tumor has."""

from collections.abc import Mapping

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.measurement import Measured, Measurement

SMALLEST_PART_ML = 0.1  # the field's usual bar for a lesion; what is smaller is not counted


def count(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `lesions.count`: the whole tumor's 26-connected parts of at least a tenth of a milliliter."""
    found = sum(volume_ml >= SMALLEST_PART_ML for volume_ml in evidence.parts_ml)
    return {"lesions.count": Measured(value=float(found), unit="1")}
