"""One's own account: name, language, theme, password, and tokens for programs."""

from http import HTTPStatus

from fastapi import APIRouter
from sqlalchemy import select

from neuroinsight.server import audit
from neuroinsight.server.access import Asking, Here, Me
from neuroinsight.server.accounts import add_token, change_password
from neuroinsight.server.problems import not_found
from neuroinsight.server.schemas.accounts import Changes, NewPassword, NewToken, Person, TokenMade, TokenRow
from neuroinsight.server.tables import Token, User

router = APIRouter(tags=["account"])


@router.patch("/account")
def change(body: Changes, me: Me, here: Here) -> Person:
    """Change one's shown name, language or theme."""
    with here.database.writing() as session:
        user = session.get_one(User, me.id)
        for name, value in body.model_dump(exclude_none=True).items():
            setattr(user, name, value)
    return Person.of(user)


@router.post("/account/password", status_code=HTTPStatus.NO_CONTENT)
def change_own_password(body: NewPassword, asking: Asking, here: Here) -> None:
    """Change one's password; all other sign-ins end."""
    keep = asking.sign_in.id if asking.sign_in else None
    change_password(here, asking.user, old=body.old, new=body.new, keep=keep)


@router.get("/tokens")
def tokens(me: Me, here: Here) -> list[TokenRow]:
    """List one's own tokens."""
    with here.database.reading() as session:
        rows = session.scalars(select(Token).where(Token.user_id == me.id).order_by(Token.created_at.desc())).all()
    return [TokenRow.of(row) for row in rows]


@router.post("/tokens", status_code=HTTPStatus.CREATED)
def make_token(body: NewToken, me: Me, here: Here) -> TokenMade:
    """Make a token for a program; its secret is shown this once."""
    with here.database.writing() as session:
        token, secret = add_token(here, session, session.get_one(User, me.id), body.label)
    return TokenMade(**TokenRow.of(token).model_dump(), secret=secret)


@router.delete("/tokens/{token}", status_code=HTTPStatus.NO_CONTENT)
def remove_token(token: str, me: Me, here: Here) -> None:
    """Remove a token; programs with it are refused from now on."""
    with here.database.writing() as session:
        row = session.get(Token, token)
        if row is None or row.user_id != me.id:
            raise not_found("token")
        session.delete(row)
        audit.record(session, at=here.now(), by=me, action="token.removed", object_id=token)
