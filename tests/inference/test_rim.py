"""The rim is given to what enhances only near it, and in one piece with it."""

import numpy as np

from neuroinsight.inference.rim import with_rim

BAR = np.zeros((14, 5, 5), bool)
BAR[1:13, 1:4, 1:4] = True  # a core so thin that all of it is near its outside
RING = BAR.copy()
RING[5:] = False
MM = np.ones(3)


def test_a_rim_reaches_two_millimeters_from_what_enhances() -> None:
    wider = with_rim(BAR, RING, likely=BAR, spacing_mm=MM)
    assert np.flatnonzero(wider.any(axis=(1, 2))).tolist() == [1, 2, 3, 4, 5, 6]


def test_what_is_likely_but_apart_stays() -> None:
    apart = np.zeros_like(BAR)
    apart[6, 2, 2] = True  # 2 mm away, with a voxel between that is not likely
    assert np.array_equal(with_rim(BAR, RING, likely=apart, spacing_mm=MM), RING)
