"""What is asked of a worker process, and what it answers; no library is needed to say so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.progress import Progress
from neuroinsight.core.version import VERSION
from neuroinsight.inference.segmenter import Segmenter

Tell = Callable[[Progress], None]
Made = TypeVar("Made")
Given_contra = TypeVar("Given_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)


class Canceled(Exception):  # noqa: N818 - no error: somebody wished it
    """The work was stopped because somebody asked for it."""


class Work(Protocol[Given_contra, Made_co]):
    """A function at a module's top level that a worker calls; what it takes and gives is small, files go by path."""

    def __call__(self, model: Segmenter, given: Given_contra, tell: Tell, /) -> Made_co:
        """Do the work; `tell` hears how far it is, and raises `Canceled` where it is to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Which model, and on which device."""

    name_or_path: str
    device: str = "auto"  # of the values of `inference.device.Device`


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[Made]):
    """What came of a call: `error` is None if `made` is there, both are None if it was canceled."""

    made: Made | None = None
    error: NeuroInsightError | None = None

    def opened(self) -> Made:
        """Return what was made.

        Raises:
            NeuroInsightError: What the work raised.
            Canceled: It was stopped.
        """
        if self.error is not None:
            raise self.error
        if self.made is None:
            raise Canceled
        return self.made


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How work is asked for: by which version, with which model, and under which name it is told of and stopped."""

    name: str
    model: ModelChoice
    version: str = VERSION
