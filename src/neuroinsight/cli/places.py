"""Where cases are analyzed: in this process, in workers of this machine, or in those of a scheduler."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neuroinsight.analysis.batch import Finished, Outcome, run_many, run_one
from neuroinsight.analysis.outputs import Output
from neuroinsight.analysis.requests import Request
from neuroinsight.analysis.work import ModelChoice
from neuroinsight.core.progress import Progress
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.device import Device
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import shipped_models

if TYPE_CHECKING:
    from neuroinsight.analysis.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The model, its device, and how many processes of this machine or which scheduler's are to run it."""

    model: str
    device: str = "auto"  # of the values of `Device`
    workers: int | None = None
    scheduler: str | None = None

    def one(self, request: Request, out: Path, output: Output, progress: Callable[[Progress], None]) -> Finished:
        """Analyze one case into `out`."""
        model = self._open()
        if self._is_here:
            return run_one(request, model, out, output=output, progress=progress)
        with self._start() as workers:
            from neuroinsight.analysis.spread import run_one_on  # noqa: PLC0415 - of an extra

            return run_one_on(workers, request, out, output=output, progress=progress)

    def many(self, requests: Sequence[Request], out: Path, output: Output) -> Generator[Outcome]:
        """Analyze cases into folders of `out`, and yield what became of each, in their order."""
        model = self._open()
        if self._is_here:
            yield from run_many(requests, model, out, output=output)
            return
        with self._start() as workers:
            from neuroinsight.analysis.spread import run_many_on  # noqa: PLC0415 - of an extra

            with closing(run_many_on(workers, requests, out, output=output)) as outcomes:
                yield from outcomes

    @property
    def _is_here(self) -> bool:
        return self.workers is None and self.scheduler is None

    def _open(self) -> Bundle:
        """The model; a name that is none is told before any process starts."""
        return open_model(self.model, device=Device(self.device))

    def _start(self) -> "Workers":
        from neuroinsight.analysis.workers import local_workers, workers_at  # noqa: PLC0415 - of an extra

        is_shipped = self.model in shipped_models()
        named = self.model if is_shipped else str(Path(self.model).absolute())
        choice = ModelChoice(name_or_path=named, device=self.device)
        return workers_at(self.scheduler, choice) if self.scheduler else local_workers(choice, count=self.workers or 1)
