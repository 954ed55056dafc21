"""Masks of pictures `[slice, row, column]`, which have no millimeters."""

import numpy as np
import pytest
from hypothesis import given

from neuroinsight.core.errors import GridError
from neuroinsight.core.labels import Mask, Region
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS
from neuroinsight.metrics.pair import pair_masks, pair_pictures
from neuroinsight.metrics.score import score_pictures
from tests.strategies import grid_of, masks

_GRID = grid_of("RAS", shape=(5, 7, 6))


@given(truth=masks(_GRID), prediction=masks(_GRID))
def test_a_metric_that_needs_no_millimeters_is_that_of_the_same_volume(truth: Mask, prediction: Mask) -> None:
    pictures, volume = pair_pictures(truth, prediction), pair_masks(truth, prediction, _GRID)
    for metric in METRICS:
        found = metric.measure(pictures)
        assert found == (NotMeasured("metric.no_spacing") if metric.needs_millimeters else metric.measure(volume))


def test_what_is_in_millimeters_says_so() -> None:
    assert {metric.name for metric in METRICS if metric.unit in {"mm", "ml"}} <= {
        metric.name for metric in METRICS if metric.needs_millimeters
    }


def _pictures() -> tuple[Mask, Mask]:
    """Return four pictures: right by half, missed, nothing in both, nothing but invented."""
    truth, prediction = np.zeros((4, 6, 6), np.bool_), np.zeros((4, 6, 6), np.bool_)
    truth[0, 0:2, 0:2], prediction[0, 0:2, 1:3] = True, True
    truth[1, 3:6, 3:6] = True
    prediction[3, 0, 0] = True
    return truth, prediction


def test_pictures_are_scored_together_and_each_alone() -> None:
    values = score_pictures(*_pictures()).regions[Region.WT].values
    assert values["dice"] == Measured(value=2 * 2 / (13 + 5), unit="1")
    assert values["dice_per_slice"] == Measured(value=(0.5 + 0 + 1 + 0) / 4, unit="1")
    assert values["dice_per_tumor_slice"] == Measured(value=(0.5 + 0) / 2, unit="1")


def test_areas_of_pictures_are_in_pixels() -> None:
    scores = score_pictures(*_pictures())
    assert scores.regions[Region.WT].truth == Measured(value=13.0, unit="pixels")
    assert scores.regions[Region.WT].prediction == Measured(value=5.0, unit="pixels")
    assert set(scores.regions) == {Region.WT}
    assert scores.whole_volume["accuracy_all_pixels_with_background"] == pytest.approx(1 - (2 + 2 + 9 + 1) / 144)


def test_a_patient_without_tumor_has_no_figure_of_tumor_slices() -> None:
    nothing = np.zeros((3, 4, 4), np.bool_)
    values = score_pictures(nothing, nothing).regions[Region.WT].values
    assert values["dice_per_slice"] == Measured(value=1.0, unit="1")
    assert values["dice_per_tumor_slice"] == NotMeasured("metric.no_tumor_slice")


@given(truth=masks(_GRID), prediction=masks(_GRID))
def test_slice_metrics_do_not_depend_on_the_order_of_pictures(truth: Mask, prediction: Mask) -> None:
    order = [3, 0, 4, 1, 2]
    pair, shuffled = pair_pictures(truth, prediction), pair_pictures(truth[order], prediction[order])
    for metric in SLICE_METRICS:
        one, other = metric.measure(pair), metric.measure(shuffled)
        assert type(one) is type(other)
        if isinstance(one, Measured) and isinstance(other, Measured):
            assert one.value == pytest.approx(other.value)


def test_masks_of_different_pictures_are_refused() -> None:
    with pytest.raises(GridError, match="different shapes"):
        pair_pictures(np.zeros((2, 4, 4), np.bool_), np.zeros((2, 4, 5), np.bool_))
