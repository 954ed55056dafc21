"""Connected parts of a mask."""

import numpy as np
from scipy import ndimage

from neuroinsight.imaging.boxes import Mask

_NEIGHBORS_26 = np.ones((3, 3, 3), bool)


def without_small_components(mask: Mask, *, fewest_voxels: float, fewest_of_largest: float = 0.0) -> Mask:
    """Return the mask without its 26-connected parts of fewer voxels than `fewest_voxels`.

    The largest part has a bar of its own, so that a small tumor is not lost with the crumbs beside a large one.
    """
    if not mask.any() or max(fewest_voxels, fewest_of_largest) <= 1:
        return mask
    labels, count = ndimage.label(mask, structure=_NEIGHBORS_26)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    kept = sizes >= max(fewest_voxels, 1)
    largest = int(sizes.argmax())
    kept[largest] = sizes[largest] >= fewest_of_largest
    large: Mask = kept[labels]
    return large
