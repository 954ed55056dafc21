"""How often something may be tried: counted in the database, so over restarts and processes."""

from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from neuroinsight.server.problems import RefusedError
from neuroinsight.server.tables import Attempt

WINDOW = timedelta(minutes=15)


def require_tries_left(session: Session, key: str, *, at: datetime, most: int) -> None:
    """Refuse where `key` was tried `most` times in the last quarter of an hour.

    Raises:
        RefusedError: Too many tries.
    """
    tries = session.scalar(select(func.count()).where(Attempt.key == key, Attempt.at > at - WINDOW)) or 0
    if tries >= most:
        raise RefusedError(
            "Too many tries",
            status=HTTPStatus.TOO_MANY_REQUESTS,
            seen=f"{tries} in the last {WINDOW.seconds // 60} minutes",
            allowed=f"{most} in {WINDOW.seconds // 60} minutes",
            remedy=f"wait {WINDOW.seconds // 60} minutes; an administrator can reset a forgotten password",
            code="account.too_many_tries",
        )


def used_up(session: Session, prefix: str, *, at: datetime, most: int) -> frozenset[str]:
    """Return what follows `prefix` in the keys that were tried `most` times in the last quarter of an hour."""
    keys = session.scalars(
        select(Attempt.key)
        .where(Attempt.key.startswith(prefix, autoescape=True), Attempt.at > at - WINDOW)
        .group_by(Attempt.key)
        .having(func.count() >= most)
    )
    return frozenset(key.removeprefix(prefix) for key in keys)


def count_try(session: Session, key: str, *, at: datetime) -> None:
    """Remember a try, and forget those that no longer count."""
    session.execute(delete(Attempt).where(Attempt.at <= at - WINDOW))
    session.add(Attempt(key=key, at=at))


def forget_tries(session: Session, key: str) -> None:
    """Forget the tries of `key`, as after a right password."""
    session.execute(delete(Attempt).where(Attempt.key == key))
