"""Processes that analyze: workers of this machine with the model resident, or those of a Dask scheduler.

Dask hands the work out and notices who died; what was asked, and what came of it, is the caller's to remember. Studies
travel as paths: all workers see the same files. A worker computes one case at a time.
"""

import logging
import os
import queue
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Generic, Self, TypeVar

from neuroinsight.analysis.work import Answer, Call, Canceled, ModelChoice, Work
from neuroinsight.core.errors import WorkerError
from neuroinsight.core.progress import Progress

try:
    import dask.config
    from distributed import Client, Event, Future, KilledWorker, LocalCluster

    from neuroinsight.analysis.resident import Resident, plugin_name, work_on
except ModuleNotFoundError as error:
    raise WorkerError(
        "Several workers need a library that is not installed",
        seen=f"no module {error.name}",
        allowed="an installation with the extra named server",
        remedy="install it from the folder of the source code, or analyze without workers",
        code="workers.libraries",
    ) from error

Given = TypeVar("Given")
Made = TypeVar("Made")
_TICK_S = 0.05
_PATIENCE_S = 3.0  # a step of the work is shorter; whoever does not stop in this time is stopped
_CONNECT_S, _RESTART_S, _START_S = 10, 60, 120
_AHEAD = 4  # cases waiting at a scheduler for each of its workers, so that one that joins finds some


class Workers:
    """Workers that analyze; a context, at whose end those of this machine are gone.

    Safe to use from several threads, one `run` in each.
    """

    def __init__(self, client: Client, choice: ModelChoice, closing: ExitStack, count: int, *, ahead: int = 1) -> None:
        """Made by `local_workers` and `workers_at`."""
        self.count = count  # of processes
        self.lanes = ahead * count  # how many calls of `run` are worth making at a time
        self._client, self._choice, self._closing = client, choice, closing
        self._known = {choice}

    def __enter__(self) -> Self:
        """Return the workers."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the scheduler, and end the workers that were started here."""
        self._closing.close()

    @property
    def address(self) -> str:
        """Where their scheduler is reached."""
        return str(self._client.scheduler_info(n_workers=0)["address"])

    @property
    def processes(self) -> tuple[int, ...]:
        """The process ids of the workers that are alive."""
        return tuple(self._client.run(os.getpid).values())

    def run(
        self,
        work: Work[Given, Made],
        given: Given,
        *,
        hear: Callable[[Progress], None] = lambda _: None,
        stop: threading.Event | None = None,
        model: ModelChoice | None = None,
    ) -> Made:
        """Have a worker do the work, and return what it made; `hear` is called in this thread.

        When `stop` is set, the work is asked to stop at its next step; if it does not, its process is ended. Work whose
        process was killed is done once again.

        Raises:
            Canceled: `stop` was set, and nothing more is done.
            NeuroInsightError: What the work raised.
            WorkerError: Two processes that did it were killed, or the scheduler is gone.
        """
        stop, choice = stop or threading.Event(), model or self._choice
        if choice not in self._known:
            _take_model(self._client, choice)
            self._known.add(choice)
        for _ in range(2):
            answer = _Call(self._client, work, given, choice).wait(hear, stop)
            if answer is not None:
                return answer.opened()
        raise WorkerError(
            "The process that worked on this was killed twice",
            seen="a worker that ended in the middle of the work",
            allowed="workers that live until a case is done",
            remedy="see whether the memory suffices: the system ends what takes too much of it",
            code="workers.killed",
        )


def local_workers(choice: ModelChoice, *, count: int = 1, scratch: Path | None = None) -> Workers:
    """Start worker processes on this machine, each with its share of the processor, reached by nobody else.

    `scratch` is a folder for what Dask puts down, else the system's temporary one.

    Raises:
        WorkerError: They do not start.
    """
    threads = max(1, (os.cpu_count() or 1) // count)
    with ExitStack() as closing, _started(f"{count} on this machine"):
        names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
        # In place of all that Dask sets: its MALLOC_TRIM_THRESHOLD_ doubled the time of a study (27 s of CPU for 15 s).
        # Passive threads sleep while they wait for each other: spinning took 13 to 22 s on a busy machine, for 9 s.
        environment = {**dict.fromkeys(names, threads), "OMP_WAIT_POLICY": "passive"}
        # a killed worker's work is told at once: whether it is done again is decided here
        settings = {
            "distributed.scheduler.allowed-failures": 0,
            "distributed.nanny.pre-spawn-environ": environment,
            "distributed.scheduler.http.routes": [],  # nothing is shown to a browser
            "distributed.worker.http.routes": [],
        }
        with dask.config.set(settings), _undisturbed():
            cluster = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},  # else it asks for 8787
                memory_limit=0,  # else the worker's keeper kills it when torch takes what it needs
                silence_logs=logging.CRITICAL,
                local_directory=None if scratch is None else str(scratch),
            )
            closing.callback(cluster.close, timeout=_CONNECT_S)
            client = Client(cluster, set_as_default=False)
        closing.callback(client.close, timeout=_CONNECT_S)
        _take_model(client, choice)
        return Workers(client, choice, closing.pop_all(), count)


def workers_at(scheduler: str, choice: ModelChoice) -> Workers:
    """Join a Dask scheduler, as in `tcp://10.0.0.5:8786`; its workers see the same paths and have the same version.

    Raises:
        WorkerError: Nothing answers there, or it has no worker.
    """
    with ExitStack() as closing, _started(scheduler):
        client = Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
        closing.callback(client.close, timeout=_CONNECT_S)
        client.wait_for_workers(1, timeout=_CONNECT_S)
        _take_model(client, choice)
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        return Workers(client, choice, closing.pop_all(), count, ahead=_AHEAD)


class _Call(Generic[Made]):
    """One try of a piece of work."""

    def __init__(self, client: Client, work: Work[Given, Made], given: Given, choice: ModelChoice) -> None:
        self._client, self._worker = client, ""
        self._name = f"neuroinsight-{secrets.token_hex(8)}"
        self._told: queue.SimpleQueue[tuple[str, Progress]] = queue.SimpleQueue()
        self._event = Event(self._name, client=client)
        client.subscribe_topic(self._name, self._note)
        call = Call(name=self._name, model=choice)
        self._future: Future[Answer[Made]] = client.submit(work_on, work, given, call, key=self._name, pure=False)

    def wait(self, hear: Callable[[Progress], None], stop: threading.Event) -> Answer[Made] | None:
        """Return the answer, or None if the process that worked on it was killed.

        Raises:
            Canceled: `stop` was set, and the work has ended.
            WorkerError: The scheduler is gone, or Dask failed.
        """
        try:
            while not self._future.done():
                self._hear(hear)
                if stop.is_set():
                    self._cancel()
                    raise Canceled
            self._hear(hear, wait_s=0)
            if self._future.status == "finished":
                return self._future.result()
            if stop.is_set():
                raise Canceled
            if self._future.status == "error" and isinstance(self._future.exception(), KilledWorker):
                return None
            raise _gone(self._future)
        except (KeyboardInterrupt, SystemExit):
            self._cancel()
            raise
        finally:
            self._client.unsubscribe_topic(self._name)
            self._event.clear()
            self._future.release()

    def _cancel(self) -> None:
        """Ask the work to stop, then end its process; returns when nothing works on it any more."""
        self._event.set()
        until_s = time.monotonic() + _PATIENCE_S
        while not self._future.done() and time.monotonic() < until_s:
            self._hear(lambda _: None)
            if not self._worker:
                self._future.cancel()  # it waits for a worker; if one takes it in this moment, the event ends it
        if self._worker and not self._future.done():
            self._client.restart_workers([self._worker], timeout=_RESTART_S, raise_for_error=False)

    def _hear(self, hear: Callable[[Progress], None], *, wait_s: float = _TICK_S) -> None:
        while True:
            try:
                self._worker, progress = self._told.get(timeout=wait_s) if wait_s else self._told.get_nowait()
            except queue.Empty:
                return
            hear(progress)
            wait_s = 0

    def _note(self, event: tuple[float, dict[str, object]]) -> None:
        _, told = event
        progress = Progress(stage=str(told["stage"]), fraction=float(str(told["fraction"])))
        self._told.put((str(told["worker"]), progress))


def _take_model(client: Client, choice: ModelChoice) -> None:
    client.register_plugin(Resident(choice), name=plugin_name(choice))


def _gone(future: "Future[Answer[Made]]") -> WorkerError:
    said = future.exception() if future.status == "error" else future.status
    return WorkerError(
        "The workers are out of reach",
        seen=str(said),
        allowed="a scheduler that lives until the work is done",
        remedy="see whether the scheduler runs, and start the work again",
        code="workers.gone",
    )


@contextmanager
def _started(where: str) -> Iterator[None]:
    try:
        yield
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        raise WorkerError(
            "There are no workers",
            seen=f"{where}: {' '.join(str(error).split()) or type(error).__name__}",
            allowed="a Dask scheduler that answers, with at least one worker",
            remedy="see whether the scheduler and its workers run, and whether the address is right",
            code="workers.none",
        ) from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes that a Ctrl-C at the terminal does not reach: their parent stops them, in order."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # its start would let the signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
