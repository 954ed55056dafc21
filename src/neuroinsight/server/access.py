"""Who asks, and what of theirs they ask for. Every route of an object takes it from here; strangers get nothing.

A route that names none of these dependencies is public, and must stand in `PUBLIC`: a test walks over all routes.
"""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Path, Request
from sqlalchemy import select, update

from neuroinsight.server.accounts import user_of_sign_in, user_of_token
from neuroinsight.server.problems import RefusedError, not_found
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Role, SignIn, Study, Token, User, Version

COOKIE = "neuroinsight_session"
PUBLIC = frozenset(
    {
        ("GET", "/api/health"),
        ("GET", "/api/setup"),
        ("POST", "/api/setup"),
        ("POST", "/api/session"),
        ("GET", "/api/shared/{token}"),
        ("POST", "/api/shared/{token}"),
        ("GET", "/api/shared/{token}/paper/{number}.png"),
        ("GET", "/api/shared/{token}/{view}"),
    }
)
_BEARER = "bearer "
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, and by which sign-in or token they ask."""

    user: User
    sign_in: SignIn | None = None
    token: Token | None = None


def services(request: Request) -> Services:
    """Return the parts of the running server."""
    found = request.app.state.services
    assert isinstance(found, Services)  # noqa: S101 - put there by create_app
    return found


Here = Annotated[Services, Depends(services)]


def caller(request: Request, here: Here) -> Caller:
    """Return who asks, by cookie or `Authorization: Bearer`.

    Raises:
        RefusedError: Nobody is signed in.
    """
    header = request.headers.get("authorization", "")
    with here.database.reading() as session:
        if header.lower().startswith(_BEARER):
            by_token = user_of_token(session, header[len(_BEARER) :].strip())
            found = Caller(by_token[0], token=by_token[1]) if by_token else None
        else:
            by_cookie = user_of_sign_in(here, session, request.cookies.get(COOKIE, ""))
            found = Caller(by_cookie[0], sign_in=by_cookie[1]) if by_cookie else None
    if found is None:
        raise RefusedError(
            "Nobody is signed in",
            status=HTTPStatus.UNAUTHORIZED,
            seen="a request without a valid sign-in or token",
            allowed="signed-in people, and programs with a token",
            remedy="sign in",
            code="account.signed_out",
        )
    _remember(here, found)
    return found


def _remember(here: Services, found: Caller) -> None:
    """Note when a sign-in or token was used last, at most once a minute."""
    at = here.now()
    if found.sign_in is not None and at - found.sign_in.seen_at > _SEEN_EVERY:
        with here.database.writing() as session:
            session.execute(update(SignIn).where(SignIn.id == found.sign_in.id).values(seen_at=at))
    if found.token is not None and (found.token.used_at is None or at - found.token.used_at > _SEEN_EVERY):
        with here.database.writing() as session:
            session.execute(update(Token).where(Token.id == found.token.id).values(used_at=at))


Asking = Annotated[Caller, Depends(caller)]  # also who must change their password first


def person(asking: Asking) -> User:
    """Return the person who asks.

    Raises:
        RefusedError: They have a password for one sign-in, and must change it first.
    """
    if asking.user.must_change_password:
        raise RefusedError(
            "The password must be changed first",
            status=HTTPStatus.FORBIDDEN,
            seen="a password that an administrator gave you for one sign-in",
            allowed="a password that you alone know",
            remedy="choose a new password",
            code="account.must_change_password",
        )
    return asking.user


Me = Annotated[User, Depends(person)]


def administrator(me: Me) -> User:
    """Return the person who asks, an administrator.

    Raises:
        RefusedError: They are none.
    """
    if me.role != Role.ADMINISTRATOR:
        raise RefusedError(
            "This is for administrators",
            status=HTTPStatus.FORBIDDEN,
            seen="a clinician's account",
            allowed="an administrator's account",
            remedy="ask an administrator of this installation",
            code="account.no_administrator",
        )
    return me


Administrator = Annotated[User, Depends(administrator)]


def own_study(study: str, me: Me, here: Here) -> Study:
    """Return a study of the person who asks, that is not deleted.

    Raises:
        RefusedError: There is none, or it is somebody else's.
    """
    found = _study(study, me, here)
    if found.deleted_at is not None:
        raise not_found("study")
    return found


def own_deleted_study(study: str, me: Me, here: Here) -> Study:
    """Return a study that the person who asks deleted, and that can still be restored.

    Raises:
        RefusedError: There is none.
    """
    found = _study(study, me, here)
    if found.deleted_at is None:
        raise not_found("study")
    return found


def _study(study: str, me: User, here: Services) -> Study:
    with here.database.reading() as session:
        found = session.get(Study, study)
    if found is None or found.owner_id != me.id:
        raise not_found("study")
    return found


OwnStudy = Annotated[Study, Depends(own_study)]


def own_version(study: OwnStudy, version: Annotated[int, Path(ge=1, le=2**31 - 1)], here: Here) -> Version:
    """Return a version of a study of the person who asks, by its number.

    Raises:
        RefusedError: There is none.
    """
    with here.database.reading() as session:
        found = session.scalar(select(Version).where(Version.study_id == study.id, Version.number == version))
    if found is None:
        raise not_found("version")
    return found


OwnVersion = Annotated[Version, Depends(own_version)]
OwnDeletedStudy = Annotated[Study, Depends(own_deleted_study)]
