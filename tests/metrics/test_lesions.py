"""The BraTS 2023 rule, beside a plain retelling of its script that works on whole volumes."""

from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from neuroinsight.core.labels import Mask
from neuroinsight.metrics.lesions import compare_lesions
from neuroinsight.metrics.pair import pair_masks
from tests.strategies import ellipsoid, grid_of

_SPACING = (1.0, 1.0, 1.0)
_SHAPE = (26, 24, 22)


@st.composite
def _scattered(draw: st.DrawFn) -> Mask:
    mask = np.zeros(_SHAPE, np.bool_)
    for _ in range(draw(st.integers(0, 4))):
        center = tuple(draw(st.integers(0, extent - 1)) for extent in _SHAPE)
        mask |= ellipsoid(_SHAPE, (center[0], center[1], center[2]), (draw(st.floats(0.5, 3.5)),) * 3)
    return mask


def _retold(oracle: ModuleType, truth: Mask, prediction: Mask) -> tuple[float, float, int]:
    """Dice, HD95 and the number of false positives, step by step as the challenge's script takes them."""
    eighteen, all_around = ndimage.generate_binary_structure(3, 2), np.ones((3, 3, 3))
    predicted, count = ndimage.label(prediction, all_around)
    joined, lesions = ndimage.label(ndimage.binary_dilation(truth, eighteen, iterations=3), all_around)
    joined[~truth] = 0
    hits: set[int] = set()
    dice, distances = [], []
    for number in range(1, lesions + 1):
        lesion = joined == number
        around = ndimage.binary_dilation(lesion, eighteen, iterations=3)
        touched = set(np.unique(predicted[around]).tolist()) - {0}
        hits |= touched
        match = np.isin(predicted, list(touched))
        if lesion.sum() <= 50:
            continue
        dice.append(2 * (lesion & match).sum() / (lesion.sum() + match.sum()))
        if touched:
            apart = oracle.compute_surface_distances(lesion, match, _SPACING)
            distances.append(oracle.compute_robust_hausdorff(apart, 95))
        else:
            distances.append(374.0)
    invented = count - len(hits)
    if not dice and not invented:
        return 1.0, 0.0, 0
    total = len(dice) + invented
    return sum(dice) / total, (sum(distances) + 374.0 * invented) / total, invented


@pytest.mark.filterwarnings("ignore::DeprecationWarning:surface_distance.*")
@given(truth=_scattered(), prediction=_scattered())
def test_cropped_and_quick_is_the_same_as_the_script_on_whole_volumes(
    surface_distance: ModuleType, truth: Mask, prediction: Mask
) -> None:
    scores = pair_masks(truth, prediction, grid_of("RAS", shape=_SHAPE)).lesions
    dice, hd95_mm, invented = _retold(surface_distance, truth, prediction)
    assert (scores.dice, scores.hd95_mm) == pytest.approx((dice, hd95_mm))
    assert scores.invented == invented


def _box(start: int, side: int) -> Mask:
    mask = np.zeros((40, 12, 12), np.bool_)
    mask[start : start + side, 2 : 2 + side, 2 : 2 + side] = True
    return mask


def test_a_missed_lesion_halves_the_score_and_costs_374_mm() -> None:
    scores = compare_lesions(_box(0, 5) | _box(25, 5), _box(0, 5), _SPACING)
    assert (scores.dice, scores.hd95_mm) == (0.5, 187.0)
    assert (scores.found, scores.missed, scores.invented) == (1, 1, 0)


def test_a_single_invented_voxel_costs_as_much_as_a_lesion() -> None:
    scores = compare_lesions(_box(0, 5), _box(0, 5) | _box(30, 1), _SPACING)
    assert (scores.dice, scores.hd95_mm, scores.invented) == (0.5, 187.0, 1)


def test_a_lesion_of_fifty_voxels_is_left_out_and_one_of_fifty_one_is_not() -> None:
    lesion = np.zeros((20, 20, 20), np.bool_)
    lesion[5:10, 5:10, 5:7] = True
    nothing = np.zeros_like(lesion)
    assert compare_lesions(lesion, nothing, _SPACING).missed == 0
    lesion[5, 5, 7] = True
    assert compare_lesions(lesion, nothing, _SPACING).missed == 1


def test_what_is_matched_to_a_negligible_lesion_is_not_invented() -> None:
    scores = compare_lesions(_box(0, 5) | _box(30, 2), _box(0, 5) | _box(30, 2), _SPACING)
    assert (scores.dice, scores.hd95_mm, scores.invented) == (1.0, 0.0, 0)


def test_lesions_whose_dilations_join_are_one_lesion() -> None:
    near = _box(0, 5) | _box(11, 5)  # six voxels apart: three dilations of each meet
    far = _box(0, 5) | _box(12, 5)  # a seventh voxel between
    assert compare_lesions(near, near, _SPACING).found == 1
    assert compare_lesions(far, far, _SPACING).found == 2


def test_lesions_apart_along_a_diagonal_are_two_however_near_along_the_axes() -> None:
    # a dilation steps along two axes at once, never along all three
    corners = np.zeros((16, 16, 16), np.bool_)
    corners[4, 4, 4] = corners[11, 11, 11] = True
    assert compare_lesions(corners, corners, (4.0, 4.0, 4.0)).found == 2
