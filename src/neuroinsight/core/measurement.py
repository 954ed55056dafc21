"""A number with its unit, a word from a fixed list, a point, or the reason why there is none of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Value = str | float | tuple[str, ...]
Values = Mapping[str, Value]  # what a sentence is filled with; names of sequences and regions stand as their codes
Point = tuple[float, float, float]  # RAS+ mm in the patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds that hold the true value with the stated confidence (0 to 1)."""

    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a length was taken: its two ends."""

    start_mm: Point
    end_mm: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How far such values were off in the validation of the model, as shares of the true value (1 is all of it).

    The cases are those whose predicted value was of like size; none of them was seen in training.
    """

    median_error: float
    ninetieth_error: float  # nine in ten were off by less
    cases: int
    off_by_half: int  # of all cases, whatever their size, those off by more than half
    of_cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured value; a length may say along which line it was taken.

    >>> from neuroinsight import Measured
    >>> volume = Measured(value=33.5, unit="ml")
    >>> f"{volume.value} {volume.unit}"
    '33.5 ml'
    """

    value: float
    unit: str
    interval: Interval | None = None
    along: Line | None = None
    accuracy: Accuracy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A finding that is a word from a fixed list: its code there, and the list's own title of it."""

    code: str
    title: str


class Space(StrEnum):
    """Whose millimeters a point is in: the patient's own, or those of the MNI152 template."""

    PATIENT = "patient"
    MNI152 = "MNI152"


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A place: right, front and top of the origin of its space, in mm."""

    point_mm: Point
    space: Space


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """Why a value is absent, as a code; `report.languages` has the sentence, which the values fill.

    >>> from neuroinsight import NotMeasured
    >>> NotMeasured("no_contrast").code
    'no_contrast'
    """

    code: str
    values: Values = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the values."""
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


Measurement = Measured | Stated | Located | NotMeasured
