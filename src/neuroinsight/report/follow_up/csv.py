"""A follow-up as a table for machines: one row for each date and measurement."""

import csv
import io
from collections.abc import Sequence

from neuroinsight.core.follow_up_record import Change, FollowUp
from neuroinsight.core.measurement import Interval, Measured, Measurement, NotMeasured
from neuroinsight.core.visit import Visit
from neuroinsight.report.context import ReportContext

_CHANGE = ("since", "difference", "difference_low", "difference_high", "share", "share_low", "share_high", "per_day")
COLUMNS = (
    *("date", "day", "measurement", "value", "low", "high", "unit", "reason"),
    *(f"{name}_from_{reference}" for reference in ("baseline", "nadir") for name in (*_CHANGE, "beyond_error")),
)


def follow_up_csv(
    record: FollowUp,
    visits: Sequence[Visit],  # noqa: ARG001 - the images are in another view
    *,
    context: ReportContext,  # noqa: ARG001 - the same in every language
) -> bytes:
    """Return the table, UTF-8, with points for decimals; what is not known is empty, and `reason` has its code."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place, one in enumerate(record.examinations):
        for name, course in record.courses.items():
            changes = [course.from_baseline[place - 1], course.from_nadir[place - 1]] if place else [None, None]
            cells = [cell for change in changes for cell in _change(change)]
            writer.writerow([one.study_date, one.day, name, *_value(course.values[place]), *cells])
    return out.getvalue().encode()


def _value(measurement: Measurement) -> list[object]:
    if isinstance(measurement, Measured):
        return [measurement.value, *_bounds(measurement.interval), measurement.unit, ""]
    return ["", "", "", "", measurement.code if isinstance(measurement, NotMeasured) else ""]


def _change(change: Change | NotMeasured | None) -> list[object]:
    if change is None or isinstance(change, NotMeasured):
        return [""] * (len(_CHANGE) + 1)
    share = change.share
    shares = ["", "", ""] if isinstance(share, NotMeasured) else [share.value, *_bounds(share.interval)]
    beyond = "" if isinstance(change.beyond_error, NotMeasured) else change.beyond_error.code
    difference = change.difference
    return [change.since, difference.value, *_bounds(difference.interval), *shares, change.per_day.value, beyond]


def _bounds(interval: Interval | None) -> list[object]:
    return ["", ""] if interval is None else [interval.low, interval.high]
