import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.evaluation.bootstrap import Resampling, no_interval, summarize

_QUICK = Resampling(resamples=400)
_VALUES = st.lists(st.floats(0.0, 1.0), min_size=8, max_size=30)


def _measured(values: list[float]) -> list[tuple[str, Measurement]]:
    return [(f"patient {number}", Measured(value=value, unit="1")) for number, value in enumerate(values)]


@given(values=_VALUES)
def test_the_interval_lies_within_the_values_and_around_the_mean(values: list[float]) -> None:
    found = summarize(_measured(values), resampling=_QUICK)
    assert found.ci95 is not None
    low, high = found.ci95
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert found.mean is not None
    assert low - 1e-9 <= found.mean <= high + 1e-9


def test_the_same_cases_give_the_same_interval() -> None:
    values = np.random.default_rng(0).random(20).tolist()
    assert summarize(_measured(values)) == summarize(_measured(values))


def test_the_interval_agrees_with_the_standard_error_of_the_mean() -> None:
    values = np.random.default_rng(1).normal(0.8, 0.1, 60)
    found = summarize(_measured(values.tolist()))
    assert found.ci95 is not None
    half = (found.ci95[1] - found.ci95[0]) / 2
    assert half == pytest.approx(1.96 * values.std() / np.sqrt(60), rel=0.08)


def test_seeing_each_patient_three_times_makes_nothing_more_certain() -> None:
    values = np.random.default_rng(2).random(12).tolist()
    once = summarize(_measured(values))
    thrice = summarize(_measured(values) * 3)
    assert thrice.cases == 36
    assert thrice.ci95 == pytest.approx(once.ci95)


def test_undefined_values_are_counted_and_left_out() -> None:
    found = summarize([*_measured([0.2, 0.4]), ("other", NotMeasured("metric.nothing_predicted"))])
    assert found.mean == pytest.approx(0.3)
    assert (found.cases, found.undefined) == (2, 1)


@pytest.mark.parametrize(("patients", "interval"), [(1, False), (7, False), (8, True)])
def test_fewer_than_eight_patients_have_no_interval(patients: int, interval: bool) -> None:
    values = np.random.default_rng(patients).random(patients).tolist()
    several_examinations = [*_measured(values), *_measured(values)]
    assert (summarize(several_examinations).ci95 is not None) is interval
    assert bool(no_interval(patients)) is not interval


def test_the_median_is_not_the_mean() -> None:
    found = summarize(_measured([0.1, 0.8, 0.9]))
    assert found.mean == pytest.approx(0.6)
    assert found.median == pytest.approx(0.8)


def test_no_case_has_no_figure_but_a_reason() -> None:
    found = summarize([("a", NotMeasured("metric.nothing_to_find"))])
    assert (found.mean, found.median, found.ci95) == (None, None, None)
    assert (found.cases, found.patients, found.undefined) == (0, 0, 1)
    assert found.reasons == ("metric.nothing_to_find",)
