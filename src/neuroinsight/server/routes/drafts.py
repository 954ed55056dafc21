"""Drafts: strokes of an edit that is not saved as a version yet, one per person and study."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response

from neuroinsight.server.access import Here, Me, OwnStudy
from neuroinsight.server.problems import ErrorAnswer, RefusedError, not_found
from neuroinsight.server.schemas.versions import DraftBody, DraftKept, DraftRow
from neuroinsight.server.tables import Draft

router = APIRouter(tags=["versions"])
_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": ErrorAnswer, "description": "Another window went on with the draft"}
}


@router.get("/studies/{study}/draft")
def show(study: OwnStudy, me: Me, here: Here) -> DraftRow:
    """Return one's own draft of a study."""
    with here.database.reading() as session:
        found = session.get(Draft, (study.id, me.id))
    if found is None:
        raise not_found("draft")
    return DraftRow.of(found)


@router.put("/studies/{study}/draft", responses=_CONFLICT)
def keep(study: OwnStudy, body: DraftBody, me: Me, here: Here) -> DraftKept:
    """Keep a draft. It replaces the revision that it went on from, and no other one."""
    with here.database.writing() as session:
        found = session.get(Draft, (study.id, me.id))
        standing = found.revision if found is not None else 0
        if standing != body.revision:
            raise RefusedError(
                "Another window went on with this edit",
                status=HTTPStatus.CONFLICT,
                seen=f"a draft that went on from revision {body.revision}; revision {standing} is kept",
                allowed="one window that edits a study at a time",
                remedy="go on in the other window, or load its strokes into this one",
                code="draft.other_window",
            )
        draft = found or Draft(study_id=study.id, user_id=me.id)
        draft.based_on, draft.revision = body.based_on, standing + 1
        draft.history, draft.changed_at = body.history.encode("ascii"), here.now()
        session.add(draft)
        return DraftKept(revision=draft.revision, changed_at=draft.changed_at)


@router.delete("/studies/{study}/draft", status_code=HTTPStatus.NO_CONTENT)
def discard(study: OwnStudy, me: Me, here: Here) -> Response:
    """Throw one's own draft of a study away."""
    with here.database.writing() as session:
        found = session.get(Draft, (study.id, me.id))
        if found is not None:
            session.delete(found)
    return Response(status_code=HTTPStatus.NO_CONTENT)
