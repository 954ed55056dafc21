"""The images of one patient on one date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import Grid, require_same_grid
from neuroinsight.core.origin import Origin, Sides
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
    """One or more sequences of one patient; `sources` names the file of each.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> study = neuroinsight.load(Path("patient"))
    >>> study.identity.case_id, sorted(study.volumes)
    ('patient', [<Sequence.FLAIR: 'flair'>, <Sequence.T1: 't1'>, <Sequence.T1CE: 't1ce'>, <Sequence.T2: 't2'>])
    """

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
    def origin(self) -> Mapping[Sequence, Origin]:
        """What the headers of the files said, for the sequences that came from files."""
        return {sequence: volume.origin for sequence, volume in self.volumes.items() if volume.origin is not None}

    @property
    def sides(self) -> Sides:
        """Unknown if one of the images does not say which way its axes point."""
        unknown = any(origin.sides is Sides.UNKNOWN for origin in self.origin.values())
        return Sides.UNKNOWN if unknown else Sides.STATED


def shared_grid(study: Study) -> Grid:
    """Return the grid that all images of a study lie on.

    Raises:
        GridError: They lie on different ones.
    """
    first, *others = study.volumes.items()
    for sequence, volume in others:
        require_same_grid(volume.grid, first[1].grid, what=sequence.title, expected_of=first[0].title)
    return first[1].grid


def require_sequences(study: Study, required: tuple[Sequence, ...]) -> None:
    """Raise `StudyError` unless the study has the sequences that a model reads.

    Raises:
        StudyError: One or more are missing.
    """
    error = lacking(study.volumes, required)
    if error is not None:
        raise error


def lacking(given: Iterable[Sequence], required: tuple[Sequence, ...]) -> StudyError | None:
    """Return the error of images among which a required sequence is missing, or None."""
    present = tuple(given)
    missing = [sequence.title for sequence in required if sequence not in present]
    if not missing:
        return None
    return StudyError(
        "The study lacks a sequence that the model reads",
        seen=", ".join(sequence.title for sequence in present) or "no recognized sequence",
        allowed=", ".join(sequence.title for sequence in required),
        remedy=f"add {', '.join(missing)}, or choose a model that does without",
        code="study.missing_sequence",
    )
