"""From probabilities to labels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, Region
from neuroinsight.inference.decision import Decision, decide

GRID = Grid(shape=(3, 4, 5), affine=np.eye(4))


@given(seed=st.integers(0, 200), bar=st.floats(0.1, 0.9))
def test_regions_nest_whatever_the_network_says(seed: int, bar: float) -> None:
    random = np.random.default_rng(seed).random((3, *GRID.shape), dtype=np.float32)
    labels = decide(random, Decision(whole=bar), GRID, BRATS_2017)
    assert not (labels.mask(Region.ET) & ~labels.mask(Region.TC)).any()
    assert not (labels.mask(Region.TC) & ~labels.mask(Region.WT)).any()
    assert np.array_equal(labels.mask(Region.WT), random[0] > np.float32(bar))


def test_each_tissue_takes_the_schemes_number() -> None:
    probabilities = np.zeros((3, *GRID.shape), np.float32)
    probabilities[0, :, :, :3] = 0.9
    probabilities[1, :, :, 1:3] = 0.9
    probabilities[2, :, :, 2:] = 0.9  # beyond the core too: cut away
    assert decide(probabilities, Decision(), GRID, BRATS_2017).array[0, 0].tolist() == [2, 1, 4, 0, 0]
    assert decide(probabilities, Decision(), GRID, BRATS_2023).array[0, 0].tolist() == [2, 1, 3, 0, 0]
