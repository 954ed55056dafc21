"""The parent's side of the child process: asks, waits so long and no longer, and says in words when the child died."""

import contextlib
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.sequences import Sequence
from neuroinsight.io.content import printable
from neuroinsight.preprocess.plan import Plan
from neuroinsight.server.intake.child import (
    LOOKS,
    QUESTIONS,
    UNPACKED,
    VERDICTS,
    Ask,
    LookAt,
    Question,
    Unpack,
    Unpacked,
)
from neuroinsight.server.intake.door import Mask
from neuroinsight.server.intake.values import Kind, Limits, Look, Told, Verdict

_MODULE = "neuroinsight.server.intake.child"
_IDLE_S = 60.0  # until the child, which keeps some 120 MB, is sent home
_QUESTIONS = 200  # until it is replaced
_SECONDS_PER_GB = 60.0  # more for unpacking, by the size of the zip
_T = TypeVar("_T")


@dataclass(slots=True, kw_only=True)
class Examiner:
    """Foreign files are shown to a child process, one at a time; it starts when it is needed and stays a minute."""

    limits: Limits = field(default_factory=Limits)
    command: tuple[str, ...] = (sys.executable, "-m", _MODULE)
    idle_s: float = _IDLE_S
    _child: "subprocess.Popen[bytes] | None" = None
    _asked: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _leave: threading.Timer | None = None

    def look_at(self, path: Path, name: str) -> Look:
        """Return what a file is; a file whose reading breaks or outlasts the limits is refused in words."""
        found = self._ask(LookAt(path=path, name=name), LOOKS, about=name, seconds=self.limits.seconds)
        return Look(kind=Kind.DAMAGED, refused=found) if isinstance(found, Told) else found

    def ask(self, images: dict[Sequence, Path], plan: Plan, mask: Mask | None = None) -> Verdict:
        """Return what the library's door says to these images together."""
        question = Ask(images=images, plan=plan, mask=mask)
        found = self._ask(question, VERDICTS, about="the images together", seconds=2 * self.limits.seconds)
        return Verdict(refused=found) if isinstance(found, Told) else found

    def unpack(self, archive: Path, name: str, into: Path) -> Unpacked:
        """Unpack a zip into a folder, the members called 0, 1, …; refused in words where it cannot be."""
        seconds = self.limits.seconds + _SECONDS_PER_GB * archive.stat().st_size / 1e9
        question = Unpack(path=archive, name=name, into=into, limits=self.limits)
        found = self._ask(question, UNPACKED, about=name, seconds=seconds)
        return Unpacked(refused=found) if isinstance(found, Told) else found

    def close(self) -> None:
        """Send the child home."""
        with self._turn:
            self._dismiss()

    def _ask(self, question: Question, kind: TypeAdapter[_T], *, about: str, seconds: float) -> _T | Told:
        line = QUESTIONS.dump_json(question) + b"\n"
        with self._turn:
            child = self._present()
            late = threading.Event()
            clock = threading.Timer(seconds, _stop, (child, late))
            clock.daemon = True
            clock.start()
            try:
                said = _exchange(child, line)
            finally:
                clock.cancel()
            try:
                return kind.validate_json(said)
            except ValidationError:  # nothing, or half a line: it died in the middle
                return self._died(child, about, was_late=late.is_set(), seconds=seconds)
            finally:
                self._stay_a_while()

    def _present(self) -> "subprocess.Popen[bytes]":
        if self._child is not None and (self._asked >= _QUESTIONS or self._child.poll() is not None):
            self._dismiss()
        if self._child is None:
            self._child = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
                [*self.command, str(self.limits.memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # names of files, of which logs must not know
            )
            self._asked = 0
        self._asked += 1
        return self._child

    def _died(self, child: "subprocess.Popen[bytes]", about: str, *, was_late: bool, seconds: float) -> Told:
        self._dismiss()
        ended = f"the reader ended with {child.returncode}"
        seen = f"reading took longer than {seconds:.0f} s" if was_late else f"{ended}: broken or endless content"
        return Told.of(
            FileFormatError(
                f"{printable(about)} could not be examined",
                seen=seen,
                allowed=f"files that {seconds:.0f} s and {self.limits.memory_bytes / 1e9:.0f} GB of memory suffice for",
                remedy="convert the images again from their DICOM files; if they are only very large, reduce them",
                code="upload.reader_died",
            )
        )

    def _stay_a_while(self) -> None:
        if self._leave is not None:
            self._leave.cancel()
        self._leave = threading.Timer(self.idle_s, self.close)
        self._leave.daemon = True
        self._leave.start()

    def _dismiss(self) -> None:
        if self._leave is not None:
            self._leave.cancel()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):  # a question that nobody hears any more
                        stream.close()
            self._child = None


def _stop(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _exchange(child: "subprocess.Popen[bytes]", line: bytes) -> bytes:
    if child.stdin is None or child.stdout is None:
        return b""
    try:
        child.stdin.write(line)
        child.stdin.flush()
        return child.stdout.readline()
    except OSError:  # it is gone
        return b""
