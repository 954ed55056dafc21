"""How much a measurement has changed, and whether that is more than the errors of both measurements.

The interval of a difference is made from the intervals of its two values by recovering their variances (Zou and Donner,
Statistics in Medicine 2008, doi:10.1002/sim.3095); that of a ratio in the same way on logarithms. The two errors count
as independent. Those of one model on one patient are alike in part, which makes the true interval narrower, not wider.
"""

import math
from collections.abc import Sequence

from neuroinsight.core.follow_up_record import Change, Course
from neuroinsight.core.measurement import Interval, Measured, Measurement, NotMeasured, Stated


def course(values: Sequence[Measurement], dates: Sequence[str], days: Sequence[int]) -> Course:
    """Return a measurement's changes from the first date and from the smallest earlier value, for each later date.

    Args:
        values: What was measured at each date, the oldest first.
        dates: The dates, ISO 8601.
        days: Days from the first date, growing.
    """
    baseline, nadir = [], []
    for now in range(1, len(values)):
        baseline.append(_between(values, dates, days, (0, now)))
        nadir.append(_between(values, dates, days, (nadir_of(values[:now]), now)))
    return Course(values=tuple(values), from_baseline=tuple(baseline), from_nadir=tuple(nadir))


def nadir_of(values: Sequence[Measurement]) -> int:
    """Return the place of the smallest value, the first of equal ones; 0 where nothing was measured."""
    found = [(one.value, place) for place, one in enumerate(values) if isinstance(one, Measured)]
    return min(found)[1] if found else 0


def _between(
    values: Sequence[Measurement], dates: Sequence[str], days: Sequence[int], places: tuple[int, int]
) -> Change | NotMeasured:
    before, after = (values[place] for place in places)
    for one, place in zip((before, after), places, strict=True):
        if not isinstance(one, Measured):
            return NotMeasured("change.absent", {"date": dates[place]})
    assert isinstance(before, Measured)  # noqa: S101 - for the type checker, as is the next
    assert isinstance(after, Measured)  # noqa: S101
    return change(before, after, since=dates[places[0]], days=days[places[1]] - days[places[0]])


def change(before: Measured, after: Measured, *, since: str, days: int) -> Change:
    """Return what happened between two values of one unit, `days` apart.

    From nothing there is no percentage. Without intervals of one confidence it is not known whether the change is more
    than error.
    """
    confidence = _confidence(before, after)
    difference = Measured(value=after.value - before.value, unit=after.unit, interval=_difference(before, after))
    return Change(
        since=since,
        difference=difference,
        share=_share(before, after, since=since),
        per_day=Measured(
            value=difference.value / days,
            unit=f"{after.unit}/d",
            interval=None
            if difference.interval is None
            else Interval(
                low=difference.interval.low / days,
                high=difference.interval.high / days,
                confidence=difference.interval.confidence,
            ),
        ),
        beyond_error=NotMeasured("change.no_interval") if confidence is None else _beyond(difference),
    )


def _beyond(difference: Measured) -> Stated:
    interval = difference.interval
    beyond = interval is not None and not interval.low <= 0 <= interval.high
    return Stated(code="yes" if beyond else "no", title="beyond error")


def _confidence(before: Measured, after: Measured) -> float | None:
    if before.interval is None or after.interval is None:
        return None
    one, other = before.interval.confidence, after.interval.confidence
    return one if one == other else None


def _difference(before: Measured, after: Measured) -> Interval | None:
    confidence = _confidence(before, after)
    if confidence is None or before.interval is None or after.interval is None:
        return None
    return _recovered(
        (before.value, before.interval.low, before.interval.high),
        (after.value, after.interval.low, after.interval.high),
        confidence,
    )


def _share(before: Measured, after: Measured, *, since: str) -> Measured | NotMeasured:
    if before.value == 0:
        return NotMeasured("change.from_nothing", {"date": since})
    return Measured(value=after.value / before.value - 1, unit="1", interval=_share_interval(before, after))


def _share_interval(before: Measured, after: Measured) -> Interval | None:
    """None also where a bound is 0: its logarithm has no end."""
    confidence = _confidence(before, after)
    if confidence is None or before.interval is None or after.interval is None:
        return None
    bounds = [
        (before.value, before.interval.low, before.interval.high),
        (after.value, after.interval.low, after.interval.high),
    ]
    if min(min(three) for three in bounds) <= 0:
        return None
    logs = [(math.log(value), math.log(low), math.log(high)) for value, low, high in bounds]
    found = _recovered(logs[0], logs[1], confidence)
    return Interval(low=math.exp(found.low) - 1, high=math.exp(found.high) - 1, confidence=confidence)


def _recovered(before: tuple[float, float, float], after: tuple[float, float, float], confidence: float) -> Interval:
    """Interval of `after - before`, each a value with its lower and upper bound."""
    difference = after[0] - before[0]
    down = math.hypot(after[0] - after[1], before[2] - before[0])
    up = math.hypot(after[2] - after[0], before[0] - before[1])
    return Interval(low=difference - down, high=difference + up, confidence=confidence)
