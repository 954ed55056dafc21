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


def test_small_parts_and_a_trace_of_enhancement_are_not_believed() -> None:
    grid = Grid(shape=(12, 12, 12), affine=np.eye(4))
    probabilities = np.zeros((3, *grid.shape), np.float32)
    probabilities[:2, 2:8, 2:8, 2:8] = 0.9  # 0.216 ml of core
    probabilities[2, 3:5, 3:5, 3:5] = 0.9  # 0.008 ml of it enhance
    probabilities[0, 10:, 10:, 10:] = 0.9  # 0.008 ml apart
    rule = Decision(smallest_component_ml=0.01, smallest_enhancing_ml=0.01)
    trusting, careful = (decide(probabilities, r, grid, BRATS_2017) for r in (Decision(), rule))
    assert (trusting.array[10:, 10:, 10:] == 2).all()
    assert not careful.array[10:, 10:, 10:].any()
    assert trusting.mask(Region.ET).sum() == 8
    assert careful.mask(Region.ET).sum() == 0
    assert np.array_equal(trusting.mask(Region.TC), careful.mask(Region.TC))


def test_the_largest_part_has_a_bar_of_its_own() -> None:
    grid = Grid(shape=(12, 12, 12), affine=np.eye(4))
    probabilities = np.zeros((3, *grid.shape), np.float32)
    probabilities[0, 2:5, 2:5, 2:5] = 0.9  # 0.027 ml
    probabilities[0, 9, 9, 9] = 0.9  # 0.001 ml

    def voxels(rule: Decision) -> int:
        return int(decide(probabilities, rule, grid, BRATS_2017).mask(Region.WT).sum())

    assert voxels(Decision()) == 28
    assert voxels(Decision(smallest_component_ml=1.0)) == 27  # a small tumor is not lost with the crumb beside it
    assert voxels(Decision(smallest_component_ml=1.0, smallest_tumor_ml=0.027)) == 27
    assert voxels(Decision(smallest_component_ml=1.0, smallest_tumor_ml=0.03)) == 0


def test_a_small_part_inside_takes_the_label_of_what_is_around_it() -> None:
    grid = Grid(shape=(20, 20, 20), affine=np.eye(4))
    probabilities = np.zeros((3, *grid.shape), np.float32)
    probabilities[0, 1:19, 1:19, 1:19] = 0.9
    probabilities[1, 2:12, 2:12, 2:12] = 0.9  # the core, 1 ml
    probabilities[1, 15:18, 15:18, 15:18] = 0.9  # 0.027 ml of core apart from it
    probabilities[2, 3:7, 3:7, 3:7] = 0.9  # 0.064 ml enhance
    probabilities[2, 9:11, 9:11, 9:11] = 0.9  # 0.008 ml enhance apart from them
    labels = decide(probabilities, Decision(smallest_inner_part_ml=0.05), grid, BRATS_2017)
    assert labels.mask(Region.TC).sum() == 1000
    assert labels.mask(Region.ET).sum() == 64
    assert labels.array[16, 16, 16] == BRATS_2017.number_of(Region.ED)
    assert labels.array[9, 9, 9] == BRATS_2017.number_of(Region.NCR)
    assert np.array_equal(labels.mask(Region.WT), probabilities[0] > 0.5)


def test_the_largest_part_inside_stays_however_small() -> None:
    grid = Grid(shape=(12, 12, 12), affine=np.eye(4))
    probabilities = np.zeros((3, *grid.shape), np.float32)
    probabilities[0, 1:11, 1:11, 1:11] = 0.9
    probabilities[1:, 2:4, 2:4, 2:4] = 0.9  # 0.008 ml
    labels = decide(probabilities, Decision(smallest_inner_part_ml=0.05), grid, BRATS_2017)
    assert labels.mask(Region.ET).sum() == 8


def test_whole_tumor_alone_is_a_label_map_too() -> None:
    probabilities = np.full((1, *GRID.shape), 0.9, np.float32)
    assert (decide(probabilities, Decision(), GRID, BRATS_2017).array == 2).all()
