"""Volumes of the tumor's regions."""

from collections.abc import Mapping

import numpy as np

from neuroinsight.core.labels import MEASURED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study

NO_CONTRAST = NotMeasured("sequences.no_contrast")
WHOLE_ONLY = NotMeasured("outline.whole_only")
_NEEDS_CONTRAST = (Region.ET, Region.NCR, Region.TC, Region.ED)  # edema is what is left of the whole without the core


def volumes(study: Study, label_map: LabelMap) -> Mapping[str, Measurement]:
    """Return `volume.<region>` in milliliters: labelled voxels times the volume of one (0 where there are none).

    Without a post-contrast T1, or where the core was not outlined, only the whole tumor is measured.
    """
    counts = np.bincount(label_map.array.ravel(), minlength=256)
    contrast = Sequence.T1CE in study.volumes
    measured: dict[str, Measurement] = {}
    for region in MEASURED_REGIONS:
        if region in _NEEDS_CONTRAST and not contrast:
            measured[f"volume.{region.value}"] = NO_CONTRAST
            continue
        if region in _NEEDS_CONTRAST and Region.TC not in label_map.outlined:
            measured[f"volume.{region.value}"] = WHOLE_ONLY
            continue
        voxels = int(sum(counts[number] for number in label_map.scheme.numbers_of(region)))
        measured[f"volume.{region.value}"] = Measured(value=voxels * label_map.grid.voxel_volume_ml, unit="ml")
    return measured
