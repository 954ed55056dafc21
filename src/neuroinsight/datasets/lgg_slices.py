"""The TCGA LGG slices of Buda et al. (2019): pictures with masks of the FLAIR abnormality, 110 patients.

`kaggle_3m/<PATIENT>_<date>/<PATIENT>_<date>_<n>.tif` (RGB: pre-contrast T1, FLAIR, post-contrast T1), `…_<n>_mask.tif`
(0 and 255) and `data.csv`. They are not brain-extracted. Where a sequence is missing its channel is a copy of FLAIR.
"""

import csv
import re
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Grade
from neuroinsight.datasets.layout import Layout, Place, nothing
from neuroinsight.datasets.slices import SliceFacts, SlicePatient
from neuroinsight.io.tiff import SliceFile, find_slices
from neuroinsight.io.walking import files_below

CHANNELS = (Sequence.T1, Sequence.FLAIR, Sequence.T1CE)
_KEY = re.compile(r"TCGA_\w{2}_\w{4}_\d{8}")
_TABLE = "data.csv"
_CLUSTER = "Cluster"
_WHO_GRADE_OF_CODE = {"1": 2, "2": 3}  # the table's own coding of neoplasm_histologic_grade


def find_patients(place: Place) -> tuple[SlicePatient, ...]:
    """Return the patients below the place's folder, sorted by key, with what a `data.csv` there says of them.

    Raises:
        DatasetError: A slice lies in two places.
    """
    stacks: dict[str, tuple[SliceFile, ...]] = {}
    for folder in sorted({path.parent for path in files_below(place.root) if is_slice(path)}):
        for key, stack in groupby(find_slices(folder), key=lambda piece: piece.patient):
            if _KEY.fullmatch(key):
                _add_stack(stacks, key, tuple(stack))
    facts = _read_table(place.root) if stacks else {}
    return tuple(_patient(key, stack, facts) for key, stack in sorted(stacks.items()))


def is_slice(path: Path) -> bool:
    """Say whether a file is named like the set's."""
    return path.suffix.lower() in {".tif", ".tiff"} and _KEY.match(path.name) is not None


def _add_stack(stacks: dict[str, tuple[SliceFile, ...]], key: str, stack: tuple[SliceFile, ...]) -> None:
    if key in stacks:
        raise DatasetError(
            f"The slices of {key} lie in two places",
            seen=f"{stacks[key][0].image.parent} and {stack[0].image.parent}",
            allowed="one folder for each patient",
            remedy="name one of the copies of the set",
            code="dataset.two_places",
        )
    stacks[key] = stack


def _patient(key: str, stack: tuple[SliceFile, ...], facts: Mapping[str, SliceFacts]) -> SlicePatient:
    _, site, number, date = key.split("_")
    return SlicePatient(
        key=key,
        patient=f"TCGA-{site}-{number}",  # the id that BraTS cases of the same patient carry too
        layout=LAYOUT.name,
        source=site,  # TCGA's two letters of the institution: CS, DU, EZ, FG, HT
        slices=stack,
        channels=CHANNELS,
        grade=Grade.LGG,  # all come from the lower-grade glioma collection
        study_date=f"{date[:4]}-{date[4:6]}-{date[6:]}",
        facts=facts.get(f"TCGA_{site}_{number}"),
    )


def _read_table(root: Path) -> Mapping[str, SliceFacts]:
    """Return facts by `Patient` from the first `data.csv` that has this column."""
    for path in (root / _TABLE, root.parent / _TABLE, *sorted(root.glob(f"*/{_TABLE}"))):
        if not path.is_file():
            continue
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            rows = csv.DictReader(file, restkey="")
            if "Patient" in (rows.fieldnames or ()):
                return {row["Patient"]: _facts(row) for row in rows}
    return {}


def _facts(row: Mapping[str, str | None]) -> SliceFacts:
    stated = {column: value or "" for column, value in row.items() if column}
    age = stated.get("age_at_initial_pathologic", "")
    clusters = {column.removesuffix(_CLUSTER): value for column, value in stated.items() if column.endswith(_CLUSTER)}
    return SliceFacts(
        who_grade=_WHO_GRADE_OF_CODE.get(stated.get("neoplasm_histologic_grade", "")),
        age_years=float(age) if age.isdecimal() else None,
        clusters={name: int(value) if value.isdecimal() else None for name, value in clusters.items()},
        columns={column: value for column, value in stated.items() if not column.endswith(_CLUSTER)},
    )


LAYOUT = Layout(
    name="tcga-lgg-slices",
    names_of_cases=("tcga-lgg-slices",),
    title="LGG MRI Segmentation: TCGA LGG slices (Buda 2019; Kaggle)",
    looks_for="the TCGA LGG slices (kaggle_3m/TCGA_…_<date>/TCGA_…_<n>.tif and …_<n>_mask.tif)",
    labels="a mask of the FLAIR abnormality, black and white; no tissues, no millimeters",
    terms="CC BY-NC-SA 4.0",
    claims=nothing,
    find=find_patients,
)
