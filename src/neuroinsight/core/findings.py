"""What stands in a record beside its table of measurements: lesions, the grade, how good it is, what was declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from neuroinsight.core.errors import StudyError
from neuroinsight.core.measurement import Measurement, Point

_OLDEST_YEARS = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What was said of the patient by the person who asked; None where nothing was said.

    >>> from neuroinsight import Declared
    >>> Declared(treated=False, age_years=61).steroids is None
    True

    Raises:
        StudyError: The age is not one from 0 to 130 years.
    """

    treated: bool | None = None  # surgery, radiation or drugs against the tumor before this examination
    age_years: float | None = None
    steroids: bool | None = None  # taken at this examination

    def __post_init__(self) -> None:
        """Refuse an age that is none."""
        if self.age_years is not None and not 0 <= self.age_years <= _OLDEST_YEARS:
            raise StudyError(
                "The declared age is none",
                seen=f"{self.age_years:g} years",
                allowed=f"0 to {_OLDEST_YEARS} years at the examination",
                remedy="declare the age in years, or leave it out",
                code="declared.age",
            )


NOTHING_DECLARED = Declared()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesion:
    """One lesion, with what was measured of it alone; the largest has the id 1."""

    id: str
    center_mm: Point
    measurements: Mapping[str, Measurement]  # as in "volume.TC"

    def __post_init__(self) -> None:
        """Freeze the table."""
        object.__setattr__(self, "measurements", MappingProxyType(dict(self.measurements)))


class Resemblance(StrEnum):
    """The class of the training data that a study resembles; neither is a WHO grade."""

    HGG = "hgg"
    LGG = "lgg"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """How far one feature moved the probability away from the average patient's."""

    feature: str
    value: float
    log_odds: float  # positive: towards HGG


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Patients of the validation whose probability lay in the same range, and how many of them were HGG."""

    from_probability: float
    to_probability: float
    patients: int
    hgg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What stands beside `grade.hgg_probability`: the class, the bounds between which neither is said, and why."""

    resembles: Resemblance
    undetermined: tuple[float, float]
    contributions: tuple[Contribution, ...]
    alike: Alike | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Whether a reader is shown an impression: not where the mean of the expected Dice is under the bound.

    The expected Dice are the measurements `quality.dice_WT`, `quality.dice_TC` and `quality.dice_ET`.
    """

    bound: float
    withheld: bool
