"""Whether a tumor's core reaches the brain's surface."""

import numpy as np
from scipy import ndimage

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.labels import Mask, Region
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.imaging.boxes import bounding_box

_NO, _YES = "1", "2"
_NEAR_MM = 5.0  # cortex is 2 to 4 mm thick (Fischl and Dale 2000), and extracted brains keep some fluid around it
_LEAST_ML = 0.1  # the field's usual bar for a lesion


def cortical_involvement(evidence: Evidence) -> str | NotMeasured:
    """Return whether the core, or a tumor without one, comes within 5 mm of the brain's outer surface."""
    label_map, grid = evidence.label_map, evidence.label_map.grid
    core = label_map.mask(Region.TC if label_map.mask(Region.TC).any() else Region.WT)
    if evidence.brain.all():
        return NotMeasured("brain.no_surface")
    box = bounding_box(core, margin=int(np.ceil(_NEAR_MM / grid.spacing_mm.min())) + 1)
    if box is None:
        return _NO
    outside = _outside(evidence.brain[box])
    if not outside.any():
        return _NO
    near = ndimage.distance_transform_edt(~outside, sampling=grid.spacing_mm) <= _NEAR_MM
    return _YES if np.count_nonzero(near & core[box]) * grid.voxel_volume_ml >= _LEAST_ML else _NO


def _outside(brain: Mask) -> Mask:
    """What lies around the brain; holes in it are no surface."""
    labels, count = ndimage.label(~brain)
    ends = [np.take(labels, end, axis=axis) for axis in range(3) for end in (0, -1)]
    around = np.zeros(count + 1, bool)
    around[np.concatenate([end.ravel() for end in ends])] = True
    around[0] = False
    outside: Mask = around[labels]
    return outside
