"""Administration: models, storage, health, settings, backups, the audit trail."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from neuroinsight.server import audit, choices, condition
from neuroinsight.server.access import Administrator, Here
from neuroinsight.server.backups import BACKUPS, make_backup
from neuroinsight.server.schemas.administration import (
    BackupRow,
    Choices,
    Chosen,
    Condition,
    ModelRow,
    Storage,
    TracePage,
    TraceSearch,
)
from neuroinsight.server.tabular import csv_answer
from neuroinsight.server.trail import page_of_trail, whole_trail

router = APIRouter(prefix="/admin", tags=["administration"])


@router.get("/models")
def models(_: Administrator, here: Here) -> list[ModelRow]:
    """List the installed models with their cards, the default first."""
    with here.database.reading() as session:
        return condition.models(here, session)


@router.get("/storage")
def storage(_: Administrator, here: Here) -> Storage:
    """Say where the data lie, and what takes how much of the space."""
    with here.database.reading() as session:
        return condition.storage(here, session)


@router.get("/health")
def health(_: Administrator, here: Here) -> Condition:
    """Say how the parts of the server are."""
    with here.database.reading() as session:
        return condition.health(here, session)


@router.get("/settings")
def settings(_: Administrator, here: Here) -> Chosen:
    """Say what is set."""
    with here.database.reading() as session:
        return choices.chosen(here, session)


@router.put("/settings")
def set_choices(body: Choices, me: Administrator, here: Here) -> Chosen:
    """Set the model of new analyses, or how long deleted studies are kept."""
    return choices.choose(here, me, body)


@router.get("/backups")
def backups(_: Administrator, here: Here) -> list[BackupRow]:
    """List the backups beside the data, the newest first."""
    folder = here.settings.data_dir / BACKUPS
    rows = [
        BackupRow(
            name=path.name,
            size_bytes=path.stat().st_size,
            made_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        )
        for path in folder.glob("*.tar")
    ]
    return sorted(rows, key=lambda row: row.made_at, reverse=True)


@router.post("/backups", status_code=HTTPStatus.CREATED)
def back_up(me: Administrator, here: Here) -> BackupRow:
    """Make a backup beside the data now; copy it to another machine yourself."""
    at = here.now()
    folder = here.settings.data_dir / BACKUPS
    folder.mkdir(exist_ok=True)
    made = make_backup(here.settings.data_dir, folder / f"{at:%Y%m%d-%H%M%S}.tar", at=at)
    with here.database.writing() as session:
        audit.record(session, at=at, by=me, action="backup.made", object_id=made.name)
    return BackupRow(name=made.name, size_bytes=made.stat().st_size, made_at=at)


@router.get("/audit")
def trail(wanted: Annotated[TraceSearch, Query()], _: Administrator, here: Here) -> TracePage:
    """Read the audit trail, the newest line first."""
    with here.database.reading() as session:
        return page_of_trail(session, wanted)


@router.get(
    "/audit.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "All lines that the filters let through"}},
)
def trail_table(wanted: Annotated[TraceSearch, Query()], me: Administrator, here: Here) -> StreamingResponse:
    """Return the audit trail as a table."""
    with here.database.writing() as session:
        audit.record(session, at=here.now(), by=me, action="audit.exported")

    def lines() -> Iterator[Iterable[object]]:
        yield "id", "at", "actor", "action", "object", "details"
        with here.database.reading() as session:
            for one in whole_trail(session, wanted):
                details = "; ".join(f"{name}: {value}" for name, value in one.details.items())
                yield one.id, one.at.isoformat(), one.actor, one.action, one.object_id, details

    return csv_answer("audit.csv", lines())
