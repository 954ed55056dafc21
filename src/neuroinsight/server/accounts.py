"""People: made, signed in and out, locked out, reset."""

from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.server import audit
from neuroinsight.server.limits import count_try, forget_tries, require_tries_left, used_up
from neuroinsight.server.passwords import new_phrase
from neuroinsight.server.problems import RefusedError
from neuroinsight.server.schemas.accounts import Person, PersonRow
from neuroinsight.server.services import Services, digest_of, new_id, new_secret
from neuroinsight.server.tables import Role, SignIn, Study, Token, Trace, User

_LONGEST_NAME = 60


def has_users(session: Session) -> bool:
    """Whether anybody was made yet; if not, the first visit makes the administrator."""
    return session.scalar(select(func.count()).select_from(User)) != 0


def people(services: Services, session: Session) -> list[PersonRow]:
    """Return everybody as an administrator sees them, by name."""
    last = select(SignIn.user_id, func.max(SignIn.seen_at)).group_by(SignIn.user_id)
    seen = dict(row for row in session.execute(last))
    signed_in = select(Trace.user_id, func.max(Trace.at)).where(Trace.action == "account.signed_in")
    earlier = dict(row for row in session.execute(signed_in.group_by(Trace.user_id)))
    mine = select(Study.owner_id, func.count()).where(Study.deleted_at.is_(None)).group_by(Study.owner_id)
    studies = dict(row for row in session.execute(mine))
    tokens = dict(row for row in session.execute(select(Token.user_id, func.count()).group_by(Token.user_id)))
    locked = used_up(session, "sign-in:", at=services.now(), most=services.settings.wrong_passwords)
    return [
        PersonRow(
            **Person.of(user).model_dump(),
            seen_at=seen.get(user.id) or earlier.get(user.id),
            is_locked=user.name in locked,
            studies=studies.get(user.id, 0),
            tokens=tokens.get(user.id, 0),
        )
        for user in session.scalars(select(User).order_by(User.name))
    ]


def add_user(
    services: Services, session: Session, *, name: str, role: Role, password: str, display_name: str = ""
) -> User:
    """Add and return a person; whether a chosen password is good, the caller asks before.

    Raises:
        NeuroInsightError: The name is taken or no name.
    """
    key = name.strip().casefold()
    if not key or len(key) > _LONGEST_NAME or not key.isprintable() or any(sign.isspace() for sign in key):
        raise NeuroInsightError(
            "This is no name to sign in with",
            seen=repr(name[:_LONGEST_NAME]),
            allowed=f"one word of at most {_LONGEST_NAME} characters",
            remedy="take another name",
            code="account.name",
        )
    if session.scalar(select(User).where(User.name == key)):
        raise NeuroInsightError(
            "This name is taken",
            seen=key,
            allowed="a name that nobody here has",
            remedy="take another name",
            code="account.name_taken",
        )
    shown = display_name.strip() or name.strip()
    user = User(
        id=new_id(),
        name=key,
        display_name=shown,
        role=role,
        password_hash=services.passwords.keep(password),
        created_at=services.now(),
    )
    session.add(user)
    session.flush()
    return user


def sign_in(services: Services, *, name: str, password: str, agent: str, address: str) -> tuple[User, str]:
    """Return the person and the secret of the new sign-in.

    Raises:
        RefusedError: Name or password is wrong (which of both is not told), the account is disabled or locked.
    """
    key, at = name.strip().casefold(), services.now()
    most = services.settings.wrong_passwords
    tries = (f"sign-in:{key}", f"sign-in-from:{address}")
    with services.database.writing() as session:
        for one, allowed in zip(tries, (most, 10 * most), strict=True):
            require_tries_left(session, one, at=at, most=allowed)
        for one in tries:  # before the password is checked: who asks in parallel gains nothing
            count_try(session, one, at=at)
        user = session.scalar(select(User).where(User.name == key))
    is_right = services.passwords.matches(password, user.password_hash if user else services.passwords.nobody)
    with services.database.writing() as session:
        if user is None or not is_right or user.disabled_at is not None:
            audit.record(session, at=at, by="somebody", action="account.refused")
        else:
            for one in tries:
                forget_tries(session, one)
            secret = begin_sign_in(services, session, user, agent=agent)
            return user, secret
    raise RefusedError(
        "Name or password is wrong",
        status=HTTPStatus.UNAUTHORIZED,
        seen="a name and a password that do not belong together",
        allowed=f"{most} tries in a quarter of an hour",
        remedy="type both again; an administrator can reset a forgotten password",
        code="account.wrong",
    )


def begin_sign_in(services: Services, session: Session, user: User, *, agent: str) -> str:
    """Add a sign-in and return its secret; ended ones are cleared away."""
    at, secret = services.now(), new_secret()
    session.execute(delete(SignIn).where(SignIn.expires_at < at))
    session.add(
        SignIn(
            id=new_id(),
            user_id=user.id,
            secret_sha256=digest_of(secret),
            agent=agent[:200],
            created_at=at,
            seen_at=at,
            expires_at=at + timedelta(hours=services.settings.session_hours),
        )
    )
    audit.record(session, at=at, by=user, action="account.signed_in", object_id=user.id)
    return secret


def user_of_sign_in(services: Services, session: Session, secret: str) -> tuple[User, SignIn] | None:
    """Return the person that a cookie's secret stands for, and the sign-in; None where it has ended."""
    at = services.now()
    found = session.execute(
        select(User, SignIn).join(SignIn, SignIn.user_id == User.id).where(SignIn.secret_sha256 == digest_of(secret))
    ).first()
    if found is None:
        return None
    user, entry = found
    idle = at - entry.seen_at > timedelta(minutes=services.settings.session_idle_minutes)
    return None if entry.expires_at < at or idle or user.disabled_at else (user, entry)


def user_of_token(session: Session, secret: str) -> tuple[User, Token] | None:
    """Return the person that an API token stands for, and the token."""
    found = session.execute(
        select(User, Token).join(Token, Token.user_id == User.id).where(Token.secret_sha256 == digest_of(secret))
    ).first()
    if found is None:
        return None
    user, token = found
    return None if user.disabled_at else (user, token)


def add_token(services: Services, session: Session, user: User, label: str) -> tuple[Token, str]:
    """Add an API token and return it with its secret, which is shown once."""
    secret = f"ni_{new_secret()}"
    token = Token(id=new_id(), user_id=user.id, label=label, secret_sha256=digest_of(secret), created_at=services.now())
    session.add(token)
    audit.record(session, at=services.now(), by=user, action="token.made", object_id=token.id)
    return token, secret


def change_password(services: Services, user: User, *, old: str, new: str, keep: str | None) -> None:
    """Change a person's own password; all sign-ins but `keep` end.

    Raises:
        RefusedError: The old password is wrong.
        NeuroInsightError: The new password is weak.
    """
    require_password(services, user, old)
    services.passwords.require_good(new, user.name, user.display_name)
    with services.database.writing() as session:
        row = session.get_one(User, user.id)
        _set_password(services, session, row, new, keep=keep)
        row.must_change_password = False
        audit.record(session, at=services.now(), by=row, action="account.password", object_id=row.id)


def require_password(services: Services, user: User, password: str) -> None:
    """Have a person prove again who they are, as before signing; call it outside of a transaction that writes.

    Raises:
        RefusedError: The password is wrong, or was wrong too often.
    """
    key, at = f"password:{user.id}", services.now()
    with services.database.writing() as session:
        require_tries_left(session, key, at=at, most=services.settings.wrong_passwords)
        count_try(session, key, at=at)
    if not services.passwords.matches(password, user.password_hash):
        raise RefusedError(
            "The password is wrong",
            status=HTTPStatus.FORBIDDEN,
            seen="a password that is not yours",
            allowed="the password you sign in with",
            remedy="type it again",
            code="account.wrong_password",
        )
    with services.database.writing() as session:
        forget_tries(session, key)


def reset_password(services: Services, session: Session, user: User) -> str:
    """Give a person a password for one sign-in, which then must be changed, and end their sign-ins and tries."""
    phrase = new_phrase()
    _set_password(services, session, user, phrase, keep=None)
    user.must_change_password = True
    forget_tries(session, f"sign-in:{user.name}")
    return phrase


def _set_password(services: Services, session: Session, user: User, password: str, *, keep: str | None) -> None:
    user.password_hash = services.passwords.keep(password)
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.id != (keep or "")))


def set_disabled(session: Session, user: User, *, disabled_at: datetime | None) -> None:
    """Lock a person out, or let them in again; the last administrator stays.

    Raises:
        NeuroInsightError: Nobody could administer the installation any more.
    """
    if disabled_at is not None:
        require_another_administrator(session, user)
        session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    user.disabled_at = disabled_at
    session.flush()


def require_another_administrator(session: Session, user: User) -> None:
    """Refuse what would leave the installation without an administrator.

    Raises:
        NeuroInsightError: `user` is the last one.
    """
    others = session.scalar(
        select(func.count()).where(User.role == Role.ADMINISTRATOR, User.disabled_at.is_(None), User.id != user.id)
    )
    if user.role == Role.ADMINISTRATOR and not others:
        raise NeuroInsightError(
            "This is the last administrator",
            seen=user.name,
            allowed="at least one administrator who can sign in",
            remedy="make another person an administrator first",
            code="account.last_administrator",
        )
