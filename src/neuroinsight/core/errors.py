"""Every error that a user can cause, each with what was seen, what is allowed and what to do.

The texts name no command, no option and no button: who shows an error adds those, by its code.

NeuroInsightError
├── FileFormatError      a file cannot be read, or is not what its name says
├── GridError            arrays that must share a grid do not
├── StudyError           the images of a patient cannot be analyzed
├── LabelError           a label map holds numbers that its scheme does not know
├── DatasetError         a folder of cases, or a split of them, is not usable
├── RecipeError          a training recipe or a run is not usable
├── ModelError           a model bundle is missing, damaged or not fit for the study
├── ReportError          a reading, or the report made of it, contradicts itself
├── OutputError          results cannot be written where they are asked for
└── WorkerError          the processes or machines that are to compute cannot be had, or were lost
"""

from collections.abc import Callable
from typing import Self, TypeVar

_SIGNS_OF_MEMORY = ("allocate memory", "out of memory", "bad_alloc", "failed to map segment")
_LONGEST_SAYING = 300  # characters of what other people's libraries say


class NeuroInsightError(Exception):
    """A problem that the user can understand and mend.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> try:
    ...     neuroinsight.load(Path("nowhere"))
    ... except neuroinsight.NeuroInsightError as error:
    ...     print(error.problem)
    The folder nowhere cannot be read
    """

    def __init__(self, problem: str, *, seen: str, allowed: str, remedy: str, code: str = "") -> None:
        """Keep the texts; `code` is a dotted word such as `study.empty`, for whom the texts are not enough."""
        super().__init__(problem)
        self.problem = problem
        self.seen = seen
        self.allowed = allowed
        self.remedy = remedy
        self.code = code

    def about(self, what: str) -> Self:
        """Return the same problem beginning with what it concerns, as a case's name."""
        return type(self)(
            f"{what}: {self.problem}", seen=self.seen, allowed=self.allowed, remedy=self.remedy, code=self.code
        )

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[type[Self], dict[str, str]]]:
        """Travel between processes with all texts: an exception's own way takes the first alone."""
        texts = {name: getattr(self, name) for name in ("problem", "seen", "allowed", "remedy", "code")}
        return _again, (type(self), texts)

    def __str__(self) -> str:
        """Return the problem and its three answers on one line."""
        return f"{self.problem} (seen: {self.seen}; allowed: {self.allowed}; remedy: {self.remedy})"


class FileFormatError(NeuroInsightError):
    """A file cannot be read, or is not what its name says."""


class GridError(NeuroInsightError):
    """Arrays that must share a grid do not."""


class StudyError(NeuroInsightError):
    """The images of a patient cannot be analyzed."""


class LabelError(NeuroInsightError):
    """A label map holds numbers that its scheme does not know."""


class DatasetError(NeuroInsightError):
    """A folder of cases, or a split of them, is not usable."""


class RecipeError(NeuroInsightError):
    """A training recipe or a run is not usable."""


class ModelError(NeuroInsightError):
    """A model bundle is missing, damaged or not fit for the study."""


class ReportError(NeuroInsightError):
    """A reading, or the report made of it, contradicts itself."""


class OutputError(NeuroInsightError):
    """Results cannot be written where they are asked for."""


class WorkerError(NeuroInsightError):
    """The processes or machines that are to compute cannot be had, or were lost."""


_Kind = TypeVar("_Kind", bound=NeuroInsightError)


def _again(kind: type[_Kind], texts: dict[str, str]) -> _Kind:
    return kind(**texts)


def explained(error: Exception) -> NeuroInsightError:
    """Return the problem that an error stands for, whoever raised it: the machine's limits, or a defect of ours."""
    if isinstance(error, NeuroInsightError):
        return error
    kind = type(error).__name__
    said = " ".join(str(error).split())[:_LONGEST_SAYING]
    if isinstance(error, MemoryError) or any(sign in said.lower() for sign in _SIGNS_OF_MEMORY):
        return NeuroInsightError(
            "The memory does not suffice",
            seen=f"{kind}: {said}" if said else kind,
            allowed="what fits into the free memory of this machine, and into the limits set on it",
            remedy="close other programs, raise the limit, or use a machine with more memory",
            code="system.memory",
        )
    if isinstance(error, OSError):
        return NeuroInsightError(
            "The system refused a file or a folder",
            seen=": ".join(str(part) for part in (error.filename, error.strerror or kind) if part),
            allowed="paths that exist, where you may read or write, with free space",
            remedy="check the paths of this call, your permissions, the free space, and that of the temporary folder",
            code="system.refused",
        )
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f" ({last.tb_frame.f_code.co_filename}, line {last.tb_lineno})" if last else ""
    return NeuroInsightError(
        "The program met something that it was not made for",
        seen=f"{kind}: {said}{where}",
        allowed="images and files as the documentation describes them",
        remedy="look for what is unusual in this input; if nothing is, report this as a defect",
        code="system.unforeseen",
    )
