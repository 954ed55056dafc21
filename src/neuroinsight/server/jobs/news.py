"""What is told of jobs and studies to the pages that watch."""

from pydantic import BaseModel
from sqlalchemy import select

from neuroinsight.server.schemas.studies import JobRow
from neuroinsight.server.services import Services
from neuroinsight.server.studies import job_row, job_rows, rows_of
from neuroinsight.server.tables import Job, JobState, Study, User

_TOLD = 100


class JobNews(BaseModel):
    """A job that changed, and the study it is of."""

    study: str
    job: JobRow


def tell_job(services: Services, job_id: str) -> None:
    """Tell the owner's pages how far a job is."""
    with services.database.reading() as session:
        job = session.get(Job, job_id)
        if job is not None:
            services.events.tell(job.owner_id, "job", JobNews(study=job.study_id, job=job_row(session, job)))


def tell_study(services: Services, study_id: str) -> None:
    """Tell the owner's pages what a study's row says now."""
    with services.database.reading() as session:
        study = session.get(Study, study_id)
        if study is not None:
            owner = session.get_one(User, study.owner_id)
            services.events.tell(owner.id, "study", rows_of(session, [study], owner)[0])


def tell_waiting(services: Services) -> None:
    """Tell each job that waits its new place: somebody's was begun, added or canceled."""
    with services.database.reading() as session:
        first = select(Job).where(Job.state == JobState.QUEUED).order_by(Job.created_at).limit(_TOLD)
        jobs = session.scalars(first).all()
        for job, row in zip(jobs, job_rows(session, jobs), strict=True):
            services.events.tell(job.owner_id, "job", JobNews(study=job.study_id, job=row))
