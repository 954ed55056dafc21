"""Connected parts of a mask."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Mask = NDArray[np.bool_]

_NEIGHBORS_26 = np.ones((3, 3, 3), bool)


def without_small_components(mask: Mask, fewest_voxels: float) -> Mask:
    """Return the mask `[i, j, k]` without its 26-connected parts of fewer voxels than that."""
    if fewest_voxels <= 1 or not mask.any():
        return mask
    labels, count = ndimage.label(mask, structure=_NEIGHBORS_26)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    kept = sizes >= fewest_voxels
    kept[0] = False
    large: Mask = kept[labels]
    return large
