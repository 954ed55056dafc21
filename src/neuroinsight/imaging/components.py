"""Connected parts of a mask."""

import numpy as np
from scipy import ndimage

from neuroinsight.imaging.boxes import Mask, bounding_box

_NEIGHBORS_26 = np.ones((3, 3, 3), bool)


def without_small_components(mask: Mask, *, fewest_voxels: float, fewest_of_largest: float = 0.0) -> Mask:
    """Return the mask without its 26-connected parts of fewer voxels than `fewest_voxels`.

    The largest part has a bar of its own, so that a small tumor is not lost with the crumbs beside a large one.
    """
    box = bounding_box(mask)
    if box is None or max(fewest_voxels, fewest_of_largest) <= 1:
        return mask
    labels, count = ndimage.label(mask[box], structure=_NEIGHBORS_26)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0
    kept = sizes >= max(fewest_voxels, 1)
    largest = int(sizes.argmax())
    kept[largest] = sizes[largest] >= fewest_of_largest
    large = np.zeros_like(mask)
    large[box] = kept[labels]
    return large
