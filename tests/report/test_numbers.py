"""Printed numbers promise no more than is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.measurement import Interval, Measured
from neuroinsight.report.numbers import NO_BREAK, amount, bounds, percent, plain, position, quantity, spacing


def ml(value: float, low: float | None = None, high: float | None = None) -> Measured:
    interval = None if low is None or high is None else Interval(low=low, high=high, confidence=0.9)
    return Measured(value=value, unit="ml", interval=interval)


@pytest.mark.parametrize(
    ("measured", "value", "edges"),
    [
        (ml(121.46, 111.75, 132.4), "121", ("111", "133")),
        (ml(41.2, 36.02, 46.67), "41", ("36", "47")),
        (ml(163.0, 140.0, 190.0), "160", ("140", "190")),
        (ml(3.46, 3.1, 3.9), "3.5", ("3.1", "3.9")),
        (ml(40.2), "40", None),
        (ml(9.64), "9.6", None),
        (ml(0.0), "0", None),
        (ml(0.01), "<0.1", None),
    ],
)
def test_known_values_are_printed_so(measured: Measured, value: str, edges: tuple[str, str] | None) -> None:
    assert amount(measured, ".") == value
    assert bounds(measured, ".") == edges


@given(low=st.floats(0, 500), width=st.floats(0.01, 300), share=st.floats(0, 1))
def test_printed_bounds_hold_the_true_ones(low: float, width: float, share: float) -> None:
    measured = ml(low + share * width, low, low + width)
    edges = bounds(measured, ".")
    assert edges is not None
    assert float(edges[0]) <= low + 1e-6
    assert float(edges[1]) >= low + width - 1e-6


def test_a_space_that_cannot_break_stands_before_the_unit() -> None:
    assert quantity(ml(41.0), ",") == f"41{NO_BREAK}ml"


def test_ratios_have_no_unit() -> None:
    assert quantity(Measured(value=0.42, unit="1"), ".") == "0.4"


def test_the_minus_is_a_minus_and_zero_has_none() -> None:
    assert plain(-3.25, ",", decimals=1) == "\u22123,2"
    assert plain(-0.01, ".") == "0.0"


def test_shares_are_whole_percent_and_never_round_to_nothing() -> None:
    assert [percent(share, "%") for share in (0.0, 0.001, 0.337, 1.0)] == ["0%", "<1%", "34%", "100%"]


def test_spacing_keeps_a_second_decimal_where_it_matters() -> None:
    assert spacing((1.0, 0.9375, 5.0), ".").replace(NO_BREAK, " ") == "1.0 × 0.94 × 5.0 mm"


def test_a_place_has_letters_in_place_of_signs() -> None:
    assert position((41.4, -30.6, 0.2)).replace(NO_BREAK, " ") == "R 41 P 31 S 0 mm"
    assert position((-7.0, 12.0, -55.5)).replace(NO_BREAK, " ") == "L 7 A 12 I 56 mm"
