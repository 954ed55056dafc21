"""Volumes of the tumor's regions."""

from collections.abc import Mapping

from neuroinsight.clinical.evidence import Evidence, count_voxels
from neuroinsight.clinical.lesion_outlines import LesionOutline
from neuroinsight.core.card import ModelCard
from neuroinsight.core.labels import MEASURED_REGIONS, Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.core.sequences import Sequence

NO_CONTRAST = NotMeasured("sequences.no_contrast")
WHOLE_ONLY = NotMeasured("outline.whole_only")
_NEEDS_CONTRAST = (Region.ET, Region.NCR, Region.TC, Region.ED)  # edema is what is left of the whole without the core


def volumes(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `volume.<region>` in milliliters: labelled voxels times the volume of one (0 where there are none).

    Without a post-contrast T1, or where the core was not outlined, only the whole tumor is measured. Beside each volume
    stands how far such volumes were off in the model's validation, if its card says so.
    """
    return _volumes(evidence, evidence.voxels, evidence.card)


def volumes_of(evidence: Evidence, lesion: LesionOutline) -> Mapping[str, Measurement]:
    """Return `volume.<region>` of one lesion; a model's validation is of whole patients and says nothing of it."""
    return _volumes(evidence, count_voxels(lesion.label_map), None)


def _volumes(evidence: Evidence, voxels: Mapping[Region, int], card: ModelCard | None) -> Mapping[str, Measurement]:
    measured: dict[str, Measurement] = {}
    for region in MEASURED_REGIONS:
        absent = gap(evidence, region)
        if absent is not None:
            measured[f"volume.{region.value}"] = absent
            continue
        volume_ml = voxels[region] * evidence.label_map.grid.voxel_volume_ml
        accuracy = card.accuracy_of(region.value, volume_ml, given=evidence.study.volumes) if card is not None else None
        measured[f"volume.{region.value}"] = Measured(value=volume_ml, unit="ml", accuracy=accuracy)
    return measured


def gap(evidence: Evidence, region: Region) -> NotMeasured | None:
    """Return why nothing is known of a region; None where it was looked for and outlined, or found absent."""
    if region not in _NEEDS_CONTRAST:
        return None
    if Sequence.T1CE not in evidence.study.volumes:
        return NO_CONTRAST
    return WHOLE_ONLY if Region.TC not in evidence.label_map.outlined else None
