"""The words of an upload: what arrived, what it looks like, what it may be used for, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.sequences import Sequence
from neuroinsight.preprocess.appearance import Likeness

Value = str | float | int | tuple[str, ...] | tuple[int, ...]
Values = Mapping[str, Value]


class Kind(StrEnum):
    """What a file is, by its first bytes and its name, and for images by what is in them."""

    IMAGE = "image"
    MASK = "mask"
    PICTURE = "picture"  # a slice without millimeters
    DICOM = "dicom"
    ARCHIVE = "archive"
    PAIR = "pair"  # header and voxels in two files
    DOCUMENT = "document"  # a table or text beside the images
    UNKNOWN = "unknown"
    DAMAGED = "damaged"  # an image by its name, which cannot be read


class Use(StrEnum):
    """What a person lets a file be used for."""

    T1 = "t1"
    T1CE = "t1ce"
    T2 = "t2"
    FLAIR = "flair"
    MASK = "mask"
    LEAVE_OUT = "leave-out"

    @property
    def sequence(self) -> Sequence | None:
        """The sequence that the file is then; None for a mask and for what is left out."""
        return None if self in {Use.MASK, Use.LEAVE_OUT} else Sequence(self.value)


class Sureness(StrEnum):
    """How far a person may rely on a recognition."""

    SURE = "sure"  # the name says so, and the image does not speak against it
    LIKELY = "likely"  # the image says so, and the name is silent
    CHOSEN = "chosen"  # a person said so
    DOUBTED = "doubted"  # the name says one thing, the image another
    WHICH = "which"  # several files could be it
    UNKNOWN = "unknown"
    NOT_USED = "not-used"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a foreign file may be, and what reading it may cost."""

    unpacked_bytes: int = 8 * 1024**3  # of everything in an archive together
    members: int = 20_000
    ratio: float = 200.0  # unpacked to packed, of an archive that unpacks to more than `free_bytes`
    free_bytes: int = 512 * 1024**2  # label maps shrink a thousandfold, and are no bombs
    memory_bytes: int = 6 * 1024**3  # of addresses, of the child process
    seconds: float = 60.0  # for one question to the child process


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that lies in the quarantine whole: under a name of ours, with the name that its owner knows."""

    id: str
    name: str  # with folders, as in `NI-0056/flair.nii.gz`; to show, never to open
    path: Path
    size_bytes: int
    sha256: str
    use: Use | None = None  # what a person chose; None: as recognized


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A problem in words, with its code; `values` are what a page needs to say it in another language."""

    code: str
    problem: str
    seen: str
    allowed: str
    remedy: str
    values: Values = field(default_factory=dict)

    @classmethod
    def of(cls, error: NeuroInsightError, **values: Value) -> "Told":
        """Return what an error says, with values for who says it in another language."""
        return cls(
            code=error.code,
            problem=error.problem,
            seen=error.seen,
            allowed=error.allowed,
            remedy=error.remedy,
            values=values,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a file shows when it is opened; found in the child process, once."""

    __pydantic_config__ = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}  # noqa: RUF012 - read by pydantic

    kind: Kind
    shape: tuple[int, int, int] | None = None
    spacing_mm: tuple[float, float, float] | None = None
    likeness: Likeness | None = None  # None where there is no brain, or more than it: of heads nothing was learned
    is_head: bool = False  # whether there are signs of scalp and skull
    detail_mm: tuple[float, float, float] | None = None  # along right, front, top: the finest that is to be seen
    labels: tuple[int, ...] = ()  # the numbers of a mask, 0 left out
    marked_ml: float = 0.0  # all that a mask marks
    picture: bytes | None = None  # a small PNG of a middle slice, the patient's left on the right
    refused: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a recognition: a code with values."""

    code: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done to one file: it is used as this, or removed (None)."""

    file: str
    use: Use | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """What mends a problem at one press: a label, and the steps."""

    label: str  # a code
    steps: tuple[Step, ...]
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What stands in the way, or what to look at first (`blocks` False), with the ways out that one press takes."""

    told: Told
    blocks: bool = True
    files: tuple[str, ...] = ()
    cures: tuple[Cure, ...] = ()
    notes: tuple[Evidence, ...] = ()  # what speaks for one of the ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a file is taken for, how surely, and why."""

    file: Received
    look: Look
    use: Use | None  # None: undecided
    sure: Sureness
    evidence: tuple[Evidence, ...]
    could_be: Use | None = None  # where it is doubted, or one of several


class CheckState(StrEnum):
    """What came of a check."""

    OK = "ok"
    BAD = "bad"
    WAITING = "waiting"  # something before it must be mended first


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check by its code, and what came of it."""

    code: str
    state: CheckState


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the library's door says to the chosen images together: refused, or let in with cautions."""

    refused: Told | None = None
    without: tuple[Sequence, ...] = ()  # left out, the rest would be let in
    cautions: tuple[Evidence, ...] = ()
    mask_refused: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """All that is known of an upload; `ready` when an analysis may begin."""

    files: tuple[Recognition, ...]
    problems: tuple[Problem, ...]
    checks: tuple[Check, ...]
    ready: bool
    images: Mapping[Sequence, Received]
    mask: Received | None
    mask_scheme: str | None
    suggested_patient: str | None
    suggested_date: str | None  # ISO 8601
    cautions: tuple[Evidence, ...] = ()
