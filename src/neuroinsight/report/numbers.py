"""Numbers as a report prints them: rounded no finer than their interval allows, bounds rounded outward."""

import math

from neuroinsight.core.measurement import Interval, Measured

NO_BREAK = "\u00a0"
_SMALLEST_STEP = 0.1
_WHOLE_FROM = 10.0  # without an interval, values from here on are printed without decimals


def rounding_step(value: float, interval: Interval | None, *, decimals: int = 1) -> float:
    """Return the step to which a value is rounded: 10, 1 or 0.1.

    With an interval of half width h it is the power of ten at or below h / 1.5, so that at most one doubtful digit is
    printed; without one, values below 10 keep one decimal, but for counts, which have none.
    """
    if interval is None:
        return 1.0 if abs(value) >= _WHOLE_FROM or decimals == 0 else _SMALLEST_STEP
    half = (interval.high - interval.low) / 2
    if half <= 0:
        return _SMALLEST_STEP
    return max(_SMALLEST_STEP, 10.0 ** math.floor(math.log10(half / 1.5)))


def amount(measured: Measured, decimal_mark: str, *, decimals: int = 1) -> str:
    """Return the value without its unit; what would round to nothing is `<0.1`, and nothing is `0`."""
    step = rounding_step(measured.value, measured.interval, decimals=decimals)
    if measured.value == 0:
        return "0"
    if 0 < measured.value < step / 2:
        return "<" + _text(step, step, decimal_mark)
    return _text(round(measured.value / step) * step, step, decimal_mark)


def quantity(measured: Measured, decimal_mark: str, *, decimals: int = 1) -> str:
    """Return the value and its unit; plain ratios have the unit 1, which is not printed."""
    unit = "" if measured.unit in {"", "1"} else NO_BREAK + measured.unit
    return amount(measured, decimal_mark, decimals=decimals) + unit


def bounds(measured: Measured, decimal_mark: str) -> tuple[str, str] | None:
    """Return the interval's bounds, rounded outward to the value's step; None without an interval."""
    if measured.interval is None:
        return None
    step = rounding_step(measured.value, measured.interval)
    slack = 1e-9  # so that a bound which is a multiple of the step stays where it is
    low = math.floor(measured.interval.low / step + slack) * step
    high = math.ceil(measured.interval.high / step - slack) * step
    return _text(low, step, decimal_mark), _text(high, step, decimal_mark)


def percent(fraction: float, sign: str) -> str:
    """Return a share as whole percent with the language's percent sign."""
    if 0 < fraction < 0.005:  # noqa: PLR2004
        return "<1" + sign
    return f"{round(fraction * 100)}{sign}"


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


def position(point_mm: tuple[float, float, float]) -> str:
    """Return a place in whole millimeters, as in `R 41 P 31 S 12 mm`: letters in place of signs."""
    letters = ("RL", "AP", "SI")
    parts = [f"{pair[value < 0]}{NO_BREAK}{abs(round(value))}" for pair, value in zip(letters, point_mm, strict=True)]
    return NO_BREAK.join(parts) + f"{NO_BREAK}mm"


def _is_tenth(value: float) -> bool:
    return math.isclose(value, round(value, 1), abs_tol=1e-3)


def _text(value: float, step: float, decimal_mark: str) -> str:
    return plain(value, decimal_mark, decimals=0 if step >= 1 else 1)
