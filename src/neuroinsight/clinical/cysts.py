"""Whether a tumor has cysts."""

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import NotMeasured

_NO, _YES = "1", "2"


def cysts(evidence: Evidence) -> str | NotMeasured:
    """Return whether cysts were outlined, by outlines that have a label for them.

    The guide's cyst matches cerebrospinal fluid and has a thin smooth wall. Fluid that is bright on T2 fills necrosis,
    too, and no set at hand tells both apart, so that a threshold could not be checked: other outlines tell nothing.
    """
    if not evidence.label_map.knows(Region.CYST):
        return NotMeasured("vasari.labels_mixed")
    return _YES if evidence.label_map.mask(Region.CYST).any() else _NO
