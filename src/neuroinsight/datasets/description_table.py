"""A description as a table: one row per case, for spreadsheets and programs."""

import csv
import io

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.describe import DESCRIBED_REGIONS, CaseDescription, Description

_INTENSITIES = ("minimum", "median", "percentile_99", "maximum", "brain_ml")


def to_csv(description: Description) -> str:
    """Return the cases as CSV with a header row; what could not be read is an empty cell."""
    rows = [_row(described) for described in description.cases]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _row(described: CaseDescription) -> dict[str, str]:
    case, grid = described.case, described.grid
    row = {
        "case": case.key,
        "patient": case.patient,
        "layout": case.layout,
        "source": case.source,
        "grade": case.grade.value if case.grade else "",
        "sequences": " ".join(sequence.value for sequence in case.images),
        "missing": " ".join(case.missing),
        "label_scheme": case.scheme.name if case.labels else "",
        "shape": "x".join(str(extent) for extent in grid.shape) if grid else "",
        "spacing_mm": "x".join(f"{value:.4g}" for value in grid.spacing_mm) if grid else "",
        "orientation": grid.axis_codes if grid else "",
    }
    for region in DESCRIBED_REGIONS:
        volume = described.volumes_ml.get(region)
        row[f"{region.value.lower()}_ml"] = "" if volume is None else f"{volume:.3f}"
    for sequence in Sequence:
        measured = described.intensities.get(sequence)
        for name in _INTENSITIES:
            row[f"{sequence.value}_{name}"] = "" if measured is None else f"{getattr(measured, name):.6g}"
    row["flair_above_1273"] = (
        str(described.has_flair_above_record).lower() if Sequence.FLAIR in described.intensities else ""
    )
    row["problems"] = "; ".join(described.problems)
    row["notes"] = "; ".join(described.notes)
    return row
