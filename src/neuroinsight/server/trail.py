"""Reading the audit trail: pages of it, and the whole as a table."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from neuroinsight.server import audit
from neuroinsight.server.schemas.administration import TracePage, TraceRow, TraceSearch
from neuroinsight.server.tables import Study, Trace

_COLUMNS = select(Trace, Study.patient).outerjoin(Study, Study.id == Trace.object_id)


def page_of_trail(session: Session, wanted: TraceSearch) -> TracePage:
    """Return a page of the trail, the newest line first."""
    rules = _rules(wanted)
    query = (
        _COLUMNS.where(*rules)
        .order_by(Trace.id.desc())
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    counted = select(func.count()).select_from(Trace).outerjoin(Study, Study.id == Trace.object_id).where(*rules)
    return TracePage(
        items=[_row(one) for one in session.execute(query)],
        total=session.scalar(counted) or 0,
        is_whole=audit.first_broken(session) is None,
    )


def whole_trail(session: Session, wanted: TraceSearch) -> Iterator[TraceRow]:
    """Yield every line that the filters let through, the oldest first."""
    for one in session.execute(_COLUMNS.where(*_rules(wanted)).order_by(Trace.id)).yield_per(500):
        yield _row(one)


def _row(found: Row[Trace, str | None]) -> TraceRow:
    line, patient = found
    return TraceRow.of(line, patient or None)


def _rules(wanted: TraceSearch) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.q:
        texts = (Trace.actor, Trace.object_id, Study.patient)
        rules.append(or_(*(text.icontains(wanted.q, autoescape=True) for text in texts)))
    if wanted.action:
        rules.append(Trace.action.in_(wanted.action))
    if wanted.day_from:
        rules.append(Trace.at >= datetime.combine(wanted.day_from, time(), UTC))
    if wanted.day_to:
        rules.append(Trace.at < datetime.combine(wanted.day_to + timedelta(days=1), time(), UTC))
    return rules
