"""The record of an analysis: everything that a report says, without clocks, paths or randomness."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from neuroinsight.core.grid import Grid
from neuroinsight.core.measurement import Measurement
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source

RECORD_FORMAT = "1.0"


class Severity(StrEnum):
    """How much a caution weighs."""

    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Why a reader should doubt part of the result: the cause, then the consequence."""

    cause: str
    consequence: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """Which model made the segmentation; the digest is the SHA-256 of its weights and plan."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Inputs, model, measurements and cautions of one analyzed study."""

    format_version: str = RECORD_FORMAT
    software_version: str
    identity: Identity
    grid: Grid
    sources: Mapping[Sequence, Source]
    model: ModelIdentity
    label_scheme: str
    label_map_sha256: str  # of the label numbers as written, in C order
    measurements: Mapping[str, Measurement]  # as in "volume.WT"
    cautions: tuple[Caution, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the tables."""
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))
        object.__setattr__(self, "measurements", MappingProxyType(dict(self.measurements)))
