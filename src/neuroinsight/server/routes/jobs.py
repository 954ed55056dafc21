"""The analysis of a study: asked for, watched, canceled; and the stream of what changes."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from neuroinsight.server.access import Here, Me, OwnStudy, caller
from neuroinsight.server.intakes import chosen_files
from neuroinsight.server.jobs.news import tell_job, tell_study
from neuroinsight.server.jobs.queue import add_job, ask_to_cancel, newest_job
from neuroinsight.server.problems import ErrorAnswer, RefusedError, not_found
from neuroinsight.server.schemas.studies import JobRow, StudyRow
from neuroinsight.server.services import Services
from neuroinsight.server.studies import job_row, rows_of
from neuroinsight.server.tables import Study, User

router = APIRouter(tags=["jobs"])
_HEARTBEAT_S = 15.0
_MISSED = 50  # rows that a page is told which was away for longer than events are kept
_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": ErrorAnswer, "description": "Something stands in the way, or an analysis waits or runs already"}
}


@router.post("/studies/{study}/analyze", status_code=HTTPStatus.ACCEPTED, responses=_CONFLICT)
def analyze(study: OwnStudy, me: Me, here: Here) -> JobRow:
    """Queue the analysis of a study, also of one whose analysis failed or was canceled."""
    chosen_files(here, study)
    with here.database.writing() as session:
        row = job_row(session, add_job(here, session, study, me))
    here.bench.bell.set()
    tell_study(here, study.id)
    return row


@router.get("/studies/{study}/job")
def show(study: OwnStudy, here: Here) -> JobRow:
    """Say how far the latest analysis of a study is, or how it ended."""
    with here.database.reading() as session:
        job = newest_job(session, study)
        if job is None:
            raise not_found("job")
        return job_row(session, job)


@router.post("/studies/{study}/job/cancel", responses=_CONFLICT)
def cancel(study: OwnStudy, me: Me, here: Here) -> JobRow:
    """Cancel the analysis of a study: at once if it waits, else within seconds."""
    with here.database.writing() as session:
        job = ask_to_cancel(here, session, study, me)
        row = job_row(session, job)
    here.bench.stop(job.id)
    tell_study(here, study.id)
    tell_job(here, job.id)
    return row


@router.get("/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    me: Me,
    here: Here,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Tell what changes in one's own studies: `job` with `{study, job}`, `study` with its row.

    After a break, `Last-Event-ID` brings what was missed. The stream ends with the sign-in.
    """
    with here.events.listening(me.id, last_event_id) as (listener, is_all):
        yield ServerSentEvent(comment="listening", retry=2000)
        if not is_all:
            for row in await run_in_threadpool(_newest, here, me):
                yield ServerSentEvent(event="study", data=row.model_dump(mode="json"))
        while True:
            try:
                event = await asyncio.wait_for(listener.queue.get(), _HEARTBEAT_S)
            except TimeoutError:
                if not await run_in_threadpool(_is_signed_in, request, here):
                    return
                yield ServerSentEvent(comment="still here")
                continue
            if event is None:
                return
            yield ServerSentEvent(id=event.id, event=event.kind, data=event.data.model_dump(mode="json"))


def _is_signed_in(request: Request, here: Services) -> bool:
    try:
        caller(request, here)
    except RefusedError:
        return False
    return True


def _newest(here: Services, me: User) -> list[StudyRow]:
    with here.database.reading() as session:
        newest = (
            select(Study)
            .where(Study.owner_id == me.id, Study.deleted_at.is_(None))
            .order_by(Study.changed_at.desc())
            .limit(_MISSED)
        )
        return rows_of(session, session.scalars(newest).all(), me)
