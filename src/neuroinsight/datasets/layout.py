"""What a layout of data sets is: how its examinations are known, and what becomes of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, overload

from neuroinsight.core.labels import LabelScheme
from neuroinsight.datasets.case import Examined
from neuroinsight.datasets.tables import Facts
from neuroinsight.io.examinations import Examination

E_co = TypeVar("E_co", bound=Examined, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder that was searched: the examinations in it that the layout claims, and what the tables say."""

    root: Path
    examinations: tuple[Examination, ...]
    facts: Mapping[str, Facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A small set, by which the contract of layouts (`tests/contracts/test_datasets.py`) is tried.

    Of each examination the path of each image and of its labels below the root, by `t1`, `t1ce`, `t2`, `flair`, `seg`.
    """

    scheme: LabelScheme
    files: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a family of data sets lies on a disk; the texts are for docs/data.md and for messages."""

    name: str
    names_of_cases: tuple[str, ...]  # what `Examined.layout` says of its cases
    title: str
    looks_for: str  # the files it is recognized by
    labels: str  # what the numbers of its label maps mean
    terms: str  # how to get it, and under which terms
    claims: Callable[[Examination], bool]
    find: Callable[[Place], Iterable[Examined]]
    examples: Mapping[str, Example] = field(default_factory=dict)  # by name of `names_of_cases`


@dataclass(frozen=True, slots=True)
class FoundCases(Sequence[E_co]):
    """Cases in the order of their keys, and what a user must hear of how they were found."""

    cases: tuple[E_co, ...]
    notices: tuple[str, ...] = ()

    @overload
    def __getitem__(self, place: int) -> E_co: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[E_co, ...]: ...
    def __getitem__(self, place: int | slice) -> E_co | tuple[E_co, ...]:
        """Return one case, or some."""
        return self.cases[place]

    @property
    def unusable(self) -> tuple[str, ...]:
        """In words, which cases cannot be used and why: what leaves them out must say so."""
        problems = [(case.key, case.problem) for case in self.cases if case.problem is not None]
        return tuple(f"{key} is left out: {problem.problem} ({problem.seen})" for key, problem in problems)

    def __len__(self) -> int:
        """Return how many cases there are."""
        return len(self.cases)


def nothing(_examination: Examination) -> bool:
    """Claim no examination: for layouts that know their files by an index or are no volumes."""
    return False
