"""The images of one patient on one date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who and which examination, as far as the files tell; None where they do not."""

    case_id: str
    patient_id: str | None = None
    study_id: str | None = None
    study_date: str | None = None  # ISO 8601


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file that an image was read from: its name without folders, and the SHA-256 of its bytes."""

    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """One or more sequences of one patient; `sources` names the file of each."""

    identity: Identity
    volumes: Mapping[Sequence, Volume]
    sources: Mapping[Sequence, Source] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an empty study, and freeze the tables."""
        if not self.volumes:
            raise StudyError(
                "The study has no images",
                seen="no recognized sequence",
                allowed="at least one of t1, t1ce, t2, flair",
                remedy="name the file of each sequence",
                code="study.empty",
            )
        object.__setattr__(self, "volumes", MappingProxyType(dict(self.volumes)))
        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))

    @property
    def grid(self) -> Grid:
        """The grid of the first sequence; `preprocess.check` makes sure that all share it."""
        return next(iter(self.volumes.values())).grid
