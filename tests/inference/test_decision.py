"""From probabilities to labels."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, CLASSES, NESTED_REGIONS, LabelMap, LabelScheme, Region
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.inference.decision import Decision, decide, decide_pictures

GRID = Grid(shape=(3, 4, 5), affine=np.eye(4))


def labels_of(
    probabilities: NDArray[np.float32],
    rule: Decision,
    grid: Grid = GRID,
    scheme: LabelScheme = BRATS_2017,
    regions: tuple[Region, ...] = NESTED_REGIONS,
) -> LabelMap:
    return decide(Probabilities(array=probabilities, regions=regions, grid=grid), rule, scheme).label_map


@given(seed=st.integers(0, 200), bar=st.floats(0.1, 0.9))
def test_regions_nest_whatever_the_network_says(seed: int, bar: float) -> None:
    random = np.random.default_rng(seed).random((3, *GRID.shape), dtype=np.float32)
    labels = labels_of(random, Decision(thresholds={Region.WT: bar}), GRID, BRATS_2017)
    assert not (labels.mask(Region.ET) & ~labels.mask(Region.TC)).any()
    assert not (labels.mask(Region.TC) & ~labels.mask(Region.WT)).any()
    assert np.array_equal(labels.mask(Region.WT), random[0] > np.float32(bar))


def test_each_tissue_takes_the_schemes_number() -> None:
    probabilities = np.zeros((3, *GRID.shape), np.float32)
    probabilities[0, :, :, :3] = 0.9
    probabilities[1, :, :, 1:3] = 0.9
    probabilities[2, :, :, 2:] = 0.9  # beyond the core too: cut away
    assert labels_of(probabilities, Decision(), GRID, BRATS_2017).array[0, 0].tolist() == [2, 1, 4, 0, 0]
    assert labels_of(probabilities, Decision(), GRID, BRATS_2023).array[0, 0].tolist() == [2, 1, 3, 0, 0]


def test_small_parts_and_a_trace_of_enhancement_are_not_believed() -> None:
    grid = Grid(shape=(12, 12, 12), affine=np.eye(4))
    probabilities = np.zeros((3, *grid.shape), np.float32)
    probabilities[:2, 2:8, 2:8, 2:8] = 0.9  # 0.216 ml of core
    probabilities[2, 3:5, 3:5, 3:5] = 0.9  # 0.008 ml of it enhance
    probabilities[0, 10:, 10:, 10:] = 0.9  # 0.008 ml apart
    rule = Decision(smallest_component_ml=0.01, smallest_enhancing_ml=0.01)
    trusting, careful = (labels_of(probabilities, r, grid, BRATS_2017) for r in (Decision(), rule))
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
        return int(labels_of(probabilities, rule, grid, BRATS_2017).mask(Region.WT).sum())

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
    labels = labels_of(probabilities, Decision(smallest_inner_part_ml=0.05), grid, BRATS_2017)
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
    labels = labels_of(probabilities, Decision(smallest_inner_part_ml=0.05), grid, BRATS_2017)
    assert labels.mask(Region.ET).sum() == 8


def test_whole_tumor_alone_is_a_label_map_too() -> None:
    probabilities = np.full((1, *GRID.shape), 0.9, np.float32)
    found = labels_of(probabilities, Decision(), regions=(Region.WT,))
    assert (found.array == 2).all()
    assert found.outlined == (Region.WT,)
    assert not found.knows(Region.TC)


@pytest.mark.parametrize("region", NESTED_REGIONS)
def test_each_region_is_decided_by_its_own_threshold(region: Region) -> None:
    probabilities = np.full((3, *GRID.shape), 0.6, np.float32)
    found = labels_of(probabilities, Decision(thresholds={region: 0.7}))
    outside = {Region.WT: 0, Region.TC: 2, Region.ET: 1}  # the label of what is around the region
    assert (found.array == outside[region]).all()


def test_tissues_are_decided_by_the_most_likely_one() -> None:
    # background, NCR, ED, ET: what is most likely wins, also where none reaches a half
    shares = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.45, 0.25], [0.3, 0.2, 0.1, 0.4], [0.2, 0.5, 0.2, 0.1]])
    probabilities = np.zeros((3, 1, 1, 4), np.float32)
    probabilities[:, 0, 0] = shares[:, 1:].T
    grid = Grid(shape=(1, 1, 4), affine=np.eye(4))
    found = labels_of(probabilities, Decision(), grid, regions=CLASSES)
    assert found.array[0, 0].tolist() == [0, 2, 4, 1]
    assert found.outlined == NESTED_REGIONS
    by_thresholds = Decision(thresholds=dict.fromkeys(NESTED_REGIONS, 0.5))
    assert labels_of(probabilities, by_thresholds, grid, regions=CLASSES).array[0, 0].tolist() == [2, 2, 1, 1]


def test_what_is_left_out_is_told_in_milliliters() -> None:
    grid = Grid(shape=(12, 12, 12), affine=np.diag([2.0, 2.0, 2.0, 1.0]))
    array = np.zeros((3, *grid.shape), np.float32)
    array[0, :2, :2, :2] = 0.9  # 8 voxels of 0.008 ml
    array[0, 5:10, 5:10, 5:10] = 0.9
    found = decide(
        Probabilities(array=array, regions=NESTED_REGIONS, grid=grid), Decision(smallest_component_ml=0.1), BRATS_2017
    )
    assert found.left_out.total_ml == pytest.approx(0.064)


def test_pictures_are_decided_without_a_grid_and_have_no_label_map() -> None:
    array = np.full((1, 2, 3, 4), 0.9, np.float32)
    probabilities = Probabilities(array=array, regions=(Region.WT,), grid=None)
    assert decide_pictures(probabilities, Decision(), BRATS_2017).mask(Region.WT).all()
    with pytest.raises(GridError, match="no label map"):
        decide(probabilities, Decision(), BRATS_2017)


@pytest.mark.parametrize("threshold", [0.0, 1.0, -0.5, float("nan")])
def test_a_threshold_that_finds_everything_or_nothing_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold of WT"):
        Decision(thresholds={Region.WT: threshold})


@pytest.mark.parametrize("size", [-1.0, float("nan"), float("inf")])
def test_a_size_that_is_none_is_refused(size: float) -> None:
    with pytest.raises(ValueError, match="smallest_enhancing_ml"):
        Decision(smallest_enhancing_ml=size)


def test_nothing_is_left_inside_a_part_that_is_not_believed() -> None:
    grid = Grid(shape=(12, 12, 12), affine=np.eye(4))
    probabilities = np.zeros((3, *grid.shape), np.float32)
    probabilities[0, 1:6, 1:6, 1:6] = 0.9
    probabilities[:, 9:11, 9:11, 9:11] = 0.9  # 0.008 ml apart, all of it enhancing
    labels = labels_of(probabilities, Decision(smallest_component_ml=0.05), grid)
    assert not labels.array[9:].any()


def blurred_ring(spacing_mm: float = 1.0) -> Probabilities:
    """Return an enhancing ring around necrosis in edema, whose outer borders blur: ET's falls a little before TC's."""
    shape = (30, 30, 30)
    grid = Grid(shape=shape, affine=np.diag([spacing_mm, spacing_mm, spacing_mm, 1.0]))
    radius_mm = spacing_mm * np.linalg.norm(np.indices(shape) - np.full((3, 1, 1, 1), 14.5), axis=0)

    def ball(size: float) -> NDArray[np.float64]:
        return np.asarray(1 / (1 + np.exp((radius_mm - spacing_mm * size) / (0.8 * spacing_mm))))

    regions = np.stack([ball(13.0), ball(9.0), np.maximum(ball(8.0) - ball(5.0), 0)])
    return Probabilities(array=regions.astype(np.float32), regions=NESTED_REGIONS, grid=grid)


@pytest.mark.parametrize("spacing_mm", [0.7, 1.0, 3.0])
def test_the_rim_around_an_enhancing_ring_enhances_and_nothing_else_changes(spacing_mm: float) -> None:
    ring = blurred_ring(spacing_mm)
    without, with_rule = (
        decide(ring, Decision(enhancing_rim_from=share), BRATS_2017).label_map for share in (1.0, 0.3)
    )
    core = without.mask(Region.TC)
    shell = core & ~ndimage.binary_erosion(core)
    assert without.mask(Region.NCR)[shell].all()
    assert not with_rule.mask(Region.NCR)[shell].any()
    for region in (Region.WT, Region.TC, Region.ED):
        assert np.array_equal(without.mask(region), with_rule.mask(region))
    deep = ndimage.distance_transform_edt(core) > 3
    assert np.array_equal(without.array[deep], with_rule.array[deep])
    assert (without.mask(Region.NCR) & deep).any()


def test_a_rim_far_from_enhancement_or_unlikely_to_enhance_stays() -> None:
    ring = blurred_ring()
    unlikely = np.where(ring.array[2] > 0.5, ring.array[2], 0).astype(np.float32)
    for enhancing in (unlikely, np.zeros_like(unlikely)):
        probabilities = replace(ring, array=np.stack([ring.array[0], ring.array[1], enhancing]))
        labels = [decide(probabilities, Decision(enhancing_rim_from=share), BRATS_2017) for share in (1.0, 0.3)]
        assert np.array_equal(labels[0].label_map.array, labels[1].label_map.array)


def test_a_rim_is_given_to_enhancing_parts_that_are_believed_and_stays_in_one_piece_with_them() -> None:
    ring = blurred_ring()
    array = ring.array.copy()
    array[:2, 26:29, 26:29, 26:29] = 0.9  # a core of its own, in which one voxel enhances, and the rest might
    array[2, 26:29, 26:29, 26:29] = 0.45
    array[2, 27, 27, 27] = 0.9
    rule = Decision(smallest_inner_part_ml=0.01, enhancing_rim_from=0.3)
    enhancing = decide(replace(ring, array=array), rule, BRATS_2017).label_map.mask(Region.ET)
    assert not enhancing[26:29, 26:29, 26:29].any()
    assert ndimage.label(enhancing, structure=np.ones((3, 3, 3)))[1] == 1


def test_a_rim_of_more_than_the_whole_core_is_refused() -> None:
    with pytest.raises(ValueError, match="enhancing_rim_from"):
        Decision(enhancing_rim_from=1.5)
