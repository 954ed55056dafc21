"""Where a run comes from: `run.json` in its folder, which tells how it was started, on what, by which versions."""

import platform
import time
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from neuroinsight.core.errors import RecipeError
from neuroinsight.core.version import VERSION
from neuroinsight.io.atomic import write_file
from neuroinsight.training.checkpoint import Position
from neuroinsight.training.processor import ProcessorClock

FILE = "run.json"
Ended = Literal["running", "finished", "stopped early", "interrupted", "failed"]  # running: or killed
_LIBRARIES = ("torch", "numpy", "accelerate", "monai")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Origin(_Strict):
    """How a run was started: enough to go on with it. Paths are absolute; nothing of this enters the model."""

    data: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    cache: str | None = None  # None: the run's own
    start_from: str | None = None
    workers: int = 0
    device: str = "auto"
    command: tuple[str, ...] = ()
    started: str = ""  # ISO 8601, said by who started it


class Session(_Strict):
    """One stretch of a run, from its start or continuation to its end."""

    command: tuple[str, ...]
    started: str
    versions: Mapping[str, str]
    system: str
    device: str
    precision: str
    threads: int
    processes: int
    parameters: int  # trainable ones, of the network
    from_epoch: int  # counted from 0, as in the log
    from_batch: int
    to_epoch: int = 0
    to_batch: int = 0
    duration_s: float = 0.0  # by the clock on the wall
    processor_s: float = 0.0  # of the processor, by the threads: what the session has really computed for
    ended: Ended = "running"


class RunFile(_Strict):
    """The content of `run.json`."""

    format: Literal[1] = 1
    origin: Origin
    cases: Mapping[str, str]  # key -> digest of its files
    notices: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)  # key -> what the input checks noticed
    sessions: Sequence[Session] = ()

    @property
    def duration_s(self) -> float:
        """Seconds by the clock on the wall, of all sessions."""
        return sum(session.duration_s for session in self.sessions)

    @property
    def processor_s(self) -> float:
        """Seconds of the processor by the threads, of all sessions."""
        return sum(session.processor_s for session in self.sessions)


def read_run_file(run: Path) -> RunFile | None:
    """Return what a run remembers of itself; None for a run that was made before runs did.

    Raises:
        RecipeError: The file is damaged.
    """
    try:
        return RunFile.model_validate_json((run / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise RecipeError(
            "The run does not say how it was started",
            seen=f"{FILE}: {str(error).splitlines()[0]}",
            allowed=f"the {FILE} that the run has written",
            remedy=f"remove {FILE} and name the data folders again",
            code="training.damaged_run_file",
        ) from error


def versions() -> dict[str, str]:
    """Return the versions of what a run's numbers depend on."""
    ours = {"neuroinsight": VERSION, "python": platform.python_version()}
    return ours | {name: metadata.version(name) for name in _LIBRARIES}


def require_same_files(begun: RunFile, now: Mapping[str, str]) -> None:
    """Refuse to go on with other files than the run has begun with; `now` maps cases to digests.

    Raises:
        RecipeError: A case's images or labels have changed.
    """
    changed = sorted(case for case, digest in now.items() if begun.cases.get(case, digest) != digest)
    if changed:
        raise RecipeError(
            "Files have changed since the run began",
            seen=", ".join(changed[:5]) + (f" and {len(changed) - 5} more" if len(changed) > 5 else ""),  # noqa: PLR2004
            allowed="the images and labels that the run began with",
            remedy="put the former files back, or start a new run",
            code="training.changed_files",
        )


class Diary:
    """Keeps `run.json` up to date while a session lasts."""

    def __init__(self, run: Path, content: RunFile, session: Session) -> None:
        self._run, self._content, self._session = run, content, session
        self._began, self._processor = time.monotonic(), ProcessorClock()

    def note(self, position: Position, ended: Ended) -> None:
        """Write how far the session has come, and how it ended."""
        duration_s = round(time.monotonic() - self._began, 1)
        processor_s = round(self._processor.seconds, 1)
        update = {
            "to_epoch": position.epoch,
            "to_batch": position.batch,
            "ended": ended,
            "duration_s": duration_s,
            "processor_s": processor_s,
        }
        sessions = (*self._content.sessions, self._session.model_copy(update=update))
        content = self._content.model_copy(update={"sessions": sessions})
        write_file(self._run / FILE, content.model_dump_json(indent=1).encode() + b"\n")
