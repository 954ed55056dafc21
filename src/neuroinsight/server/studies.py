"""Studies of a person: found, changed, deleted for a time, removed for good."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from neuroinsight.server import audit
from neuroinsight.server.choices import chosen
from neuroinsight.server.jobs.expected import expected_seconds, seconds_left
from neuroinsight.server.jobs.queue import OPEN, places
from neuroinsight.server.schemas.studies import JobRow, Search, Sort, StudyPage, StudyRow, Waiting
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Job, JobState, Review, Status, Study, User

_COLUMNS: dict[str, Any] = {
    "exam_date": Study.exam_date,
    "created_at": Study.created_at,
    "patient": Study.patient,
    "volume": Study.whole_tumor_ml,
    "grade": Study.hgg_probability,
    "status": Study.status,
}


def add_study(services: Services, session: Session, owner: User, **declared: Any) -> Study:
    """Add and return a study that waits for its files."""
    at = services.now()
    study = Study(id=new_id(), owner_id=owner.id, status=Status.RECEIVING, created_at=at, changed_at=at, **declared)
    session.add(study)
    session.flush()
    audit.record(session, at=at, by=owner, action="study.made", object_id=study.id)
    return study


def search(session: Session, owner: User, wanted: Search) -> StudyPage:
    """Return a page of the studies that `wanted` lets through."""
    mine = (Study.owner_id == owner.id, Study.deleted_at.is_not(None) if wanted.deleted else Study.deleted_at.is_(None))
    chosen = (*mine, *_filters(wanted))
    rows = session.scalars(
        _ordered(select(Study).where(*chosen), wanted.sort)
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    ).all()
    counts = session.execute(
        select(
            func.count(),
            func.count().filter(Study.status == Status.DONE, Study.review == Review.AI),
            func.count().filter(Study.status == Status.DONE, Study.review == Review.PRELIMINARY),
            func.count().filter(Study.status == Status.NEEDS_INPUT),
        ).where(*mine)
    ).one()
    return StudyPage(
        items=rows_of(session, rows, owner),
        total=session.scalar(select(func.count()).where(*chosen)) or 0,
        everything=counts[0],
        waiting=Waiting(review=counts[1], sign=counts[2], input=counts[3]),
    )


def all_found(session: Session, owner: User, wanted: Search) -> Iterable[Study]:
    """Yield every study that `wanted` lets through, in its order, as for a table."""
    mine = (Study.owner_id == owner.id, Study.deleted_at.is_not(None) if wanted.deleted else Study.deleted_at.is_(None))
    return session.scalars(_ordered(select(Study).where(*mine, *_filters(wanted)), wanted.sort)).yield_per(500)


def rows_of(session: Session, studies: Sequence[Study], owner: User) -> list[StudyRow]:
    """Return the studies as the work list shows them, with the job of each that has one at work."""
    jobs = session.scalars(
        select(Job).where(Job.study_id.in_([study.id for study in studies]), Job.state.in_(OPEN))
    ).all()
    of_study = {job.study_id: row for job, row in zip(jobs, job_rows(session, jobs), strict=True)}
    return [StudyRow.of(study, reader=owner.display_name, job=of_study.get(study.id)) for study in studies]


def job_row(session: Session, job: Job) -> JobRow:
    """Return a job as it is shown, with its place while it waits, and the seconds left while it runs."""
    return job_rows(session, [job])[0]


def job_rows(session: Session, jobs: Sequence[Job]) -> list[JobRow]:
    """Return several jobs so; the queue is looked at once for all."""
    waits = any(job.state == JobState.QUEUED for job in jobs)
    runs = any(job.state == JobState.RUNNING for job in jobs)
    place, expected = places(session) if waits else {}, expected_seconds(session) if runs else {}
    return [JobRow.of(job, seconds_left=seconds_left(job, expected), place_in_queue=place.get(job.id)) for job in jobs]


def delete_study(services: Services, session: Session, owner: User, study_id: str) -> Study:
    """Put a study aside; it can be restored for some days."""
    study = session.get_one(Study, study_id)
    study.deleted_at = study.changed_at = services.now()
    audit.record(session, at=services.now(), by=owner, action="study.deleted", object_id=study_id)
    return study


def restore_study(services: Services, session: Session, owner: User, study_id: str) -> Study:
    """Take a study back from where it was put aside."""
    study = session.get_one(Study, study_id)
    study.deleted_at = None
    study.changed_at = services.now()
    audit.record(session, at=services.now(), by=owner, action="study.restored", object_id=study_id)
    return study


def remove_expired(services: Services) -> int:
    """Remove for good what was deleted long enough ago, and return how many studies that were.

    Files go first: what is broken off leaves a row whose next removal finds nothing to remove.
    """
    with services.database.reading() as session:
        before = services.now() - timedelta(days=chosen(services, session).retention_days)
        expired = session.scalars(select(Study.id).where(Study.deleted_at < before)).all()
    for study_id in expired:
        services.store.remove(f"studies/{study_id}")
        with services.database.writing() as session:
            session.delete(session.get_one(Study, study_id))
            audit.record(
                session,
                at=services.now(),
                by="retention",
                action="study.removed",
                object_id=study_id,
            )
    return len(expired)


def _filters(wanted: Search) -> list[ColumnElement[bool]]:
    rules: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (wanted.q or None, lambda: or_(Study.patient.icontains(wanted.q, autoescape=True), Study.id == wanted.q)),
        (wanted.status or None, lambda: Study.status.in_(wanted.status)),
        (wanted.review or None, lambda: Study.review.in_(wanted.review)),
        (wanted.grade, lambda: Study.grade == wanted.grade),
        (wanted.side, lambda: Study.side == wanted.side),
        (wanted.exam_from, lambda: Study.exam_date >= wanted.exam_from),
        (wanted.exam_to, lambda: Study.exam_date <= wanted.exam_to),
        (wanted.volume_from_ml, lambda: Study.whole_tumor_ml >= wanted.volume_from_ml),
        (wanted.volume_to_ml, lambda: Study.whole_tumor_ml <= wanted.volume_to_ml),
    ]
    return [rule() for value, rule in rules if value is not None]


def _ordered(query: Select[Study], sort: Sort) -> Select[Study]:
    """Order a query; where a value is missing, the study stands last either way."""
    column = _COLUMNS[sort.value.lstrip("-")]
    missing = case((column.is_(None), 1), else_=0)
    direction = column.desc() if sort.value.startswith("-") else column.asc()
    return query.order_by(missing, direction, Study.created_at.desc(), Study.id)
