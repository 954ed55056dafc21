"""A description as a table: one row per case, for spreadsheets and programs."""

import csv
import io

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.description import DESCRIBED_REGIONS, CaseDescription, Description, SliceDescription

_INTENSITIES = ("minimum", "median", "percentile_99", "maximum", "brain_ml")


def to_csv(description: Description) -> str:
    """Return the volumes as CSV with a header row; what could not be read is an empty cell."""
    return _written([_row(described) for described in description.cases])


def slices_to_csv(description: Description) -> str:
    """Return the patients whose images are slices as CSV with a header row, areas in pixels."""
    return _written([_slice_row(described) for described in description.slices])


def _written(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _slice_row(described: SliceDescription) -> dict[str, str]:
    case = described.case
    return {
        "case": case.key,
        "patient": case.patient,
        "layout": case.layout,
        "source": case.source,
        "grade": case.grade.value if case.grade else "",
        "sequences": " ".join(sequence.value for sequence in case.channels),
        "copies_of_flair": " ".join(sorted(sequence.value for sequence in described.copies_of_flair)),
        "slices": str(len(case.slices)),
        "slices_with_tumor": str(sum(area > 0 for area in described.areas_pixels)) if described.size else "",
        "size_pixels": "x".join(str(extent) for extent in described.size) if described.size else "",
        "mask_pixels": str(sum(described.areas_pixels)) if described.size else "",
        "largest_mask_pixels": str(max(described.areas_pixels, default=0)) if described.size else "",
        "problems": "; ".join(described.problems),
        "notes": "; ".join(described.notes),
    }


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
    row["problems"] = "; ".join(described.problems)
    row["notes"] = "; ".join(described.notes)
    return row
