"""The record as a table: one row for the study, one for each lesion, so that the tables of many patients can be joined.

The columns are the same for every record; what another version measured stands in columns behind them.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from neuroinsight.clinical.catalogue import Kind, in_order, measure_of
from neuroinsight.core.labels import LabelMap, Region
from neuroinsight.core.measurement import Located, Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import reason_text
from neuroinsight.report.sentences import model_text

_IDENTITY = ("case_id", "patient_id", "study_id", "study_date")
_LEADING = (*_IDENTITY, "lesion", "outline", "model", "record_format")
_LAST = ("not_assessed", "cautions")
_VOLUMES = tuple(f"volume.{region.value}" for region in (Region.WT, Region.ED, Region.TC, Region.ET, Region.NCR))
_UNITS = {"mm": "mm", "mm2": "mm2", "ml": "ml", "1": ""}  # behind a name, so that no number loses its unit


def render_csv(
    record: Analysis,
    study: Study | None,  # noqa: ARG001 - every view is called alike
    label_map: LabelMap | None,  # noqa: ARG001
    *,
    context: ReportContext,  # noqa: ARG001 - codes and numbers are of no language
) -> bytes:
    """Return the table (UTF-8, commas, decimal points), with all digits: rounding is for people."""
    rows = list(_rows(record))
    known = columns()
    others = [name for row in rows for name in row if name not in known]
    names = [*known[: -len(_LAST)], *dict.fromkeys(others), *_LAST]
    buffer = io.StringIO(newline="")
    table = csv.DictWriter(buffer, names, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return buffer.getvalue().encode()


def columns() -> tuple[str, ...]:
    """Return the columns that every table has, in order."""
    names = dict.fromkeys((*_VOLUMES, *ENGLISH.measures))
    return (*_LEADING, *(column for name in names for column in _columns_of(name)), *_LAST)


def _columns_of(name: str) -> tuple[str, ...]:
    """Return a measurement's columns: its value, and its bounds if it is a number; x, y and z if it is a place."""
    entry = measure_of(name)
    if entry is None or entry.kind is Kind.WORD:
        return (name,)
    if entry.kind is Kind.POINT:
        return tuple(f"{name}.{axis}_mm" for axis in "xyz")
    numbered = _with_unit(name, entry.unit)
    return numbered, f"{numbered}_low", f"{numbered}_high"


def _with_unit(name: str, unit: str) -> str:
    shown = _UNITS.get(unit, unit)
    return f"{name}_{shown}" if shown else name


def _rows(record: Analysis) -> Iterator[Mapping[str, str]]:
    shared = {name: _inert(str(getattr(record.identity, name) or "")) for name in _IDENTITY} | {
        "outline": "edited" if record.outline.author != record.outline.model else "automatic",
        "model": model_text(record) or "",
        "record_format": record.format_version,
    }
    cautions = "; ".join(caution.code for caution in record.cautions)
    yield {**shared, "lesion": "", **_cells(record.measurements), "cautions": cautions}
    for lesion in record.lesions:
        yield {**shared, "lesion": lesion.id, **_cells(lesion.measurements)}


def _cells(measurements: Mapping[str, Measurement]) -> dict[str, str]:
    cells: dict[str, str] = {}
    gaps = []
    for name, one in in_order(measurements):
        if isinstance(one, NotMeasured):
            gaps.append(f"{name} ({one.code}: {reason_text(one, ENGLISH)})")
        elif isinstance(one, Stated):
            cells[name] = one.code
        elif isinstance(one, Located):
            cells |= {f"{name}.{axis}_mm": repr(value) for axis, value in zip("xyz", one.point_mm, strict=True)}
        else:
            cells |= _number(name, one)
    return {**cells, "not_assessed": "; ".join(gaps)}


def _inert(name: str) -> str:
    """A foreign name that a spreadsheet would run as a formula gets a sign in front that keeps it text."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name


def _number(name: str, one: Measured) -> dict[str, str]:
    column = _with_unit(name, one.unit)
    cells = {column: repr(one.value)}
    if one.interval is not None:
        cells |= {f"{column}_low": repr(one.interval.low), f"{column}_high": repr(one.interval.high)}
    return cells
