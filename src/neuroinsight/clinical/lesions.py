"""How many lesions the tumor has, how they lie to each other, and how many satellites."""

from collections.abc import Mapping

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesion_outlines import SMALLEST_ALONE_ML, SMALLEST_CORE_ML
from neuroinsight.clinical.volumes import gap
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated

_NONE = Stated(code="none", title="None")
_SOLITARY = Stated(code="solitary", title="Solitary")
_MULTIFOCAL = Stated(code="multifocal", title="Multifocal")
_MULTICENTRIC = Stated(code="multicentric", title="Multicentric")


def lesions(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `lesions.count`, `lesions.pattern` and `lesions.satellites`.

    Several lesions are multifocal where one FLAIR abnormality holds all of them, and multicentric where not (as in
    doi:10.1016/j.jocn.2016.02.022). One abnormality whose core is not known may be solitary as well as multifocal.
    """
    found = evidence.lesions
    count: Measurement = Measured(value=float(len(found)), unit="1")
    apart = len({lesion.abnormality for lesion in found})
    pattern: Measurement
    satellites: Measurement
    if not found:
        pattern, satellites = _NONE, Measured(value=0.0, unit="1")
    elif unknown := gap(evidence, Region.TC):
        pattern, satellites = _MULTICENTRIC if apart > 1 else unknown, unknown
    else:
        satellites = Measured(value=float(sum(lesion.satellites for lesion in found)), unit="1")
        pattern = _SOLITARY if len(found) == 1 else _MULTIFOCAL if apart == 1 else _MULTICENTRIC
    return {"lesions.count": count, "lesions.pattern": pattern, "lesions.satellites": satellites}


def no_lesion(evidence: Evidence) -> NotMeasured:
    """Return why nothing is measured of a lesion where there is none."""
    if evidence.label_map.mask(Region.WT).any():
        return NotMeasured("lesions.small", {"core_ml": SMALLEST_CORE_ML, "alone_ml": SMALLEST_ALONE_ML})
    if evidence.label_map.mask(Region.CAVITY).any():
        return NotMeasured("lesions.cavity_only")
    return NotMeasured("lesions.none")
