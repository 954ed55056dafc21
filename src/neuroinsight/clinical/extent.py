"""The size of the FLAIR abnormality in an axial plane: VASARI's F29 and F30."""

from collections.abc import Mapping

from neuroinsight.clinical.bidimensional import flair_diameters
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesions import no_lesion
from neuroinsight.core.measurement import Measured, Measurement

_NAMES = ("extent.longest", "extent.perpendicular")


def extent(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `extent.longest` and `extent.perpendicular` in mm: of the largest lesion, edema included.

    The guide's size is that of the signal abnormality on T2, in one axial slice, unlike RANO's, which is of what
    enhances.
    """
    if not evidence.lesions:
        return dict.fromkeys(_NAMES, no_lesion(evidence))
    found = flair_diameters(evidence.lesions[0])
    return {
        "extent.longest": Measured(value=found.longest_mm, unit="mm", along=found.longest_along),
        "extent.perpendicular": Measured(value=found.perpendicular_mm, unit="mm", along=found.perpendicular_along),
    }
