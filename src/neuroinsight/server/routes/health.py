"""Whether the server lives, and its first visit."""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, BackgroundTasks, Request, Response
from pydantic import BaseModel

from neuroinsight.core.version import VERSION
from neuroinsight.server import audit
from neuroinsight.server.access import Here
from neuroinsight.server.accounts import add_user, begin_sign_in, has_users
from neuroinsight.server.cookies import set_cookie
from neuroinsight.server.demo import add_demo
from neuroinsight.server.problems import RefusedError
from neuroinsight.server.schemas.accounts import FirstAdministrator, Person, Setup
from neuroinsight.server.tables import Role

router = APIRouter(tags=["start"])


class Health(BaseModel):
    """The server lives, and its database answers."""

    status: Literal["ok"] = "ok"
    version: str = VERSION


@router.get("/health")
def health(here: Here) -> Health:
    """Say that server and database live."""
    with here.database.reading() as session:
        has_users(session)
    return Health()


@router.get("/setup")
def setup(here: Here) -> Setup:
    """Say whether the first administrator is still to be made, and what IT asks then."""
    with here.database.reading() as session:
        needed = not has_users(session)
    return Setup(
        needed=needed,
        data_dir=str(here.settings.data_dir.absolute()) if needed else None,
        free_bytes=here.store.free_bytes() if needed else None,
        reachable="network" if here.settings.is_reachable else "this-machine",
        password_length=here.settings.password_length,
    )


@router.post("/setup", status_code=HTTPStatus.CREATED)
def make_first_administrator(  # noqa: PLR0917 - what FastAPI hands in
    body: FirstAdministrator, request: Request, response: Response, later: BackgroundTasks, here: Here
) -> Person:
    """Make the first administrator and sign them in; possible once."""
    here.passwords.require_good(body.password, body.name, body.display_name)
    with here.database.writing() as session:
        if has_users(session):
            raise RefusedError(
                "The first administrator is there already",
                status=HTTPStatus.FORBIDDEN,
                seen="an installation that was set up",
                allowed="one first visit",
                remedy="sign in, or ask an administrator of this installation for an account",
                code="setup.done",
            )
        user = add_user(
            here,
            session,
            name=body.name,
            display_name=body.display_name,
            role=Role.ADMINISTRATOR,
            password=body.password,
        )
        audit.record(session, at=here.now(), by=user, action="user.made", object_id=user.id)
        secret = begin_sign_in(here, session, user, agent=request.headers.get("user-agent", ""))
    set_cookie(response, here.settings, secret)
    if here.settings.demo:
        later.add_task(add_demo, here, user)
    return Person.of(user)
