"""Alignment at the edges of what images there are."""

import numpy as np
import pytest

from neuroinsight.preprocess.alignment import align
from neuroinsight.preprocess.thumbnail import Thumbnail


@pytest.mark.parametrize("thickness", range(1, 9))
def test_a_brain_thinner_than_the_shift_is_compared_in_place(thickness: int) -> None:
    values = np.zeros((30, 30, 30), np.float32)
    values[5:25, 5:25, 5 : 5 + thickness] = np.random.default_rng(1).uniform(1, 9, (20, 20, thickness))
    thin = Thumbnail(values=values, spacing_mm=np.full(3, 1.6))
    found = align(thin, thin)
    assert found.overlap == 1
    assert not found.is_off
