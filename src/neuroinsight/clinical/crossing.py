"""Whether a tissue of the tumor crosses the midline."""

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.place import crosses
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.imaging.boxes import bounding_box, cut_grid

_NOT_APPLICABLE, _NO, _YES = "1", "2", "3"


def crossing(evidence: Evidence, region: Region) -> str | NotMeasured:
    """Return whether a connected part of a tissue crosses the midline; not applicable where there is none of it."""
    mask = evidence.label_map.mask(region)
    box = bounding_box(mask)
    if box is None:
        return _NOT_APPLICABLE
    if isinstance(evidence.midline, NotMeasured):
        return evidence.midline
    grid = cut_grid(evidence.label_map.grid, box)
    return _YES if crosses(evidence.midline, mask[box], grid) else _NO
