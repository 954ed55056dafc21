"""People, for administrators."""

from http import HTTPStatus

from fastapi import APIRouter

from neuroinsight.server import audit
from neuroinsight.server.access import Administrator, Here
from neuroinsight.server.accounts import (
    add_user,
    people,
    require_another_administrator,
    reset_password,
    set_disabled,
)
from neuroinsight.server.passwords import new_phrase
from neuroinsight.server.problems import not_found
from neuroinsight.server.schemas.accounts import (
    NewPerson,
    OneTimePassword,
    Person,
    PersonChanges,
    PersonMade,
    PersonRow,
)
from neuroinsight.server.tables import Role, User

router = APIRouter(prefix="/users", tags=["administration"])


@router.get("")
def users(_: Administrator, here: Here) -> list[PersonRow]:
    """List all people, by name."""
    with here.database.reading() as session:
        return people(here, session)


@router.post("", status_code=HTTPStatus.CREATED)
def make_user(body: NewPerson, me: Administrator, here: Here) -> PersonMade:
    """Make a person; they get a password for one sign-in."""
    phrase = new_phrase()
    with here.database.writing() as session:
        user = add_user(here, session, name=body.name, display_name=body.display_name, role=body.role, password=phrase)
        user.must_change_password = True
        details = {"role": user.role.value}
        audit.record(session, at=here.now(), by=me, action="user.made", object_id=user.id, details=details)
    return PersonMade(**Person.of(user).model_dump(), one_time_password=phrase)


@router.patch("/{user}")
def change_user(user: str, body: PersonChanges, me: Administrator, here: Here) -> Person:
    """Change a person's role, lock them out, or let them in again."""
    with here.database.writing() as session:
        row = session.get(User, user)
        if row is None:
            raise not_found("user")
        if body.role is not None and body.role is not Role.ADMINISTRATOR:
            require_another_administrator(session, row)
        if body.role is not None:
            row.role = body.role
        if body.disabled is not None:
            set_disabled(session, row, disabled_at=here.now() if body.disabled else None)
        details = body.model_dump(exclude_none=True, mode="json")
        audit.record(session, at=here.now(), by=me, action="user.changed", object_id=user, details=details)
    return Person.of(row)


@router.post("/{user}/reset")
def reset(user: str, me: Administrator, here: Here) -> OneTimePassword:
    """Give a person a password for one sign-in; their sign-ins end."""
    with here.database.writing() as session:
        row = session.get(User, user)
        if row is None:
            raise not_found("user")
        phrase = reset_password(here, session, row)
        audit.record(session, at=here.now(), by=me, action="user.reset", object_id=user)
    return OneTimePassword(one_time_password=phrase)
