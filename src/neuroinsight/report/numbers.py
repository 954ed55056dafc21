"""Numbers as a report prints them: rounded no finer than their interval allows, bounds rounded outward."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from neuroinsight.core.measurement import Interval, Measured, Point

NO_BREAK = "\u00a0"
_WHOLE_FROM = 10.0  # without an interval, values from here on are printed without decimals
_SLACK = 1e-9  # so that a bound which is a multiple of the step stays where it is


@dataclass(frozen=True, slots=True)
class _Form:
    """How values of a unit are printed: the unit there, what they are multiplied by, and decimals at most."""

    unit: str
    factor: float
    decimals: int


_FORMS: Mapping[str, _Form] = {"mm": _Form("mm", 1.0, 0), "mm2": _Form("cm²", 0.01, 1)}  # nobody reads mm²


def rounding_step(value: float, interval: Interval | None, *, decimals: int = 1) -> float:
    """Return the step to which a value is rounded: a power of ten, no finer than `decimals`.

    With an interval of half width h it is the power of ten at or below h / 1.5, so that at most one doubtful digit is
    printed; without one, values from 10 on have no decimals.
    """
    finest = 10.0**-decimals
    if interval is None:
        return max(1.0, finest) if abs(value) >= _WHOLE_FROM else finest
    half = (interval.high - interval.low) / 2
    if half <= 0:
        return finest
    return max(finest, 10.0 ** math.floor(math.log10(half / 1.5)))


def printed(measured: Measured) -> Measured:
    """Return a value in the unit in which it is printed: areas in cm²."""
    form = _FORMS.get(measured.unit)
    if form is None or form.factor == 1:
        return measured
    interval = measured.interval
    if interval is not None:
        interval = replace(interval, low=interval.low * form.factor, high=interval.high * form.factor)
    return replace(measured, value=measured.value * form.factor, unit=form.unit, interval=interval)


def amount(measured: Measured, decimal_mark: str, *, decimals: int = 1) -> str:
    """Return the value without its unit; what would round to nothing is `<0.1`, and nothing is `0`."""
    finest = _finest(measured, decimals)
    shown = printed(measured)
    step = rounding_step(shown.value, shown.interval, decimals=finest)
    if shown.value == 0:
        return "0"
    if 0 < shown.value < step / 2:
        return "<" + _text(step, step, decimal_mark)
    return _text(round(shown.value / step) * step, step, decimal_mark)


def quantity(measured: Measured, decimal_mark: str, *, decimals: int = 1) -> str:
    """Return the value and its unit; plain ratios have the unit 1, which is not printed."""
    return amount(measured, decimal_mark, decimals=decimals) + unit_text(measured)


def unit_text(measured: Measured) -> str:
    """Return the printed unit with a space that cannot break; nothing for plain ratios."""
    unit = printed(measured).unit
    return "" if unit in {"", "1"} else NO_BREAK + unit


def bounds(measured: Measured, decimal_mark: str, *, decimals: int = 1) -> tuple[str, str] | None:
    """Return the interval's bounds, rounded outward to the value's step; None without an interval."""
    finest = _finest(measured, decimals)
    shown = printed(measured)
    if shown.interval is None:
        return None
    step = rounding_step(shown.value, shown.interval, decimals=finest)
    low = math.floor(shown.interval.low / step + _SLACK) * step
    high = math.ceil(shown.interval.high / step - _SLACK) * step
    return _text(low, step, decimal_mark), _text(high, step, decimal_mark)


def percent(fraction: float, sign: str) -> str:
    """Return a share as whole percent with the language's percent sign."""
    if 0 < fraction < 0.005:  # noqa: PLR2004
        return "<1" + sign
    return f"{round(fraction * 100)}{sign}"


def percent_bounds(interval: Interval) -> tuple[str, str]:
    """Return the bounds of a share as whole percent without a sign, rounded outward."""
    return f"{math.floor(interval.low * 100 + _SLACK)}", f"{math.ceil(interval.high * 100 - _SLACK)}"


def probability(value: float, decimal_mark: str) -> str:
    """Return a probability, or a Dice, with two digits: never 0 or 1, which no finite data show."""
    if value < 0.005:  # noqa: PLR2004
        return f"<0{decimal_mark}01"
    return f">0{decimal_mark}99" if value > 0.995 else plain(value, decimal_mark, decimals=2)  # noqa: PLR2004


def plain(value: float, decimal_mark: str, *, decimals: int = 1) -> str:
    """Return a number with fixed decimals and a true minus sign."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", "\u2212").replace(".", decimal_mark)


def spacing(values_mm: tuple[float, ...], decimal_mark: str) -> str:
    """Return distances, as in `1.0 × 1.0 × 5.0 mm`; two decimals where one would hide something."""
    parts = [plain(value, decimal_mark, decimals=1 if _is_tenth(value) else 2) for value in values_mm]
    return f"{NO_BREAK}×{NO_BREAK}".join(parts) + f"{NO_BREAK}mm"


def position(point_mm: Point) -> str:
    """Return a place in whole millimeters, as in `R 41 P 31 S 12 mm`: letters in place of signs.

    Only where the origin is in the middle of the head: elsewhere a tumor on the right may lie left of the origin.
    """
    letters = ("RL", "AP", "SI")
    parts = [f"{pair[value < 0]}{NO_BREAK}{abs(round(value))}" for pair, value in zip(letters, point_mm, strict=True)]
    return NO_BREAK.join(parts) + f"{NO_BREAK}mm"


def coordinates(point_mm: Point) -> str:
    """Return a place in whole millimeters of the file's own axes, as in `x 41, y −31, z 12 mm`: no side is told."""
    parts = [f"{axis}{NO_BREAK}{plain(value, '.', decimals=0)}" for axis, value in zip("xyz", point_mm, strict=True)]
    return ", ".join(parts) + f"{NO_BREAK}mm"


def _finest(measured: Measured, decimals: int) -> int:
    form = _FORMS.get(measured.unit)
    return decimals if form is None else form.decimals


def _is_tenth(value: float) -> bool:
    return math.isclose(value, round(value, 1), abs_tol=1e-3)


def _text(value: float, step: float, decimal_mark: str) -> str:
    return plain(value, decimal_mark, decimals=max(0, -round(math.log10(step))))
