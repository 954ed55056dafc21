"""What figures say where there is nothing, and what the all-pixels figure hides."""

import numpy as np
import pytest
from hypothesis import given

from neuroinsight.core.errors import GridError
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, BRATS_2024, DECATHLON, LabelMap, Region
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.metrics.policy import EMPTY_MASKS
from neuroinsight.metrics.score import Scores, score
from tests.strategies import grid_of, label_maps, tumor

_GRID = grid_of("LPS", shape=(40, 40, 30))
_TUMOR = LabelMap(array=tumor(_GRID.shape, (16.0, 18.0, 14.0), 7.0), grid=_GRID, scheme=BRATS_2017)
_NOTHING = LabelMap(array=np.zeros(_GRID.shape, np.uint8), grid=_GRID, scheme=BRATS_2017)
_PERFECT = {
    "dice": 1.0,
    "iou": 1.0,
    "tversky": 1.0,
    "surface_dice": 1.0,
    "hd95_mm": 0.0,
    "lesionwise_dice": 1.0,
    "lesionwise_hd95_mm": 0.0,
}
_WRONG = {
    "dice": 0.0,
    "iou": 0.0,
    "tversky": 0.0,
    "surface_dice": 0.0,
    "hd95_mm": 374.0,
    "lesionwise_dice": 0.0,
    "lesionwise_hd95_mm": 374.0,
}


def _values(scores: Scores, region: Region) -> dict[str, float | None]:
    return {
        name: measured.value if isinstance(measured, Measured) else None
        for name, measured in scores.regions[region].values.items()
    }


def test_finding_nothing_where_nothing_is_is_perfect() -> None:
    values = _values(score(_NOTHING, _NOTHING), Region.WT)
    assert {name: values[name] for name in _PERFECT} == _PERFECT


@pytest.mark.parametrize(("truth", "prediction"), [(_TUMOR, _NOTHING), (_NOTHING, _TUMOR)])
def test_one_empty_mask_is_as_wrong_as_can_be(truth: LabelMap, prediction: LabelMap) -> None:
    values = _values(score(truth, prediction), Region.WT)
    assert {name: values[name] for name in _WRONG} == _WRONG


def test_ratios_without_denominator_are_undefined_with_a_reason() -> None:
    missed = score(_TUMOR, _NOTHING).regions[Region.ET].values
    invented = score(_NOTHING, _TUMOR).regions[Region.ET].values
    assert missed["precision"] == NotMeasured("metric.nothing_predicted")
    assert missed["sensitivity"] == Measured(value=0.0, unit="1")
    assert invented["sensitivity"] == NotMeasured("metric.nothing_to_find")
    assert invented["precision"] == Measured(value=0.0, unit="1")


def test_the_policy_says_what_it_does() -> None:
    words = " ".join(EMPTY_MASKS.words.values())
    assert "374" in words
    assert "undefined" in words


def test_finding_nothing_scores_high_over_all_pixels_and_zero_in_dice() -> None:
    scores = score(_TUMOR, _NOTHING)
    assert scores.whole_volume["accuracy_all_pixels_with_background"] > 0.95
    assert scores.whole_volume["dice_all_classes_pooled_with_background"] > 0.95
    assert all(_values(scores, region)["dice"] == 0.0 for region in scores.regions)


@given(
    truth=label_maps(grid=grid_of("RAS", shape=(7, 6, 5))), prediction=label_maps(grid=grid_of("RAS", shape=(7, 6, 5)))
)
def test_pooled_dice_of_label_maps_is_nothing_but_accuracy(truth: LabelMap, prediction: LabelMap) -> None:
    whole = score(truth, prediction).whole_volume
    accuracy = float((truth.array == prediction.array).mean())
    assert whole["accuracy_all_pixels_with_background"] == pytest.approx(accuracy)
    assert whole["dice_all_classes_pooled_with_background"] == pytest.approx(accuracy)


@pytest.mark.parametrize("scheme", [BRATS_2023, DECATHLON])
def test_regions_are_compared_and_not_numbers(scheme: object) -> None:
    assert isinstance(scheme, type(BRATS_2017))
    scores = score(_TUMOR, _TUMOR.in_scheme(scheme))
    assert all(_values(scores, region)["dice"] == 1.0 for region in scores.regions)
    assert scores.whole_volume["accuracy_all_pixels_with_background"] == 1.0


def test_a_resection_cavity_belongs_to_no_scored_region() -> None:
    array = _TUMOR.in_scheme(BRATS_2024).array.copy()
    array[30:34, 30:34, 20:24] = 4
    scores = score(_TUMOR, LabelMap(array=array, grid=_GRID, scheme=BRATS_2024))
    assert all(_values(scores, region)["dice"] == 1.0 for region in scores.regions)


def test_a_class_taken_for_another_spoils_the_classes_but_not_the_region_that_holds_both() -> None:
    array = _TUMOR.array.copy()
    array[array == 1] = 4
    scores = score(_TUMOR, LabelMap(array=array, grid=_GRID, scheme=BRATS_2017))
    dice = {region: _values(scores, region)["dice"] for region in scores.regions}
    assert dice[Region.WT] == dice[Region.TC] == dice[Region.ED] == 1.0
    assert dice[Region.NCR] == 0.0
    assert 0.0 < (dice[Region.ET] or 0.0) < 1.0


def test_volumes_are_in_milliliters_of_the_grid() -> None:
    grid = grid_of("RAS", shape=(40, 40, 30), spacing_mm=(2.0, 1.0, 0.5))
    scores = score(
        LabelMap(array=_TUMOR.array, grid=grid, scheme=BRATS_2017),
        LabelMap(array=_NOTHING.array, grid=grid, scheme=BRATS_2017),
    )
    voxels = int((_TUMOR.array > 0).sum())
    size = scores.regions[Region.WT].truth
    assert isinstance(size, Measured)
    assert size.unit == "ml"
    assert size.value == pytest.approx(voxels / 1000)
    assert _values(scores, Region.WT)["volume_error_ml"] == pytest.approx(voxels / 1000)


def test_label_maps_on_different_grids_are_refused() -> None:
    here, there = (
        LabelMap(
            array=_TUMOR.array, grid=grid_of("LPS", shape=(40, 40, 30), origin_mm=(x, 9.0, 0.0)), scheme=BRATS_2017
        )
        for x in (0.0, 3.0)
    )
    with pytest.raises(GridError, match="different grids"):
        score(here, there)
