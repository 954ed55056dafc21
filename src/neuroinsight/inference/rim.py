"""The rim around an enhancing ring, which nested thresholds draw as if it did not enhance."""

import numpy as np
from scipy import ndimage

from neuroinsight.core.grid import FloatArray
from neuroinsight.imaging.boxes import Mask, bounding_box

_RIM_MM = 2.0  # how far from the enhancing part and from the core's outside a rim can be; 1 and 3 mm do hardly less
_NEIGHBORS_26 = np.ones((3, 3, 3), bool)


def with_rim(core: Mask, enhancing: Mask, likely: Mask, spacing_mm: FloatArray) -> Mask:
    """Return the enhancing part with the rim around it, up to the core's outer border.

    Where the borders of both blur, the probability of enhancing tumor falls below its threshold a little before the
    core's does, and a thin rim is left outside of the ring that seems not to enhance. Of it, what is `likely` to
    enhance, near the core's outside, near the enhancing part and connected to it, is given back. All masks are
    `[i, j, k]`; the core stays as it is.
    """
    box = bounding_box(core, margin=1)
    if box is None or not enhancing.any() or core[box].all():
        return enhancing
    inside, ring = core[box], enhancing[box]
    reach_mm = max(_RIM_MM, 1.75 * float(spacing_mm.min()))  # the next voxel at least, also across a corner
    near = ndimage.distance_transform_edt(inside, sampling=spacing_mm) <= reach_mm
    near &= ndimage.distance_transform_edt(~ring, sampling=spacing_mm) <= reach_mm
    wider = enhancing.copy()
    wider[box] = ndimage.binary_propagation(ring, structure=_NEIGHBORS_26, mask=ring | (inside & near & likely[box]))
    return wider
