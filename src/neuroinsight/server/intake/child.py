"""The child process in which foreign files are opened: one question a line on standard input, one answer a line back.

It has a limit on memory, no way to the database, and may be killed at any moment: nothing is lost with it.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import TypeAdapter

from neuroinsight.core.errors import NeuroInsightError, explained
from neuroinsight.core.sequences import Sequence
from neuroinsight.preprocess.plan import Plan
from neuroinsight.server.intake.archive import Member, unpack
from neuroinsight.server.intake.door import Mask, ask
from neuroinsight.server.intake.look import look_at
from neuroinsight.server.intake.values import Limits, Look, Told, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAt:
    """What is in this file?"""

    path: Path
    name: str
    do: Literal["look"] = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Would these images be analyzed together?"""

    images: Mapping[Sequence, Path]
    plan: Plan
    mask: Mask | None = None
    do: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpack:
    """Unpack this zip into a folder, the members numbered from 0."""

    path: Path
    name: str
    into: Path
    limits: Limits
    do: Literal["unpack"] = "unpack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The members in order, or why there are none."""

    members: tuple[Member, ...] = ()
    refused: Told | None = None


Question = LookAt | Ask | Unpack
Answer = Look | Verdict | Unpacked
QUESTIONS: TypeAdapter[Question] = TypeAdapter(Question)
LOOKS: TypeAdapter[Look] = TypeAdapter(Look)
VERDICTS: TypeAdapter[Verdict] = TypeAdapter(Verdict)
UNPACKED: TypeAdapter[Unpacked] = TypeAdapter(Unpacked)


def answer(question: Question) -> bytes:
    """Return the answer to a question as JSON on one line."""
    match question:
        case LookAt():
            return LOOKS.dump_json(look_at(question.path, question.name))
        case Ask():
            return VERDICTS.dump_json(ask(question.images, question.plan, question.mask))
        case Unpack():
            return UNPACKED.dump_json(_unpacked(question))


def _unpacked(question: Unpack) -> Unpacked:
    numbers = iter(range(question.limits.members + 1))

    @contextmanager
    def new(_: str) -> Iterator[BinaryIO]:
        with (question.into / str(next(numbers))).open("xb") as file:
            yield file

    try:
        return Unpacked(members=tuple(unpack(question.path, question.name, new, question.limits)))
    except (NeuroInsightError, MemoryError) as error:
        return Unpacked(refused=Told.of(explained(error)))


def serve(memory_bytes: int) -> None:
    """Answer questions until standard input ends."""
    limit_memory(memory_bytes)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
    for line in sys.stdin.buffer:
        answers.write(answer(QUESTIONS.validate_json(line)) + b"\n")
        answers.flush()


def limit_memory(memory_bytes: int) -> None:
    """Let this process have so many bytes of addresses at most, and leave no core behind; Windows has no such limit."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
