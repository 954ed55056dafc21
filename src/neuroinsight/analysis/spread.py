"""Cases on other processes: the same files as without them, told in the order in which the cases were named."""

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from neuroinsight.analysis.batch import Finished, Outcome, outcome_of, require_own_folders, run_one
from neuroinsight.analysis.outputs import Output
from neuroinsight.analysis.requests import Request
from neuroinsight.analysis.work import Canceled, Tell
from neuroinsight.analysis.workers import Workers
from neuroinsight.core.errors import NeuroInsightError, WorkerError
from neuroinsight.core.progress import Progress
from neuroinsight.inference.segmenter import Segmenter
from neuroinsight.io.atomic import held, require_free


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A case for a worker: what `run_one` takes beside the model."""

    request: Request
    folder: Path
    output: Output


def run_given(model: Segmenter, given: Given, tell: Tell) -> Finished:
    """Run a case in a worker process."""
    return run_one(given.request, model, given.folder, output=given.output, progress=tell)


def run_one_on(
    workers: Workers,
    request: Request,
    folder: Path,
    *,
    output: Output = Output(),  # noqa: B008 - frozen
    progress: Callable[[Progress], None] = lambda _: None,
    stop: threading.Event | None = None,
) -> Finished:
    """Do on a worker what `run_one` does here.

    Raises:
        Canceled: `stop` was set; nothing is left behind.
        NeuroInsightError: As `run_one`, or the workers were lost.
    """
    given = Given(request=_absolute(request), folder=folder.absolute(), output=output)
    try:
        return workers.run(run_given, given, hear=progress, stop=stop)
    except (Canceled, WorkerError, KeyboardInterrupt, SystemExit):
        with suppress(NeuroInsightError), held(folder):
            pass  # whoever holds a folder clears what a killed process left beside it
        raise


def run_many_on(
    workers: Workers,
    requests: Iterable[Request],
    out: Path,
    *,
    output: Output = Output(),  # noqa: B008 - frozen
) -> Generator[Outcome]:
    """Analyze cases on workers into `out/<name>`, and yield what became of each, in the order of the requests.

    Whoever closes the generator stops the cases that are at work.

    Raises:
        StudyError: Two cases would be written to one folder.
        OutputError: Another process writes there, or the place cannot be written.
    """
    requests, stop = tuple(requests), threading.Event()
    require_free(out, overwrite=True)
    with held(out) as place, ThreadPoolExecutor(workers.lanes) as lanes:
        require_own_folders(requests, place)

        def run(request: Request, folder: Path) -> Finished:
            return run_one_on(workers, request, folder, output=output, stop=stop)

        waiting = [lanes.submit(outcome_of, request, out, run) for request in requests]
        try:
            while waiting:
                yield waiting.pop(0).result()
        finally:
            stop.set()
            lanes.shutdown(cancel_futures=True)


def _absolute(request: Request) -> Request:
    """The request with paths that mean the same in another process."""
    if isinstance(request.where, Path):
        return replace(request, where=request.where.absolute())
    return replace(request, where={sequence: path.absolute() for sequence, path in request.where.items()})
