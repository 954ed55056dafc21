"""Which part of the whole tumor each tissue is, and the bins of the VASARI guide for it."""

from collections.abc import Mapping

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.volumes import gap
from neuroinsight.core.labels import CLASSES, Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured

NO_TUMOR = NotMeasured("tumor.absent")
# The guide's bins are of whole percents (none, under 5, 6-33, 34-67, 68-95, over 95, all); what lies between two of
# them, as 33.4, belongs to the upper one. Upper ends in percent, and the guide's codes.
_BINS = ((5, "3"), (33, "4"), (67, "5"), (95, "6"))
_NONE, _NEARLY_ALL, _ALL = "2", "7", "8"


def shares(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `shares.<tissue>`: ET, NCR and ED as shares (0 to 1) of the whole tumor, edema included."""
    return {f"shares.{region.value}": _share(evidence, region) for region in CLASSES}


def proportion(evidence: Evidence, region: Region) -> str:
    """Return the guide's code for a tissue's proportion of the entire abnormality, edema included."""
    return bin_of(evidence.voxels[region], evidence.voxels[Region.WT])


def bin_of(part: int, whole: int) -> str:
    """Return the code of the bin that `part` of `whole` voxels lies in: `2` (none) to `8` (all)."""
    if part == 0:
        return _NONE
    if part == whole:
        return _ALL
    return next((code for percent, code in _BINS if 100 * part <= percent * whole), _NEARLY_ALL)


def _share(evidence: Evidence, region: Region) -> Measurement:
    absent = gap(evidence, region)
    if absent is not None:
        return absent
    whole = evidence.voxels[Region.WT]
    return Measured(value=evidence.voxels[region] / whole, unit="1") if whole else NO_TUMOR
