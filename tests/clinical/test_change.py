"""Change between two dates: difference, share, rate, and whether it is more than the errors of both values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.clinical.change import change, course, nadir_of
from neuroinsight.core.follow_up_record import Change
from neuroinsight.core.measurement import Measured, NotMeasured, Stated
from tests.visits import measured

VOLUMES = st.floats(0.5, 200.0)
DATES = ("2026-05-06", "2026-07-29", "2026-10-21")


def shares(one: Change) -> Measured:
    assert isinstance(one.share, Measured)
    return one.share


def test_a_change_is_told_in_its_unit_in_percent_and_per_day() -> None:
    found = change(measured(10.0, "ml"), measured(13.0, "ml"), since=DATES[0], days=60)
    assert found.difference == Measured(value=3.0, unit="ml")
    assert shares(found).value == pytest.approx(0.3)
    assert found.per_day.value == pytest.approx(0.05)
    assert found.per_day.unit == "ml/d"
    assert found.since == DATES[0]


def test_without_intervals_it_is_not_known_whether_a_change_is_error() -> None:
    for before, after in ((None, 0.1), (0.1, None), (None, None)):
        found = change(measured(10.0, "ml", before), measured(90.0, "ml", after), since=DATES[0], days=60)
        assert found.beyond_error == NotMeasured("change.no_interval")
        assert found.difference.interval is None


def test_intervals_of_two_confidences_are_not_mixed() -> None:
    before = measured(10.0, "ml", 0.1)
    assert before.interval is not None
    after = Measured(value=30.0, unit="ml", interval=type(before.interval)(low=29.0, high=31.0, confidence=0.95))
    assert isinstance(change(before, after, since=DATES[0], days=1).beyond_error, NotMeasured)


def test_from_nothing_there_is_no_percentage() -> None:
    found = change(measured(0.0, "ml"), measured(3.0, "ml"), since=DATES[0], days=10)
    assert found.share == NotMeasured("change.from_nothing", {"date": DATES[0]})
    assert found.difference.value == 3.0


def test_the_interval_of_a_difference_is_that_of_normal_errors_where_errors_are_normal() -> None:
    found = change(measured(30.0, "ml", 0.1), measured(40.0, "ml", 0.1), since=DATES[0], days=1).difference.interval
    assert found is not None
    assert found.high - 10.0 == pytest.approx(math.hypot(3.0, 4.0))
    assert 10.0 - found.low == pytest.approx(math.hypot(3.0, 4.0))


@given(before=VOLUMES, after=VOLUMES, off=st.floats(0.02, 0.6))
def test_a_change_and_the_way_back_are_one_change(before: float, after: float, off: float) -> None:
    there = change(measured(before, "ml", off), measured(after, "ml", off), since=DATES[0], days=30)
    back = change(measured(after, "ml", off), measured(before, "ml", off), since=DATES[0], days=30)
    assert there.beyond_error == back.beyond_error
    assert there.difference.interval is not None
    assert back.difference.interval is not None
    assert there.difference.interval.low == pytest.approx(-back.difference.interval.high)
    assert 1 + shares(there).value == pytest.approx(1 / (1 + shares(back).value))
    one, other = shares(there).interval, shares(back).interval
    assert one is not None
    assert other is not None
    assert 1 + one.low == pytest.approx(1 / (1 + other.high))


@given(before=VOLUMES, after=VOLUMES, off=st.floats(0.02, 0.6))
def test_values_whose_intervals_do_not_touch_differ_beyond_error(before: float, after: float, off: float) -> None:
    low, high = sorted((before, after))
    found = change(measured(before, "ml", off), measured(after, "ml", off), since=DATES[0], days=30)
    assert isinstance(found.beyond_error, Stated)
    if low * (1 + off) < high * (1 - off):
        assert found.beyond_error.code == "yes"
    if low == high:
        assert found.beyond_error.code == "no"


def test_the_smallest_value_of_all_earlier_dates_is_the_nadir() -> None:
    values = [measured(value, "ml") for value in (30.0, 18.0, 29.0)]
    found = course(values, DATES, (0, 84, 168))
    first, last = found.from_nadir
    assert isinstance(first, Change)
    assert isinstance(last, Change)
    assert (first.since, last.since) == (DATES[0], DATES[1])
    assert shares(last).value == pytest.approx(29 / 18 - 1)
    assert last.per_day.value == pytest.approx(11 / 84)


def test_a_value_that_is_missing_is_named_with_its_date() -> None:
    gap = NotMeasured("sequences.no_contrast")
    found = course([gap, measured(18.0, "ml"), measured(29.0, "ml")], DATES, (0, 84, 168))
    assert found.from_baseline == (NotMeasured("change.absent", {"date": DATES[0]}),) * 2
    assert isinstance(found.from_nadir[1], Change)
    assert found.from_nadir[1].since == DATES[1]
    assert nadir_of([gap, gap]) == 0
