import numpy as np
import pytest

from neuroinsight.core.errors import DatasetError, GridError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2023, LabelMap, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.evaluation.evaluate import CaseScores, evaluate
from tests.strategies import AXIS_CODES, permuted


def _nothing(case: Case) -> LabelMap:
    truth = load_labels(case)
    return LabelMap(array=np.zeros_like(truth.array), grid=truth.grid, scheme=truth.scheme)


def _dice(case: CaseScores, region: Region) -> float | None:
    value = case.scores.regions[region].values["dice"]
    return value.value if isinstance(value, Measured) else None


def test_the_truth_scores_one_in_every_region(cases: tuple[Case, ...]) -> None:
    evaluation = evaluate(cases, load_labels)
    assert [case.key for case in evaluation.cases] == [case.key for case in cases]
    assert all(_dice(case, region) == 1.0 for case in evaluation.cases for region in case.scores.regions)


def test_finding_nothing_scores_zero_except_where_nothing_is(cases: tuple[Case, ...]) -> None:
    evaluation = evaluate(cases, _nothing)
    assert all(_dice(case, Region.WT) == 0.0 for case in evaluation.cases)
    assert [_dice(case, Region.ET) for case in evaluation.cases].count(1.0) == 1
    assert all(case.scores.whole_volume["accuracy_all_pixels_with_background"] > 0.8 for case in evaluation.cases)


@pytest.mark.parametrize("codes", AXIS_CODES[::7])
def test_any_order_of_the_axes_is_accepted(cases: tuple[Case, ...], codes: str) -> None:
    def turned(case: Case) -> LabelMap:
        truth = load_labels(case)
        array, grid = permuted(truth.array, truth.grid, codes)
        return LabelMap(array=array.astype(np.uint8), grid=grid, scheme=truth.scheme).in_scheme(BRATS_2023)

    evaluation = evaluate(cases[:1], turned)
    assert _dice(evaluation.cases[0], Region.NCR) == 1.0


def test_a_prediction_at_another_place_is_refused(cases: tuple[Case, ...]) -> None:
    def moved(case: Case) -> LabelMap:
        truth = load_labels(case)
        affine = truth.grid.affine.copy()
        affine[0, 3] += 1.0
        return LabelMap(array=truth.array, grid=Grid(shape=truth.grid.shape, affine=affine), scheme=truth.scheme)

    with pytest.raises(GridError, match="different grids"):
        evaluate(cases, moved)


def test_nothing_to_score_and_cases_named_twice_are_refused(cases: tuple[Case, ...]) -> None:
    with pytest.raises(DatasetError, match="nothing to score"):
        evaluate([], load_labels)
    with pytest.raises(DatasetError, match="twice"):
        evaluate([cases[0], cases[0]], load_labels)


def test_each_case_is_told_as_it_is_done(cases: tuple[Case, ...]) -> None:
    told: list[str] = []
    evaluate(cases, load_labels, progress=lambda case: told.append(case.key))
    assert told == [case.key for case in cases]


def test_worst_and_best_pictures_are_of_different_cases_in_order(cases: tuple[Case, ...]) -> None:
    def shifted(case: Case) -> LabelMap:
        truth = load_labels(case)
        steps = cases.index(case)
        return LabelMap(array=np.roll(truth.array, steps, axis=0), grid=truth.grid, scheme=truth.scheme)

    evaluation = evaluate(cases, shifted)
    worst, best = [p.key for p in evaluation.worst], [p.key for p in evaluation.best]
    assert not set(worst) & set(best)
    assert best[0] == cases[0].key
    assert worst[0] == min(evaluation.cases, key=lambda case: case.mean_dice).key


def test_pictures_show_the_patients_right_on_the_left(cases: tuple[Case, ...]) -> None:
    def right_of_it(case: Case) -> LabelMap:
        truth = load_labels(case)  # LPS: the first axis grows to the patient's left
        return LabelMap(array=np.roll(truth.array, -3, axis=0), grid=truth.grid, scheme=truth.scheme)

    panel = evaluate(cases[:1], right_of_it).worst[0].panels[0]
    columns = np.arange(panel.truth.shape[1])
    assert np.average(columns, weights=panel.prediction.sum(0)) < np.average(columns, weights=panel.truth.sum(0))


def test_slices_are_numbered_from_the_feet_beginning_with_one(cases: tuple[Case, ...]) -> None:
    snapshot = evaluate(cases[:1], _nothing).worst[0]
    areas = load_labels(cases[0]).mask(Region.WT).sum(axis=(0, 1))  # LPS: the last axis grows upward
    assert snapshot.slice_number == int(areas.argmax()) + 1
