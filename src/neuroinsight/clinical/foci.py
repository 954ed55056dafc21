"""How a tumor's lesions lie to each other, as the VASARI guide tells foci and satellites apart."""

from collections import Counter

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesions import no_lesion
from neuroinsight.core.measurement import NotMeasured

_FOCAL, _MULTIFOCAL = "1", "2"
_NO, _YES = "1", "2"


def multifocal(evidence: Evidence) -> str | NotMeasured:
    """Return focal, or multifocal where lesions lie apart on FLAIR.

    To the guide, what lies within the dominant lesion's signal abnormality is a satellite; it calls foci outside of it
    multifocal if they come of one spreading tumor and multicentric if not, which masks do not tell.
    """
    if not evidence.lesions:
        return no_lesion(evidence)
    return _MULTIFOCAL if len({lesion.abnormality for lesion in evidence.lesions}) > 1 else _FOCAL


def satellites(evidence: Evidence) -> str | NotMeasured:
    """Return whether something enhances apart from a lesion's main core and within its signal abnormality."""
    if not evidence.lesions:
        return no_lesion(evidence)
    enhancing = Counter(lesion.abnormality for lesion in evidence.lesions if lesion.enhancing.any())
    several = any(count > 1 for count in enhancing.values())
    return _YES if several or any(lesion.satellites for lesion in evidence.lesions) else _NO
