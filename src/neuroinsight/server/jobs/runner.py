"""Does the jobs: claims one, has a worker execute it, and settles what came of it, one thread for each worker."""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from sqlalchemy.orm import Session

from neuroinsight.analysis.work import Canceled, ModelChoice
from neuroinsight.analysis.workers import Workers, local_workers, workers_at
from neuroinsight.core.errors import WorkerError, explained
from neuroinsight.core.findings import Declared
from neuroinsight.core.progress import Progress
from neuroinsight.server.choices import chosen
from neuroinsight.server.images import images_of
from neuroinsight.server.jobs import queue
from neuroinsight.server.jobs.expected import expected_seconds, whole_fraction
from neuroinsight.server.jobs.news import tell_job, tell_study, tell_waiting
from neuroinsight.server.jobs.work import GIVEN, ToAnalyze, analyze_study
from neuroinsight.server.problems import problem_of
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Job, JobState, Review, Study, Version, VersionKind
from neuroinsight.server.versions import Making, adopt_version, versions_of

_LOG = logging.getLogger("neuroinsight.server.jobs")
_LOOK_EVERY_S = 2.0  # for work that another part of the program queued without ringing
_TELL_EVERY_S = 0.3
_AGAIN_AFTER_S = 5.0


class Runner:
    """The threads that do jobs; a context, at whose end what runs waits again for the next server."""

    def __init__(self, services: Services, start: Callable[[], Workers] | None = None) -> None:
        """`start` makes the workers; by default those that the settings ask for."""
        self._services = services
        self._start = start or (lambda: start_workers(services))
        self._name = new_id()
        self._closing = threading.Event()
        self._workers: Workers | None = None
        self._opener = threading.Thread(target=self._open, name="jobs", daemon=True)
        self._lanes: list[threading.Thread] = []

    def __enter__(self) -> Self:
        """Take up what an earlier server left, and begin; requests need not wait for the workers."""
        left = queue.take_up(self._services)
        if left:
            _LOG.info("%d jobs of a server that ended were taken up", left)
        self._opener.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what runs, and end the workers."""
        self._closing.set()
        for stop in list(self._services.bench.stops.values()):
            stop.set()
        self._services.bench.bell.set()
        self._opener.join()
        for lane in self._lanes:
            lane.join()
        if self._workers is not None:
            self._workers.__exit__()

    def _open(self) -> None:
        """Have workers, and as many lanes; where none can be had, try until they can."""
        while self._workers is None and not self._closing.is_set():
            try:
                self._workers = self._start()
            except Exception as error:  # noqa: BLE001 - whatever it is, a later try may have workers
                _LOG.error("no workers: %s", explained(error))
                self._closing.wait(_AGAIN_AFTER_S)
        if self._workers is None:
            return
        self._services.bench.executor = self._workers
        for number in range(self._workers.count):
            lane = threading.Thread(target=self._work, name=f"jobs-{number}", daemon=True)
            self._lanes.append(lane)
            lane.start()

    def _work(self) -> None:
        while not self._closing.is_set():
            try:
                self._services.bench.bell.clear()
                with self._services.database.writing() as session:
                    job = queue.claim(self._services, session, self._name)
                if job is None:
                    self._services.bench.bell.wait(_LOOK_EVERY_S)
                    continue
                self._do(job)
            except Exception:  # noqa: BLE001 - a lane outlives whatever a job brings
                _LOG.exception("a lane of jobs met what it was not made for")
                self._closing.wait(_AGAIN_AFTER_S)

    def _do(self, job: Job) -> None:
        """Do a job, whatever comes of it; the rows say so before the next one is begun."""
        services, stop = self._services, threading.Event()
        services.bench.stops[job.id] = stop
        if self._closing.is_set() or job.cancel_asked_at is not None:
            stop.set()
        folder = services.store.workplace(f"work/{job.id}-{job.attempt}")
        try:
            tell_study(services, job.study_id)
            tell_job(services, job.id)
            tell_waiting(services)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            self._analyze(job, folder, stop)
        except Canceled:
            self._settle(job, self._canceled)
        except WorkerError as error:
            gone = error.code in {"workers.gone", "workers.starting"}
            self._settle(job, self._canceled if gone and self._closing.is_set() else self._failed(error))
        except Exception as error:  # noqa: BLE001 - whatever it was, the row says it in words
            _LOG.info("job %s failed: %s", job.id, type(error).__name__)
            self._settle(job, self._failed(error))
        finally:
            services.bench.stops.pop(job.id, None)
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(Exception):
                tell_study(services, job.study_id)
                tell_job(services, job.id)

    def _analyze(self, job: Job, folder: Path, stop: threading.Event) -> None:
        services = self._services
        with services.database.reading() as session:
            study = session.get_one(Study, job.study_id)
            clock = _Clock(services, job, expected_seconds(session))
            model = ModelChoice(name_or_path=chosen(services, session).model)
        images = images_of(services, study)
        given = ToAnalyze(
            folder=folder,
            study_id=study.id,
            patient=study.patient,
            exam_date=study.exam_date,
            declared=Declared(treated=study.treated, age_years=study.age_years, steroids=study.steroids),
            images=images,
            time=services.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        )
        author = services.bench.required().run(analyze_study, given, hear=clock.hear, stop=stop, model=model)

        if (folder / GIVEN).is_dir():
            with services.database.reading() as session:
                is_kept = any(one.kind == VersionKind.GIVEN for one in versions_of(session, study.id))
            mask = images.mask.name if images.mask else ""
            if not is_kept:  # by a try that was broken off after this
                adopt_version(services, study.id, folder / GIVEN, Making(kind=VersionKind.GIVEN, author=mask))
            shutil.rmtree(folder / GIVEN)

        def done(session: Session, study: Study, _: Version) -> None:
            row = session.get_one(Job, job.id)
            row.stages, row.fraction = clock.over(), 1.0
            queue.end(services, session, row, JobState.DONE)
            study.review = Review.AI

        adopt_version(services, study.id, folder, Making(kind=VersionKind.AUTOMATIC, author=author), within=done)

    def _settle(self, job: Job, how: Callable[[Session, Job], None]) -> None:
        """Say in the rows what came of a job; where they cannot be written, as on a full disk, until they can."""
        while True:
            try:
                with self._services.database.writing() as session:
                    row = session.get(Job, job.id)
                    if row is not None and row.state == JobState.RUNNING and row.claimed_by == self._name:
                        how(session, row)
            except Exception:  # noqa: BLE001 - a lane outlives whatever a job brings
                _LOG.exception("what came of job %s cannot be written", job.id)
                if self._closing.wait(_AGAIN_AFTER_S):
                    return  # the next server takes it up
            else:
                return

    def _canceled(self, session: Session, job: Job) -> None:
        if job.cancel_asked_at is None:  # the server ends in order: this try does not count
            job.attempt -= 1
            queue.put_back(self._services, session, job)
        else:
            queue.end(self._services, session, job, JobState.CANCELED)

    def _failed(self, error: Exception) -> Callable[[Session, Job], None]:
        def settle(session: Session, job: Job) -> None:
            queue.end(self._services, session, job, JobState.FAILED, problem=problem_of(error))

        return settle


class _Clock:
    """Listens to the stages of one job and writes them into its row, not more often than a page can show."""

    def __init__(self, services: Services, job: Job, expected: dict[str, float]) -> None:
        self._services, self._job, self._expected = services, job, expected
        self._stage, self._since_s, self._told_s = "", time.monotonic(), 0.0
        self._stages: list[dict[str, str | float]] = []

    def hear(self, progress: Progress) -> None:
        if progress.stage not in self._expected:
            return
        now_s, is_new = time.monotonic(), progress.stage != self._stage
        if is_new:
            self._stages = self.over()
            self._stage, self._since_s = progress.stage, now_s
        if not is_new and now_s - self._told_s < _TELL_EVERY_S:
            return
        self._told_s = now_s
        with self._services.database.writing() as session:
            row = session.get_one(Job, self._job.id)
            row.stage, row.stages = progress.stage, list(self._stages)
            row.fraction = whole_fraction(progress.stage, progress.fraction, self._expected)
            if row.cancel_asked_at is not None:
                self._services.bench.stop(row.id)
        tell_job(self._services, self._job.id)

    def over(self) -> list[dict[str, str | float]]:
        """Return the stages that are over, counting the one that is at work."""
        if not self._stage:
            return []
        seconds = round(time.monotonic() - self._since_s, 2)
        return [*self._stages, {"stage": self._stage, "seconds": seconds}]


def start_workers(services: Services) -> Workers:
    """Return the workers that the settings ask for.

    Raises:
        WorkerError: They cannot be had.
    """
    settings = services.settings
    with services.database.reading() as session:
        choice = ModelChoice(name_or_path=chosen(services, session).model)
    if settings.scheduler is not None:
        return workers_at(settings.scheduler, choice)
    scratch = settings.data_dir.absolute() / "work"
    return local_workers(choice, count=settings.workers, scratch=scratch)
