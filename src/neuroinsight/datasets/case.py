"""A case: one examination in a data set, labelled or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.labels import LabelScheme
from neuroinsight.core.sequences import Sequence


class Grade(StrEnum):
    """The data set's grade class; not a WHO 2021 grade."""

    HGG = "HGG"
    LGG = "LGG"


@runtime_checkable
class Examined(Protocol):
    """An examination of a patient, as volumes or as slices: what splits, selections, training and tables need to know.

    `Case` has millimeters and is read by `loading`; `SlicePatient` has none and is read by `slices`.
    """

    @property
    def key(self) -> str:
        """The examination's own id, unique in its data set."""

    @property
    def patient(self) -> str:
        """The id that all examinations of the patient share."""

    @property
    def grade(self) -> Grade | None:
        """The data set's grade class, None where it says nothing."""

    @property
    def layout(self) -> str:
        """The data set's name, as in "brats2018"."""

    @property
    def source(self) -> str:
        """Where the patient was scanned, or the layout's name."""

    @property
    def has_millimeters(self) -> bool:
        """Whether lengths and volumes can be measured."""

    @property
    def is_labelled(self) -> bool:
        """Whether a usable mask or label map is there."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks of the four sequences and the labels, as far as the names tell."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of the examination."""

    @property
    def problem(self) -> NeuroInsightError | None:
        """Why it cannot be used, None where nothing is known against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """Row of a survival table; None where the table is empty."""

    days: float | None
    age_years: float | None
    resection: str | None


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A file, and which channel of it (four-dimensional files hold several sequences)."""

    path: Path
    channel: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """Where one examination's files are and what its data set says of it.

    `key` is unique in its data set; `patient` is shared by all examinations of one patient (the TCGA id where there is
    one) and is what splits are made by.
    """

    key: str
    patient: str
    layout: str  # the data set's name in the catalogue, as in "brats2018"
    source: str  # where the patient was scanned: CBICA, 2013, TCIA, TCGA-LGG, UCSF; or the layout's name
    images: Mapping[Sequence, ImageFile]
    labels: Path | None
    scheme: LabelScheme
    grade: Grade | None = None
    survival: Survival | None = None
    whole_tumor: Path | None = None  # a mask of the whole tumor (not 0), in sets that have no tissues
    problem: NeuroInsightError | None = None  # why it cannot be used; there may be no image then

    def __post_init__(self) -> None:
        """Freeze the table of images."""
        object.__setattr__(self, "images", MappingProxyType(dict(self.images)))

    @property
    def has_millimeters(self) -> bool:
        """Volumes have a grid."""
        return True

    @property
    def is_labelled(self) -> bool:
        """Whether there is a label map, and nothing is wrong with the case."""
        return self.labels is not None and self.problem is None

    @property
    def files(self) -> tuple[Path, ...]:
        """Images, each once, and the masks."""
        images = [file.path for file in self.images.values()]
        return tuple(dict.fromkeys([*images, *(path for path in (self.labels, self.whole_tumor) if path)]))

    @property
    def missing(self) -> tuple[str, ...]:
        """What the case lacks of the four sequences and the labels."""
        absent = [sequence.value for sequence in Sequence if sequence not in self.images]
        return (*absent, *(() if self.labels else ("labels",)))
