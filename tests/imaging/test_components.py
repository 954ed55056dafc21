"""Connected parts of a mask."""

import numpy as np

from neuroinsight.imaging.components import without_small_components


def test_voxels_that_touch_with_a_corner_are_one_part() -> None:
    mask = np.zeros((4, 4, 4), bool)
    mask[0, 0, 0] = mask[1, 1, 1] = mask[3, 3, 3] = True
    assert without_small_components(mask, fewest_voxels=2.0).sum() == 2
