"""Which work is next: fair between people, claimed once, told to whoever waits."""

from collections import Counter
from datetime import UTC, datetime
from http import HTTPStatus

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from neuroinsight.server import audit
from neuroinsight.server.problems import Problem, RefusedError
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Job, JobState, Status, Study, User

ANALYZE = "analyze"
OPEN = (JobState.QUEUED, JobState.RUNNING)
MOST_ATTEMPTS = 2  # a server that dies in the middle takes its work up again once
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def add_job(services: Services, session: Session, study: Study, by: User) -> Job:
    """Queue work on a study.

    Raises:
        RefusedError: Such work waits or runs already, or the study has a result.
    """
    row = session.get_one(Study, study.id, with_for_update=True)
    open_job = session.scalar(select(Job.id).where(Job.study_id == row.id, Job.state.in_(OPEN)))
    if open_job is not None or row.status == Status.DONE:
        raise RefusedError(
            "This study is analyzed already",
            status=HTTPStatus.CONFLICT,
            seen=f"a study that is {row.status}",
            allowed="studies without a result, and without an analysis that waits or runs",
            remedy="open its result, or cancel the analysis that runs",
            code="job.exists",
        )
    at = services.now()
    job = Job(
        id=new_id(),
        study_id=row.id,
        owner_id=row.owner_id,
        kind=ANALYZE,
        state=JobState.QUEUED,
        attempt=0,
        fraction=0.0,
        stages=[],
        created_at=at,
    )
    session.add(job)
    row.status, row.problem, row.changed_at = Status.QUEUED, None, at
    session.flush()
    audit.record(session, at=at, by=by, action="job.queued", object_id=row.id, details={"job": job.id})
    return job


def claim(services: Services, session: Session, by: str) -> Job | None:
    """Take the next job in one statement, so that nobody else has it too; None if nothing waits.

    The person with the fewest running jobs comes first, then who waited longest since theirs was begun.
    """
    of_owner = (
        select(
            Job.owner_id,
            func.sum(case((Job.state == JobState.RUNNING, 1), else_=0)).label("running"),
            func.coalesce(func.max(Job.started_at), _LONG_AGO).label("begun_at"),
        )
        .group_by(Job.owner_id)
        .subquery()
    )
    following = (
        select(Job.id)
        .join(of_owner, of_owner.c.owner_id == Job.owner_id)
        .where(Job.state == JobState.QUEUED)
        .order_by(of_owner.c.running, of_owner.c.begun_at, Job.created_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Job)
        .scalar_subquery()
    )
    at = services.now()
    claimed = session.scalar(
        update(Job)
        .where(Job.id == following, Job.state == JobState.QUEUED)
        .values(state=JobState.RUNNING, claimed_by=by, attempt=Job.attempt + 1, started_at=at, stages=[], fraction=0.0)
        .returning(Job.id)
    )
    if claimed is None:
        return None
    job = session.get_one(Job, claimed, populate_existing=True)
    study = session.get_one(Study, job.study_id)
    study.status, study.changed_at = Status.RUNNING, at
    return job


def places(session: Session) -> dict[str, int]:
    """Return the place of each waiting job, 1 for the next: what `claim` will do, if nothing else comes."""
    waiting = list(
        session.execute(
            select(Job.id, Job.owner_id).where(Job.state == JobState.QUEUED).order_by(Job.created_at, Job.id)
        )
    )
    if not waiting:
        return {}
    running = Counter(session.scalars(select(Job.owner_id).where(Job.state == JobState.RUNNING)))
    latest = session.execute(select(Job.owner_id, func.max(Job.started_at)).group_by(Job.owner_id))
    begun = {owner: at for owner, at in latest}  # noqa: C416 - rows are no pairs for mypy
    turn = {owner: (running[owner], begun.get(owner) or _LONG_AGO) for _, owner in waiting}
    order: dict[str, int] = {}
    while waiting:
        following = min(range(len(waiting)), key=lambda place: (*turn[waiting[place][1]], place))
        job, owner = waiting.pop(following)
        order[job] = len(order) + 1
        turn[owner] = (turn[owner][0] + 1, turn[owner][1])
    return order


def take_up(services: Services) -> int:
    """Queue again what a server that is gone was working on, and return how many jobs that were.

    What it had begun for the second time is not begun a third time: it may be what ended the server.
    """
    with services.database.writing() as session:
        left = session.scalars(select(Job).where(Job.state == JobState.RUNNING)).all()
        for job in left:
            if job.attempt < MOST_ATTEMPTS:
                put_back(services, session, job)
            else:
                end(services, session, job, JobState.FAILED, problem=_interrupted())
        return len(left)


def put_back(services: Services, session: Session, job: Job) -> None:
    """Let a job wait again, in its old place."""
    job.state, job.claimed_by, job.stage, job.fraction = JobState.QUEUED, None, None, 0.0
    job.started_at, job.stages = None, []
    study = session.get_one(Study, job.study_id)
    study.status, study.changed_at = Status.QUEUED, services.now()


def end(services: Services, session: Session, job: Job, state: JobState, *, problem: Problem | None = None) -> None:
    """End a job, and say so in its study's row."""
    at = services.now()
    job.state, job.ended_at, job.stage = state, at, None
    job.error = None if problem is None else problem.model_dump()
    study = session.get_one(Study, job.study_id)
    study.status = Status(state.value)
    study.problem, study.changed_at = job.error, at
    audit.record(
        session, at=at, by="jobs", action=f"job.{state.value}", object_id=job.study_id, details={"job": job.id}
    )


def ask_to_cancel(services: Services, session: Session, study: Study, by: User) -> Job:
    """Cancel a study's job: at once if it waits, else at its next step.

    Raises:
        RefusedError: None waits or runs.
    """
    job = session.scalar(select(Job).where(Job.study_id == study.id, Job.state.in_(OPEN)).with_for_update())
    if job is None:
        raise RefusedError(
            "There is nothing to cancel",
            status=HTTPStatus.CONFLICT,
            seen="no analysis that waits or runs",
            allowed="analyses that are not over",
            remedy="look at the study",
            code="job.none",
        )
    audit.record(session, at=services.now(), by=by, action="job.cancel", object_id=study.id, details={"job": job.id})
    job.cancel_asked_at = services.now()
    if job.state == JobState.QUEUED:
        end(services, session, job, JobState.CANCELED)
    return job


def newest_job(session: Session, study: Study) -> Job | None:
    """Return the latest job of a study, over or not."""
    return session.scalar(select(Job).where(Job.study_id == study.id).order_by(Job.created_at.desc(), Job.id).limit(1))


def _interrupted() -> Problem:
    return Problem(
        code="job.interrupted",
        problem="The analysis was interrupted twice",
        seen="a server that ended in the middle of it",
        allowed="a server that lives until the analysis is done",
        remedy="start it again; if that repeats, see whether the memory of the machine suffices",
    )
