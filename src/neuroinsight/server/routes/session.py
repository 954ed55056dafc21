"""Signing in and out."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from sqlalchemy import delete, select

from neuroinsight.server import audit
from neuroinsight.server.access import Asking, Here
from neuroinsight.server.accounts import sign_in
from neuroinsight.server.cookies import remove_cookie, set_cookie
from neuroinsight.server.problems import not_found
from neuroinsight.server.schemas.accounts import Credentials, Entry, Person
from neuroinsight.server.tables import SignIn

router = APIRouter(tags=["account"])


@router.post("/session")
def begin(body: Credentials, request: Request, response: Response, here: Here) -> Person:
    """Sign in; the answer sets the cookie."""
    user, secret = sign_in(
        here,
        name=body.name,
        password=body.password,
        agent=request.headers.get("user-agent", ""),
        address=request.client.host if request.client else "",
    )
    set_cookie(response, here.settings, secret)
    return Person.of(user)


@router.get("/session")
def who(asking: Asking) -> Person:
    """Say who is signed in."""
    return Person.of(asking.user)


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT)
def end(response: Response, asking: Asking, here: Here) -> None:
    """Sign out."""
    if asking.sign_in is not None:
        with here.database.writing() as session:
            session.execute(delete(SignIn).where(SignIn.id == asking.sign_in.id))
            audit.record(
                session,
                at=here.now(),
                by=asking.user,
                action="account.signed_out",
                object_id=asking.user.id,
            )
    remove_cookie(response)


@router.get("/sessions")
def entries(asking: Asking, here: Here) -> list[Entry]:
    """List one's own sign-ins, the newest first."""
    this = asking.sign_in.id if asking.sign_in else None
    with here.database.reading() as session:
        rows = session.scalars(
            select(SignIn)
            .where(SignIn.user_id == asking.user.id, SignIn.expires_at > here.now())
            .order_by(SignIn.created_at.desc())
        ).all()
    return [Entry.of(row, this=this) for row in rows]


@router.delete("/sessions/{entry}", status_code=HTTPStatus.NO_CONTENT)
def end_entry(entry: str, asking: Asking, here: Here) -> None:
    """End one of one's own sign-ins, as on a machine left behind."""
    with here.database.writing() as session:
        row = session.get(SignIn, entry)
        if row is None or row.user_id != asking.user.id:
            raise not_found("session")
        session.delete(row)
        audit.record(session, at=here.now(), by=asking.user, action="account.ended", object_id=asking.user.id)
