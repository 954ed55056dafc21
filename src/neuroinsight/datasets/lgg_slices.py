"""The TCGA LGG slices of Buda et al. (2019): pictures with masks of the FLAIR abnormality, 110 patients.

`kaggle_3m/<PATIENT>_<date>/<PATIENT>_<date>_<n>.tif` (RGB: pre-contrast T1, FLAIR, post-contrast T1), `…_<n>_mask.tif`
(0 and 255) and `data.csv`. The slices have no spacing, so that they are no volumes and nothing in millimeters can be
made of them. They are not brain-extracted. Where a sequence is missing its channel is a copy of FLAIR.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from neuroinsight.core.errors import DatasetError, FileFormatError
from neuroinsight.core.sequences import Sequence

CHANNELS = (Sequence.T1, Sequence.FLAIR, Sequence.T1CE)
_NAME = re.compile(
    r"(?P<key>TCGA_(?P<site>\w\w)_(?P<number>\w{4})_(?P<date>\d{8}))_(?P<slice>\d+)(?P<mask>_mask)?\.tiff?"
)
_TABLE = "data.csv"
_CLUSTER = "Cluster"
_WHO_GRADE_OF_CODE = {"1": 2, "2": 3}  # the table's own coding of neoplasm_histologic_grade
_MASK_LEVEL = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceFile:
    """One picture, its number in the stack, and its mask."""

    number: int
    image: Path
    mask: Path | None


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceStack:
    """A patient's pictures `[slice, row, column, channel]` and masks `[slice, row, column]`."""

    images: NDArray[np.uint8]
    masks: NDArray[np.bool_]
    copies_of_flair: frozenset[Sequence]  # channels that are no image of their own: to be treated as missing


def recognizes(root: Path) -> bool:
    """Say whether a slice of the set is in the folder, or up to two folders below."""
    return any(
        _NAME.fullmatch(path.name) for pattern in ("*.tif*", "*/*.tif*", "*/*/*.tif*") for path in root.glob(pattern)
    )


def find_slice_patients(root: Path) -> tuple[SlicePatient, ...]:
    """Return the patients below `root`, sorted by key, with what a `data.csv` there says of them.

    Raises:
        DatasetError: There are none, or a slice lies in two places.
    """
    stacks: dict[str, dict[int, dict[str, Path]]] = defaultdict(lambda: defaultdict(dict))
    for path in sorted(root.rglob("TCGA_*.tif*")):
        found = _NAME.fullmatch(path.name)
        if found:
            _add_file(stacks[found["key"]][int(found["slice"])], "mask" if found["mask"] else "image", path)
    patients = tuple(_patients(stacks, _read_table(root)))
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
    pictures = [_read_picture(piece.image, "RGB") for piece in patient.slices]
    masks = [_read_picture(piece.mask, "L") for piece in patient.slices if piece.mask is not None]
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
    return SliceStack(images=images, masks=np.stack(masks) > _MASK_LEVEL, copies_of_flair=copies)


def _add_file(files: dict[str, Path], role: str, path: Path) -> None:
    if role in files:
        raise DatasetError(
            f"The slice {path.name} lies in two places",
            seen=f"{files[role].parent} and {path.parent}",
            allowed="one folder for each patient",
            remedy="name one of the copies of the set",
        )
    files[role] = path


def _patients(
    stacks: Mapping[str, Mapping[int, Mapping[str, Path]]], facts: Mapping[str, SliceFacts]
) -> Iterator[SlicePatient]:
    for key, slices in sorted(stacks.items()):
        _, site, number, date = key.split("_")
        pieces = [
            SliceFile(number=position, image=files["image"], mask=files.get("mask"))
            for position, files in sorted(slices.items())
            if "image" in files
        ]
        if pieces:
            yield SlicePatient(
                key=key,
                patient=f"TCGA-{site}-{number}",
                institution=site,
                study_date=f"{date[:4]}-{date[4:6]}-{date[6:]}",
                slices=tuple(pieces),
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


def _read_picture(path: Path, mode: str) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as picture:
            if picture.mode == mode:
                return np.asarray(picture, dtype=np.uint8)
            seen = f"a picture of mode {picture.mode}"
    except (OSError, SyntaxError, UnidentifiedImageError) as error:
        seen = str(error)
    raise FileFormatError(
        f"{path.name} is not a slice of the set",
        seen=seen,
        allowed="an 8-bit picture: red, green and blue, or gray for a mask",
        remedy="unpack the patient's folder again",
    )
