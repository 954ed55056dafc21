"""Links to a study's report, as their sender makes, sees and revokes them."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from neuroinsight.server.access import Here, Me, OwnStudy
from neuroinsight.server.passwords import new_phrase
from neuroinsight.server.problems import ErrorAnswer
from neuroinsight.server.reports.shares import make_share, revoke, shares_of
from neuroinsight.server.schemas.reports import Phrase, ShareBody, ShareMade, ShareRow

router = APIRouter(tags=["shares"])
_CONFLICT: dict[int | str, dict[str, Any]] = {409: {"model": ErrorAnswer, "description": "The report is not signed"}}


@router.get("/studies/{study}/shares")
def list_shares(study: OwnStudy, here: Here) -> list[ShareRow]:
    """List the links of a study's reports, with how often each was opened."""
    with here.database.reading() as session:
        return shares_of(session, study)


@router.post("/studies/{study}/shares", status_code=HTTPStatus.CREATED, responses=_CONFLICT)
def share(study: OwnStudy, body: ShareBody, me: Me, here: Here) -> ShareMade:
    """Make a link to the signed report; its address is shown this once."""
    return make_share(here, study, me, body)


@router.get("/studies/{study}/shares/phrase")
def suggest(study: OwnStudy) -> Phrase:  # noqa: ARG001 - asked by its owner alone
    """Suggest a pass phrase."""
    return Phrase(pass_phrase=new_phrase())


@router.delete("/studies/{study}/shares/{share}", status_code=HTTPStatus.NO_CONTENT)
def end(study: OwnStudy, share: str, me: Me, here: Here) -> None:
    """Revoke a link."""
    revoke(here, study, me, share)
