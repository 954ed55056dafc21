"""The record of a follow-up: what changed between the examinations of one patient, ordered by date."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from neuroinsight.core.findings import Lesion
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Point, Stated
from neuroinsight.core.record import Caution, Outline
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity

FOLLOW_UP_FORMAT = "1.0"

Row = tuple[float, float, float, float]


class Basis(StrEnum):
    """What is followed: enhancing disease, or the FLAIR abnormality where nothing enhanced at any date."""

    ENHANCING = "core-enhancing"
    FLAIR = "flair"


class Steroids(StrEnum):
    """The dose against the baseline's, as declared; none is none at all, or a physiological replacement."""

    NONE = "none"
    DECREASED = "decreased"
    STABLE = "stable"
    INCREASED = "increased"


class ClinicalState(StrEnum):
    """The patient's state against the baseline's, as declared."""

    IMPROVED = "improved"
    STABLE = "stable"
    WORSE = "worse"


class Confirmation(StrEnum):
    """Whether a later examination bears a category out, where the criteria ask for it."""

    NOT_NEEDED = "not needed"
    UNKNOWN = "unknown"  # progression, and nobody said when radiotherapy ended
    NEEDED = "needed"
    CONFIRMED = "confirmed"


class Event(StrEnum):
    """What became of a lesion at a date, seen from all earlier ones."""

    ABSENT = "absent"  # not yet there
    FIRST = "first"  # there at the first date
    NEW = "new"
    STAYED = "stayed"
    SPLIT = "split"
    MERGED = "merged"
    VANISHED = "vanished"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What was said beside the images, of the last date; None where nothing was said."""

    steroids: Steroids | None = None
    clinical: ClinicalState | None = None
    radiotherapy_ended: str | None = None  # ISO 8601


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One date: whose images, what was outlined by whom, and the measurements that are followed."""

    study_date: str  # ISO 8601
    day: int  # from the first date
    identity: Identity
    sequences: tuple[Sequence, ...]
    spacing_mm: Point  # along the axes of the file
    outline: Outline
    record_sha256: str  # of the text of the analysis' record
    measurements: Mapping[str, Measurement]
    lesions: tuple[Lesion, ...]  # of the analysis, the largest first

    def __post_init__(self) -> None:
        """Freeze the table."""
        object.__setattr__(self, "measurements", MappingProxyType(dict(self.measurements)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a measurement differs from that of an earlier date; intervals where both measurements have one."""

    since: str  # the earlier date
    difference: Measured
    share: Measured | NotMeasured  # of the earlier value: 0.3 is 30 % more
    per_day: Measured
    beyond_error: Stated | NotMeasured  # "yes" where the difference's interval does not hold 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One measurement over time: a value for each examination, changes for each after the first."""

    values: tuple[Measurement, ...]
    from_baseline: tuple[Change | NotMeasured, ...]
    from_nadir: tuple[Change | NotMeasured, ...]  # from the smallest value of all earlier dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A category of the measured part by one way of measuring, with the rule that gave it.

    `near` names the categories whose limit lies within the interval of the change: there a reader decides by eye.
    """

    category: Stated | NotMeasured
    rule: str  # a code, as in "progression.limit"
    near: tuple[str, ...] = ()
    confirmation: Confirmation = Confirmation.NOT_NEEDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """RANO categories of what was measured at a date; `overall` only where dose and state were declared."""

    study_date: str
    by_diameters: Verdict
    by_volume: Verdict
    agreement: Stated | NotMeasured
    overall: Stated | NotMeasured


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One lesion through all dates: the ids of its parts at each, whether any enhances, and what became of it."""

    id: str
    parts: tuple[tuple[str, ...], ...]
    enhances: tuple[bool, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How the brain of a date was laid onto that of the last one: RAS+ mm there to RAS+ mm here, no scaling.

    `overlap` is the Dice of the two brains then, `likeness` the correlation of their gray values.
    """

    onto: str
    matrix: tuple[Row, Row, Row, Row]
    turn_deg: float
    shift_mm: float  # of the brain's center
    overlap: float
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Everything that a follow-up says; the first examination is the baseline."""

    format_version: str = FOLLOW_UP_FORMAT
    software_version: str
    patient_id: str | None
    basis: Basis | NotMeasured
    circumstances: Circumstances
    examinations: tuple[Examination, ...]
    courses: Mapping[str, Course]  # by the measurement's name, as in "volume.ET"
    responses: tuple[Response, ...]  # one for each examination after the first
    tracks: tuple[Track, ...] | NotMeasured
    alignments: tuple[Alignment | NotMeasured, ...]  # one for each examination but the last
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the table."""
        object.__setattr__(self, "courses", MappingProxyType(dict(self.courses)))
