"""Patients whose images are pictures without spacing: nothing in millimeters can be made of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import DatasetError, FileFormatError, NeuroInsightError
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity
from neuroinsight.datasets.case import Grade
from neuroinsight.io.picture import read, read_levels
from neuroinsight.io.tiff import SliceFile

_DARKEST_WHITE = 64  # masks whose largest value is less, and not 1, hold noise, or numbers of which nothing is known


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceFacts:
    """What a table says of a patient; None where it says nothing."""

    who_grade: int | None = None  # 2 or 3
    age_years: float | None = None
    clusters: Mapping[str, int | None]  # genomic subtypes: RNASeq, Methylation, miRNA, CN, RPPA, Oncosign, COC
    columns: Mapping[str, str]  # all others, as coded in the table

    def __post_init__(self) -> None:
        """Freeze the tables."""
        object.__setattr__(self, "clusters", MappingProxyType(dict(self.clusters)))
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlicePatient:
    """Where one patient's slices are, in the order of the stack.

    `channels` are the sequences of the pictures' channels; empty where neither set nor names tell.
    """

    key: str
    patient: str
    layout: str
    source: str
    slices: tuple[SliceFile, ...]
    channels: tuple[Sequence, ...] = ()
    grade: Grade | None = None
    study_date: str | None = None  # ISO 8601
    facts: SliceFacts | None = None
    remark: str = ""  # what a reader of the data set's description must know
    part: tuple[int, ...] | None = None  # places of the slices that a split of single slices gives; None: all

    @property
    def has_millimeters(self) -> bool:
        """Pictures have no spacing."""
        return False

    @property
    def is_labelled(self) -> bool:
        """Whether every slice has a mask: a missing one is not "no tumor"."""
        return all(piece.mask is not None for piece in self.slices)

    @property
    def missing(self) -> tuple[str, ...]:
        """What no channel shows, as far as the channels are known, and the labels."""
        absent = [sequence.value for sequence in Sequence if self.channels and sequence not in self.channels]
        return (*absent, *(() if self.is_labelled else ("labels",)))

    @property
    def files(self) -> tuple[Path, ...]:
        """Pictures and masks."""
        return tuple(path for piece in self.slices for path in (piece.image, piece.mask) if path is not None)

    def only(self, names: Collection[str]) -> "SlicePatient":
        """Return the patient with the slices of these names as its part; the others are there to normalize by."""
        places = tuple(place for place, piece in enumerate(self.slices) if piece.image.stem in names)
        return replace(self, part=places)

    @property
    def problem(self) -> NeuroInsightError | None:
        """Slices without masks among others that have one."""
        without = [piece.number for piece in self.slices if piece.mask is None]
        return _without_mask(self.key, without) if 0 < len(without) < len(self.slices) else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceStack:
    """A patient's pictures `[slice, row, column, channel]` and masks `[slice, row, column]`."""

    images: NDArray[np.uint8]
    masks: NDArray[np.bool_]
    copies_of_flair: frozenset[Sequence]  # channels that are no image of their own: to be treated as missing
    had_gray_masks: bool  # masks that were not black and white: cut at half of the patient's largest value


def read_slices(patient: SlicePatient) -> SliceStack:
    """Return the pictures and masks; a slice without a mask file is refused, for absence is not "no tumor".

    Raises:
        DatasetError: A slice has no mask, or slices differ in size.
        FileFormatError: A file is damaged, or has another number of channels than its set.
    """
    levels = _levels_of_masks(patient)
    images = _images(patient)
    _require_one_size(patient, [*images, *levels])
    stacked, gray = np.stack(images), np.stack(levels)  # [S, H, W, C], [S, H, W]
    largest = int(gray.max())
    if 1 < largest < _DARKEST_WHITE:
        raise DatasetError(
            f"The masks of {patient.key} are neither black and white nor gray",
            seen=f"values from 0 to {largest} in all of them",
            allowed=f"0 and 1, 0 and 255, or gray levels up to {_DARKEST_WHITE} and more where the tumor is",
            remedy="write the masks again, black where there is no tumor and white where there is",
            code="dataset.unclear_masks",
        )
    return SliceStack(
        images=stacked,
        masks=gray > largest / 2,
        copies_of_flair=_copies(patient, stacked),
        had_gray_masks=bool(((gray > 0) & (gray < largest)).any()),
    )


def read_pictures(patient: SlicePatient) -> Pictures:
    """Return a patient's pictures, whether or not there are masks.

    Raises:
        DatasetError: Slices differ in size, or it is not known which sequence each channel is.
        FileFormatError: A file is damaged, or has another number of channels than its set.
    """
    images = _images(patient)
    _require_one_size(patient, images)
    stacked = np.stack(images)
    return _pictures(patient, stacked, _copies(patient, stacked))


def pictures_of(patient: SlicePatient, stack: SliceStack) -> Pictures:
    """Return a patient's pictures as a model is given them.

    Raises:
        DatasetError: It is not known which sequence each channel is.
    """
    return _pictures(patient, stack.images, stack.copies_of_flair)


def with_channels(patient: SlicePatient, channels: tuple[Sequence, ...]) -> SlicePatient:
    """Return the patient with what the user says of the channels, where neither set nor names tell."""
    return replace(patient, channels=patient.channels or channels)


def _pictures(patient: SlicePatient, images: NDArray[np.uint8], copies: frozenset[Sequence]) -> Pictures:
    if not patient.channels:
        raise DatasetError(
            f"Which sequence is each channel of the pictures of {patient.key}?",
            seen=f"{images.shape[-1]} channels, and names that speak of no sequence",
            allowed="a sequence for each channel of the pictures",
            remedy="say which they are, in their order",
            code="dataset.channels_unknown",
        )
    return Pictures(
        identity=Identity(case_id=patient.key, patient_id=patient.patient, study_date=patient.study_date),
        array=images,
        channels=patient.channels,
        names=tuple(piece.image.name for piece in patient.slices),
        copies=copies,
    )


def _images(patient: SlicePatient) -> list[NDArray[np.uint8]]:
    return [_picture(piece, len(patient.channels)) for piece in patient.slices]


def _levels_of_masks(patient: SlicePatient) -> list[NDArray[np.uint8]]:
    without_mask = [piece.number for piece in patient.slices if piece.mask is None]
    if without_mask:
        raise _without_mask(patient.key, without_mask)
    return [read_levels(piece.mask) for piece in patient.slices if piece.mask is not None]


def _require_one_size(patient: SlicePatient, pictures: Iterable[NDArray[np.generic]]) -> None:
    shapes = sorted({picture.shape[:2] for picture in pictures})
    if len(shapes) > 1:
        raise DatasetError(
            f"The slices of {patient.key} differ in size",
            seen=" and ".join(f"{rows}x{columns}" for rows, columns in shapes),
            allowed="one size for all pictures and masks of a patient",
            remedy="unpack the patient's folder again",
            code="dataset.slices_differ",
        )


def _copies(patient: SlicePatient, images: NDArray[np.uint8]) -> frozenset[Sequence]:
    if Sequence.FLAIR not in patient.channels:
        return frozenset()
    flair = images[..., patient.channels.index(Sequence.FLAIR)]
    return frozenset(
        sequence
        for channel, sequence in enumerate(patient.channels)
        if sequence is not Sequence.FLAIR and np.array_equal(images[..., channel], flair)
    )


def _picture(piece: SliceFile, channels: int) -> NDArray[np.uint8]:
    """Return a slice's picture [row, column, channel], with the channels of its set."""
    picture = read(piece.image).array
    if channels == 1:
        return picture[..., :1]
    if channels and picture.shape[2] != channels:
        raise FileFormatError(
            f"{piece.image.name} is not a slice of the set",
            seen=f"{picture.shape[2]} channel{'s' * (picture.shape[2] > 1)}",
            allowed=f"{channels} channels",
            remedy="unpack the patient's folder again",
            code="dataset.not_a_slice",
        )
    return picture


def _without_mask(key: str, numbers: list[int]) -> DatasetError:
    return DatasetError(
        f"{key} has slices without masks",
        seen=f"no mask for slice {', '.join(str(number) for number in numbers)}",
        allowed="<name>_mask beside each picture, black where there is no tumor",
        remedy="unpack the patient's folder again",
        code="dataset.slice_without_mask",
    )
