"""The trail of who saw, changed, shared or deleted what. It can only grow, and each line seals the one before it.

Objects stand in it by their ids: no name of a patient, no text of a report.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from neuroinsight.server.tables import Trace, User

_SEEN_AGAIN_AFTER = timedelta(minutes=10)
_LOCK = 0x4E49  # of the trail, in PostgreSQL: two lines never seal the same one


def record(
    session: Session,
    *,
    at: datetime,
    by: User | str,
    action: str,
    object_id: str = "",
    details: Mapping[str, str | int | float | bool | None] | None = None,
) -> Trace:
    """Add a line to the trail, in the transaction of what it tells of: both stand, or neither.

    `action` is `<kind of the object>.<what was done>`; `by` is a person, or a word where it was none.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    previous = session.scalar(select(Trace.sha256).order_by(Trace.id.desc()).limit(1)) or ""
    line = Trace(
        at=at,
        user_id=by.id if isinstance(by, User) else None,
        actor=by.name if isinstance(by, User) else by,
        action=action,
        object_id=object_id,
        details=dict(details or {}),
        previous_sha256=previous,
    )
    line.sha256 = seal(line)
    session.add(line)
    session.flush()
    return line


def seen(session: Session, *, at: datetime, user: User, action: str, object_id: str) -> bool:
    """Whether this action on the object, as looking at it, stands in the trail already, from a few minutes ago."""
    last = session.scalar(
        select(Trace.at)
        .where(Trace.object_id == object_id, Trace.user_id == user.id, Trace.action == action)
        .order_by(Trace.id.desc())
        .limit(1)
    )
    return last is not None and at - last < _SEEN_AGAIN_AFTER


def seal(line: Trace) -> str:
    """Return the digest of a line and of the seal before it."""
    content = (
        line.at.isoformat(),
        line.user_id,
        line.actor,
        line.action,
        line.object_id,
        line.details,
        line.previous_sha256,
    )
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def first_broken(session: Session) -> int | None:
    """Return the number of the first line that was changed, or that follows one removed; None if the trail is whole."""
    previous = ""
    for line in session.scalars(select(Trace).order_by(Trace.id)).yield_per(1000):
        if line.previous_sha256 != previous or seal(line) != line.sha256:
            return line.id
        previous = line.sha256
    return None
