"""The table of volumes as data."""

from collections.abc import Collection, Mapping

from neuroinsight.core.labels import MEASURED_REGIONS, Region
from neuroinsight.core.measurement import Interval, Measured, Measurement
from neuroinsight.core.record import Analysis
from neuroinsight.report.numbers import amount, bounds, percent
from neuroinsight.report.sentences import interval_title, value_text, volume
from neuroinsight.report.tree import Tree
from neuroinsight.report.wording import Words

_NESTED = (Region.WT, Region.TC)  # set in bold; their parts stand indented below
_SCALES_ML = (1, 2, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000)


def volumes_tree(
    record: Analysis,
    outlined: Collection[Region],
    words: Words,
    automatic: Mapping[str, Measurement] | None = None,
) -> Tree:
    """Return title, columns, rows and note; with a column of intervals if the record has any.

    Where `automatic` is given, its values stand in place of scale and intervals: an edited outline has none.
    """
    measured = {region: volume(record, region) for region in MEASURED_REGIONS}
    intervals = [one.interval for one in measured.values() if isinstance(one, Measured) and one.interval]
    region_column, ml, scale, share = words.labels.volume_columns
    top = _top(measured.values())
    if automatic is not None:
        return _compared(measured, outlined, words, automatic)
    interval = [interval_title(intervals[0], words.labels.interval_column, words)] if intervals else []
    # an interval says how far a volume may be off better than the errors of like volumes do
    known = not intervals and any(isinstance(one, Measured) and one.accuracy for one in measured.values())
    off = [words.labels.accuracy_column] if known else []
    core_known = isinstance(measured[Region.TC], Measured)
    note = words.statements.volume_note if core_known else words.statements.volume_note_whole_only
    return {
        "title": words.labels.volumes,
        "head": [region_column, ml, *interval, scale.format(top=top), share, *off],
        "spread": "yes" if interval else "",
        "top": top,
        "rows": [_row(region, measured, outlined, words) for region in MEASURED_REGIONS],
        "note": f"{note} {words.statements.accuracy_note}" if known else note,
    }


def _compared(
    measured: dict[Region, Measurement],
    outlined: Collection[Region],
    words: Words,
    automatic: Mapping[str, Measurement],
) -> Tree:
    region_column, ml, _, share = words.labels.volume_columns
    rows = []
    for region in MEASURED_REGIONS:
        row, found = _row(region, measured, outlined, words), automatic.get(f"volume.{region.value}")
        if "na" not in row and found is not None:
            said = words.reading.not_edited if _is_unchanged(measured[region], found) else words.reading.edited
            row["edited"] = said.format(automatic=_bare(found, words))
        rows.append({**row, "edited": row.get("edited", "")})
    return {
        "title": words.labels.volumes,
        "head": [region_column, ml, words.reading.compared, share],
        "spread": "",
        "compared": "yes",
        "top": _top(measured.values()),
        "rows": rows,
        "note": words.statements.volume_note,
    }


def _is_unchanged(edited: Measurement, automatic: Measurement) -> bool:
    """Say whether editing left a value as it was."""
    return isinstance(edited, Measured) and isinstance(automatic, Measured) and edited.value == automatic.value


def _bare(automatic: Measurement, words: Words) -> str:
    """Return a volume without its unit, and its interval: the column's head says what it is."""
    if not isinstance(automatic, Measured):
        return value_text("volume", automatic, words)
    mark = words.frame.decimal_mark
    edges = bounds(automatic, mark)
    spread = "" if edges is None else f" ({words.findings.later_interval.format(low=edges[0], high=edges[1])})"
    return amount(automatic, mark) + spread


def _row(
    region: Region, measured: dict[Region, Measurement], outlined: Collection[Region], words: Words
) -> dict[str, Tree]:
    name = words.regions[region]
    row: dict[str, Tree] = {
        "swatch": region.value if region in outlined else "",
        "name": name,
        "bold": region in _NESTED,
    }
    found, whole = measured[region], measured[Region.WT]
    if not isinstance(found, Measured):
        return {**row, "na": value_text(f"volume.{region.value}", found, words)}
    share = ""
    if region is not Region.WT and isinstance(whole, Measured) and whole.value > 0:
        share = percent(found.value / whole.value, words.frame.percent_sign)
    mark = words.frame.decimal_mark
    edges = bounds(found, mark)
    return {
        **row,
        "value": amount(found, mark),
        "v": found.value,
        "interval": "" if edges is None else words.findings.later_interval.format(low=edges[0], high=edges[1]),
        **_whisker(found.interval),
        "off": _off(found, words),
        "share": share,
    }


def _off(found: Measured, words: Words) -> str:
    """By how much half of such volumes were off, and one in ten."""
    if found.accuracy is None:
        return ""
    sign = words.frame.percent_sign
    return f"{percent(found.accuracy.median_error, sign)} / {percent(found.accuracy.ninetieth_error, sign)}"


def _whisker(interval: Interval | None) -> dict[str, Tree]:
    return {} if interval is None else {"low": interval.low, "high": interval.high}


def _top(measurements: Collection[Measurement]) -> int:
    """Return the end of the common scale: the next round number above everything shown."""
    reach = [
        max(one.value, one.interval.high if one.interval else 0.0) for one in measurements if isinstance(one, Measured)
    ]
    largest = max(reach, default=0.0)
    return next((scale for scale in _SCALES_ML if scale >= largest), round(largest + 1))
