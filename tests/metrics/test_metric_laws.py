"""Laws that every metric of the catalogue keeps, on random masks."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import Mask
from neuroinsight.core.measurement import Measured
from neuroinsight.metrics.catalogue import METRICS, VOLUME_METRICS, Better, Metric
from neuroinsight.metrics.pair import MaskPair, pair_masks
from tests.strategies import grid_of, masks

_SHAPE = (9, 8, 7)
_PERMUTATIONS = st.sampled_from(list(permutations(range(3))))
_FLIPS = st.tuples(st.booleans(), st.booleans(), st.booleans())
every_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)


def _grid(*, spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0), shape: tuple[int, ...] = _SHAPE) -> Grid:
    return grid_of("RAS", shape=(shape[0], shape[1], shape[2]), spacing_mm=spacing_mm)


def _value(metric: Metric, pair: MaskPair) -> float | None:
    measured = metric.compute(pair)
    return measured.value if isinstance(measured, Measured) else None


def _same(left: float | None, right: float | None) -> bool:
    return left == right or (left is not None and right is not None and abs(left - right) < 1e-6)


@pytest.mark.parametrize("metric", [m for m in METRICS if m.symmetric], ids=lambda metric: metric.name)
@given(truth=masks(_grid()), prediction=masks(_grid()))
def test_exchanging_truth_and_prediction_changes_no_symmetric_metric(
    metric: Metric, truth: Mask, prediction: Mask
) -> None:
    there = _value(metric, pair_masks(truth, prediction, _grid()))
    back = _value(metric, pair_masks(prediction, truth, _grid()))
    assert _same(there, back)


@every_metric
@given(truth=masks(_grid()), prediction=masks(_grid()), order=_PERMUTATIONS, flips=_FLIPS)
def test_turning_and_mirroring_both_masks_changes_nothing(
    metric: Metric, truth: Mask, prediction: Mask, order: tuple[int, int, int], flips: tuple[bool, bool, bool]
) -> None:
    spacing = (0.7, 1.3, 2.9)
    turn = tuple(slice(None, None, -1 if flip else 1) for flip in flips)
    turned = [mask.transpose(order)[turn] for mask in (truth, prediction)]
    grid = _grid(spacing_mm=(spacing[order[0]], spacing[order[1]], spacing[order[2]]), shape=turned[0].shape)
    assert _same(
        _value(metric, pair_masks(truth, prediction, _grid(spacing_mm=spacing))),
        _value(metric, pair_masks(turned[0], turned[1], grid)),
    )


@every_metric
@given(mask=masks(_grid()), other=masks(_grid()))
def test_identical_masks_are_never_worse_than_others(metric: Metric, mask: Mask, other: Mask) -> None:
    identical = _value(metric, pair_masks(mask, mask, _grid()))
    different = _value(metric, pair_masks(mask, other, _grid()))
    if identical is not None and different is not None:
        sign = 1 if metric.better is Better.HIGHER else -1
        assert sign * identical >= sign * different - 1e-9


@every_metric
@given(mask=masks(_grid()))
def test_identical_masks_are_perfect(metric: Metric, mask: Mask) -> None:
    value = _value(metric, pair_masks(mask, mask, _grid()))
    assert value is None or value == (1.0 if metric.better is Better.HIGHER else 0.0)


@given(truth=masks(_grid()), prediction=masks(_grid()), factor=st.floats(0.3, 4.0))
def test_hd95_grows_with_the_spacing_unless_a_mask_is_empty(truth: Mask, prediction: Mask, factor: float) -> None:
    metric = next(metric for metric in METRICS if metric.name == "hd95_mm")
    small = _value(metric, pair_masks(truth, prediction, _grid()))
    large = _value(metric, pair_masks(truth, prediction, _grid(spacing_mm=(factor, factor, factor))))
    assert small is not None
    assert large is not None
    assert large == pytest.approx(small * factor if truth.any() and prediction.any() else small)


@given(truth=masks(_grid()), prediction=masks(_grid()))
def test_dice_is_never_below_iou_and_both_say_the_same(truth: Mask, prediction: Mask) -> None:
    values = {metric.name: _value(metric, pair_masks(truth, prediction, _grid())) for metric in METRICS}
    dice, iou = values["dice"], values["iou"]
    assert dice is not None
    assert iou is not None
    assert dice == pytest.approx(2 * iou / (1 + iou))


@given(truth=masks(_grid()), prediction=masks(_grid()))
def test_background_around_the_masks_changes_only_specificity(truth: Mask, prediction: Mask) -> None:
    padded = [np.pad(mask, 6) for mask in (truth, prediction)]
    inner = pair_masks(np.pad(truth, 3), np.pad(prediction, 3), _grid(shape=(15, 14, 13)))
    outer = pair_masks(padded[0], padded[1], _grid(shape=(21, 20, 19)))
    for metric in METRICS:
        if metric.name != "specificity":
            assert _same(_value(metric, inner), _value(metric, outer)), metric.name


def test_names_are_unique_and_units_are_known() -> None:
    names = [metric.name for metric in (*METRICS, *VOLUME_METRICS)]
    assert len(names) == len(set(names))
    assert {metric.unit for metric in (*METRICS, *VOLUME_METRICS)} == {"1", "mm", "ml", "count"}
    assert all(metric.definition and metric.title for metric in (*METRICS, *VOLUME_METRICS))
