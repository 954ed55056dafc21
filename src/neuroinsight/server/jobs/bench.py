"""What a running server keeps of its work in memory: a bell, what is to stop, and who executes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from neuroinsight.analysis.work import ModelChoice, Work
from neuroinsight.core.errors import WorkerError
from neuroinsight.core.progress import Progress

Given = TypeVar("Given")
Made = TypeVar("Made")


class Executor(Protocol):
    """Who executes work: worker processes, as `neuroinsight.analysis.workers` has them."""

    def run(
        self,
        work: Work[Given, Made],
        given: Given,
        *,
        hear: Callable[[Progress], None] = ...,
        stop: threading.Event | None = None,
        model: ModelChoice | None = None,
    ) -> Made:
        """Do the work and return what it made."""


@dataclass(slots=True)
class Bench:
    """Where jobs are done; the executor is None until the workers are up."""

    executor: Executor | None = None
    bell: threading.Event = field(default_factory=threading.Event)
    stops: dict[str, threading.Event] = field(default_factory=dict)  # by job, while it runs

    def stop(self, job_id: str) -> None:
        """Have a running job stop at its next step."""
        if (stop := self.stops.get(job_id)) is not None:
            stop.set()

    def required(self) -> Executor:
        """Return who executes.

        Raises:
            WorkerError: The workers are not up.
        """
        if self.executor is None:
            raise WorkerError(
                "The workers are not ready",
                seen="a server that has just started, or whose scheduler does not answer",
                allowed="workers that are up",
                remedy="try again in some seconds; if that does not help, ask an administrator",
                code="workers.starting",
            )
        return self.executor
