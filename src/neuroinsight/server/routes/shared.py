"""What a link shows to who has it and its pass phrase: no account is needed, and nothing else is shown."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Response

from neuroinsight.report.context import Language
from neuroinsight.server.access import Here
from neuroinsight.server.problems import ErrorAnswer, RefusedError, not_found
from neuroinsight.server.reports.desk import addenda_of, code_of
from neuroinsight.server.reports.shares import Shared, find_shared, is_open, open_shared, rendering_of, views_of
from neuroinsight.server.reports.views import Rendering, page_of, pages_of, view_of
from neuroinsight.server.routes.reports import PageNumber, file_answer
from neuroinsight.server.schemas.reports import PassPhrase, SharedReport
from neuroinsight.server.services import Services

router = APIRouter(tags=["shared"])
COOKIE = "neuroinsight_shared"
_SECONDS = 3600
_GONE: dict[int | str, dict[str, Any]] = {410: {"model": ErrorAnswer, "description": "Revoked, or expired"}}
_PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "A page"}}
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"*/*": {}}, "description": "The file"}}
Secret = Annotated[str, Cookie(alias=COOKIE)]


@router.get("/shared/{token}", responses=_GONE)
def show(token: str, here: Here, secret: Secret = "") -> SharedReport:
    """Say whether a link works, and what it shows once it is open."""
    with here.database.reading() as session:
        shared = find_shared(here, session, token)
        if not is_open(here, session, shared, secret):
            return SharedReport(is_open=False, expires_at=shared.share.expires_at)
        rendering, addenda = rendering_of(here, session, shared), len(addenda_of(session, shared.report))
    return _opened(shared, rendering, addenda)


@router.post("/shared/{token}", responses=_GONE)
def unlock(token: str, body: PassPhrase, here: Here, response: Response) -> SharedReport:
    """Open a link with its pass phrase; this browser may then read the report for an hour."""
    secret = open_shared(here, token, body.pass_phrase)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=_SECONDS,
        httponly=True,
        samesite="strict",
        secure=here.settings.is_encrypted,
        path=f"/api/shared/{token}",
    )
    return show(token, here, secret)


@router.get("/shared/{token}/paper/{number}.png", response_class=Response, responses={**_PNG, **_GONE})
def page(token: str, number: PageNumber, here: Here, secret: Secret = "") -> Response:
    """Return a page of the report as a picture."""
    _, rendering = _open_one(here, token, secret)
    return Response(page_of(rendering, number), media_type="image/png")


@router.get("/shared/{token}/{view}", response_class=Response, responses={**_FILE, **_GONE})
def view(token: str, view: str, here: Here, secret: Secret = "") -> Response:
    """Return what the sender chose to show."""
    shared, rendering = _open_one(here, token, secret)
    if view not in views_of(shared):
        raise not_found("view")
    return file_answer(view_of(rendering, view), view, view)


def _open_one(here: Services, token: str, secret: str) -> tuple[Shared, Rendering]:
    with here.database.reading() as session:
        shared = find_shared(here, session, token)
        if not is_open(here, session, shared, secret):
            raise RefusedError(
                "This link is not open",
                status=HTTPStatus.UNAUTHORIZED,
                seen="no pass phrase in the last hour",
                allowed="browsers in which the pass phrase was given",
                remedy="open the link and give the pass phrase",
                code="share.locked",
            )
        return shared, rendering_of(here, session, shared)


def _opened(shared: Shared, rendering: Rendering, addenda: int) -> SharedReport:
    return SharedReport(
        is_open=True,
        expires_at=shared.share.expires_at,
        code=code_of(shared.study),
        exam_date=shared.study.exam_date,
        language=Language(shared.report.language),
        signed_by=shared.report.signed_by,
        signed_at=shared.report.signed_at,
        addenda=addenda,
        pages=pages_of(rendering),
        views=list(views_of(shared)),
    )
