"""The TCGA LGG slices of Buda et al. (2019): pictures with masks of the FLAIR abnormality, 110 patients.

`kaggle_3m/<PATIENT>_<date>/<PATIENT>_<date>_<n>.tif` (RGB: pre-contrast T1, FLAIR, post-contrast T1), `…_<n>_mask.tif`
(0 and 255) and `data.csv`. The slices have no spacing, so that they are no volumes and nothing in millimeters can be
made of them. They are not brain-extracted. Where a sequence is missing its channel is a copy of FLAIR.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import DatasetError, FileFormatError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Grade
from neuroinsight.io.tiff import SliceFile, find_slices, read, read_mask
from neuroinsight.io.walking import files_below

CHANNELS = (Sequence.T1, Sequence.FLAIR, Sequence.T1CE)
_KEY = re.compile(r"TCGA_\w{2}_\w{4}_\d{8}")
_TABLE = "data.csv"
_CLUSTER = "Cluster"
_WHO_GRADE_OF_CODE = {"1": 2, "2": 3}  # the table's own coding of neoplasm_histologic_grade


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceFacts:
    """What `data.csv` says of a patient; None where it says nothing."""

    who_grade: int | None = None  # 2 or 3
    age_years: float | None = None
    clusters: Mapping[
        str, int | None
    ]  # genomic subtypes by their name: RNASeq, Methylation, miRNA, CN, RPPA, Oncosign, COC
    columns: Mapping[str, str]  # all others, as coded in the table

    def __post_init__(self) -> None:
        """Freeze the tables."""
        object.__setattr__(self, "clusters", MappingProxyType(dict(self.clusters)))
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlicePatient:
    """Where one patient's slices are; `patient` is the TCGA id that BraTS cases of the same patient carry too."""

    key: str  # as in TCGA_CS_4942_19970222
    patient: str  # as in TCGA-CS-4942
    institution: str  # TCGA's two letters: CS, DU, EZ, FG, HT
    study_date: str  # ISO 8601
    slices: tuple[SliceFile, ...]  # in the order of the stack
    facts: SliceFacts | None

    @property
    def grade(self) -> Grade:
        """The set's grade class: all its patients come from the lower-grade glioma collection of TCGA."""
        return Grade.LGG


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceStack:
    """A patient's pictures `[slice, row, column, channel]` and masks `[slice, row, column]`."""

    images: NDArray[np.uint8]
    masks: NDArray[np.bool_]
    copies_of_flair: frozenset[Sequence]  # channels that are no image of their own: to be treated as missing


def recognizes(root: Path) -> bool:
    """Say whether a slice of the set is in the folder, or up to two folders below."""
    slices = (path for folder in (".", "*", "*/*") for path in root.glob(f"{folder}/TCGA_*.tif*"))
    return any(_KEY.match(path.name) for path in slices)


def _is_slice(path: Path) -> bool:
    return path.name.startswith("TCGA_") and path.suffix.lower() in {".tif", ".tiff"}


def find_slice_patients(root: Path) -> tuple[SlicePatient, ...]:
    """Return the patients below `root`, sorted by key, with what a `data.csv` there says of them.

    Raises:
        DatasetError: There are none, or a slice lies in two places.
    """
    facts = _read_table(root)
    stacks: dict[str, tuple[SliceFile, ...]] = {}
    for folder in sorted({path.parent for path in files_below(root) if _is_slice(path)}):
        for key, stack in groupby(find_slices(folder), key=lambda piece: piece.patient):
            if _KEY.fullmatch(key):
                _add_stack(stacks, key, tuple(stack))
    patients = tuple(_patient(key, stack, facts) for key, stack in sorted(stacks.items()))
    if not patients:
        raise DatasetError(
            f"No LGG slice was found in {root.name or root}",
            seen="no TCGA_<site>_<patient>_<date>_<number>.tif" if root.is_dir() else "no such folder",
            allowed="the folder kaggle_3m, or one that holds it",
            remedy="name the unpacked folder of the TCGA LGG slices",
        )
    return patients


def read_slices(patient: SlicePatient) -> SliceStack:
    """Return the pictures and masks; a slice without a mask file is refused, for absence is not "no tumor".

    Raises:
        DatasetError: A slice has no mask, or slices differ in size.
        FileFormatError: A file is damaged or not an RGB picture.
    """
    without_mask = [piece.number for piece in patient.slices if piece.mask is None]
    if without_mask:
        raise DatasetError(
            f"{patient.key} has slices without masks",
            seen=f"no mask for slice {', '.join(str(number) for number in without_mask)}",
            allowed="<name>_mask.tif beside each <name>.tif",
            remedy="unpack the patient's folder again",
        )
    pictures = [_color(piece) for piece in patient.slices]
    masks = [read_mask(piece.mask) for piece in patient.slices if piece.mask is not None]
    shapes = sorted({picture.shape[:2] for picture in (*pictures, *masks)})
    if len(shapes) > 1:
        raise DatasetError(
            f"The slices of {patient.key} differ in size",
            seen=" and ".join(f"{rows}x{columns}" for rows, columns in shapes),
            allowed="one size for all pictures and masks of a patient",
            remedy="unpack the patient's folder again",
        )
    images = np.stack(pictures)  # [S, H, W, 3]
    flair = images[..., CHANNELS.index(Sequence.FLAIR)]
    copies = frozenset(
        sequence
        for channel, sequence in enumerate(CHANNELS)
        if sequence is not Sequence.FLAIR and np.array_equal(images[..., channel], flair)
    )
    return SliceStack(images=images, masks=np.stack(masks), copies_of_flair=copies)


def _add_stack(stacks: dict[str, tuple[SliceFile, ...]], key: str, stack: tuple[SliceFile, ...]) -> None:
    if key in stacks:
        raise DatasetError(
            f"The slices of {key} lie in two places",
            seen=f"{stacks[key][0].image.parent} and {stack[0].image.parent}",
            allowed="one folder for each patient",
            remedy="name one of the copies of the set",
        )
    stacks[key] = stack


def _patient(key: str, stack: tuple[SliceFile, ...], facts: Mapping[str, SliceFacts]) -> SlicePatient:
    _, site, number, date = key.split("_")
    return SlicePatient(
        key=key,
        patient=f"TCGA-{site}-{number}",
        institution=site,
        study_date=f"{date[:4]}-{date[4:6]}-{date[6:]}",
        slices=stack,
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


def _color(piece: SliceFile) -> NDArray[np.uint8]:
    """Return a slice's picture [row, column, channel], which has the set's three channels."""
    picture = read(piece.image).array
    if picture.shape[2] != len(CHANNELS):
        raise FileFormatError(
            f"{piece.image.name} is not a slice of the set",
            seen=f"{picture.shape[2]} channel",
            allowed="three channels: pre-contrast T1, FLAIR, post-contrast T1",
            remedy="unpack the patient's folder again",
        )
    return picture
