"""The record of an analysis: everything that a report says, without clocks, paths or randomness."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from neuroinsight.core.findings import NOTHING_DECLARED, Declared, Grade, Lesion, Quality
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measurement, Values
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source

RECORD_FORMAT = "3.0"


class Severity(StrEnum):
    """How much a caution weighs."""

    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Something to be said of an analysis, as a code with values; `report.languages` has its sentences."""

    code: str
    values: Values = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the values."""
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution(Coded):
    """Why a reader should doubt part of the result: a cause and a consequence."""

    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Coded):
    """Something that was done to the images before the model saw them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Coded):
    """What the model that made the outline is known not to do, from its card; `text` has its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """Which model made the segmentation; the digest is the SHA-256 of its weights and plan."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who drew or edited the segmentation, when (as that person's program says), and what was edited."""

    name: str
    time: str  # ISO 8601
    edited: "Outline | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The label map that was measured: who made it, the regions that its maker tells apart, scheme and digest."""

    author: ModelIdentity | Reader
    regions: tuple[Region, ...]
    scheme: str
    sha256: str  # of the label numbers as written, in C order

    @property
    def model(self) -> ModelIdentity | None:
        """The model at the beginning of all edits; None where a person drew on a blank page."""
        if isinstance(self.author, ModelIdentity):
            return self.author
        return self.author.edited.model if self.author.edited is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Inputs, outline, measurements and cautions of one analyzed study.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> study = neuroinsight.load(Path("patient"))
    >>> record = neuroinsight.analyze(study, neuroinsight.open_model("glioma")).record
    >>> sorted(name for name in record.measurements if name.startswith("volume."))
    ['volume.ED', 'volume.ET', 'volume.NCR', 'volume.TC', 'volume.WT']
    >>> record.outline.author.name
    'glioma'
    """

    format_version: str = RECORD_FORMAT
    software_version: str
    identity: Identity
    grid: Grid
    sources: Mapping[Sequence, Source]
    declared: Declared = NOTHING_DECLARED
    preparation: tuple[Step, ...] = ()
    outline: Outline
    measurements: Mapping[str, Measurement]  # as in "volume.WT"
    lesions: tuple[Lesion, ...] = ()  # the largest first
    grade: Grade | None = None  # None where `grade.hgg_probability` was not measured
    quality: Quality | None = None  # None where nothing is known of it
    cautions: tuple[Caution, ...] = ()
    limits: tuple[Limit, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the tables."""
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))
        object.__setattr__(self, "measurements", MappingProxyType(dict(self.measurements)))
