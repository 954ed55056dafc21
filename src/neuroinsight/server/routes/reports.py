"""The report of a study: its draft, how it looks, what can be downloaded, signing, addenda."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response

from neuroinsight.report.context import Language
from neuroinsight.server import audit
from neuroinsight.server.access import Here, Me, OwnStudy
from neuroinsight.server.problems import ErrorAnswer
from neuroinsight.server.reports.desk import desk_of, mark_preliminary, rendering_on, state_of, write
from neuroinsight.server.reports.signing import add_addendum, sign
from neuroinsight.server.reports.views import page_of, pages_of, view_called, view_of
from neuroinsight.server.schemas.reports import AddendumBody, DraftBody, Paper, ReportState, SeenDraft, SignBody
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Study, User

router = APIRouter(tags=["reports"])
_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": ErrorAnswer, "description": "Changed elsewhere, signed, not reviewed, or without an impression"}
}
_PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "A page"}}
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"*/*": {}}, "description": "The file"}}
# The page shows it in a frame of its own: nothing runs in it, nothing is fetched by it.
REPORT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
PageNumber = Annotated[int, Path(ge=1, le=999)]


@router.get("/studies/{study}/report")
def show(study: OwnStudy, me: Me, here: Here) -> ReportState:
    """Show the report as it stands; before anybody writes, its impression is made from the findings."""
    return _state(here, study, me)


@router.put("/studies/{study}/report", responses=_CONFLICT)
def keep(study: OwnStudy, body: DraftBody, me: Me, here: Here) -> ReportState:
    """Keep what the reader wrote."""
    write(here, study, me, body)
    return _state(here, study, me)


@router.post("/studies/{study}/report/preliminary", responses=_CONFLICT)
def preliminary(study: OwnStudy, body: SeenDraft, me: Me, here: Here) -> ReportState:
    """Mark the draft as a preliminary report."""
    mark_preliminary(here, study, me, body.revision)
    return _state(here, study, me)


@router.post("/studies/{study}/report/sign", responses=_CONFLICT)
def sign_report(study: OwnStudy, body: SignBody, me: Me, here: Here) -> ReportState:
    """Sign the report with the password: it becomes final and cannot change."""
    sign(here, study, me, body)
    return _state(here, study, me)


@router.post("/studies/{study}/report/addenda", status_code=HTTPStatus.CREATED, responses=_CONFLICT)
def add(study: OwnStudy, body: AddendumBody, me: Me, here: Here) -> ReportState:
    """Add a remark to a signed report."""
    add_addendum(here, study, me, body)
    return _state(here, study, me)


@router.get("/studies/{study}/report/paper")
def paper(study: OwnStudy, me: Me, here: Here) -> Paper:
    """Say how many pages the printed report has."""
    with here.database.reading() as session:
        desk = desk_of(session, study, me)
    return Paper(pages=pages_of(rendering_on(here, desk, Language(me.language))))


@router.get("/studies/{study}/report/paper/{number}.png", response_class=Response, responses=_PNG)
def page(study: OwnStudy, number: PageNumber, me: Me, here: Here) -> Response:
    """Return a page of the printed report as a picture."""
    with here.database.reading() as session:
        desk = desk_of(session, study, me)
    return Response(page_of(rendering_on(here, desk, Language(me.language)), number), media_type="image/png")


@router.get("/studies/{study}/report/{view}", response_class=Response, responses=_FILE)
def view(study: OwnStudy, view: str, me: Me, here: Here) -> Response:
    """Return a view of the report for download; `report.html` can also be read in place."""
    view_called(view)
    with here.database.reading() as session:
        desk = desk_of(session, study, me)
    content = view_of(rendering_on(here, desk, Language(me.language)), view)
    with here.database.writing() as session:
        details = {"view": view}
        audit.record(session, at=here.now(), by=me, action="report.downloaded", object_id=study.id, details=details)
    return file_answer(content, view, f"{desk.code}-{view}")


def file_answer(content: bytes, view: str, name: str) -> Response:
    """Return a view as a file; a web page may be read in a frame of ours, where nothing of it runs."""
    found = view_called(view)
    safe = "".join(one if one.isascii() and (one.isalnum() or one in "-._") else "_" for one in name)
    is_page = found.media_type == "text/html"
    headers = {"content-disposition": f'{"inline" if is_page else "attachment"}; filename="{safe}"'}
    if is_page:
        headers |= {"content-security-policy": REPORT_POLICY, "x-frame-options": "SAMEORIGIN"}
    return Response(content, media_type=found.media_type, headers=headers)


def _state(here: Services, study: Study, me: User) -> ReportState:
    with here.database.reading() as session:
        current = session.get_one(Study, study.id)
        desk = desk_of(session, current, me)
    return state_of(here, desk, Language(me.language))
