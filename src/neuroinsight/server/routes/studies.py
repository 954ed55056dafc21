"""Studies: the work list, one study, its deletion and its return."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from neuroinsight.server import audit
from neuroinsight.server.access import Here, Me, OwnDeletedStudy, OwnStudy
from neuroinsight.server.schemas.studies import Declaration, Search, StudyPage, StudyRow
from neuroinsight.server.studies import add_study, all_found, delete_study, restore_study, rows_of, search
from neuroinsight.server.tables import Study
from neuroinsight.server.tabular import csv_answer

router = APIRouter(tags=["studies"])
_TABLE = (
    "id",
    "patient",
    "exam_date",
    "age_years",
    "treated",
    "status",
    "review",
    "side",
    "lesions",
    "whole_tumor_ml",
    "whole_tumor_low_ml",
    "whole_tumor_high_ml",
    "grade",
    "hgg_probability",
    "created_at",
)


@router.get("/studies")
def find(wanted: Annotated[Search, Query()], me: Me, here: Here) -> StudyPage:
    """Find one's own studies."""
    with here.database.reading() as session:
        return search(session, me, wanted)


@router.get(
    "/studies.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "All studies that the filters let through"}},
)
def table(wanted: Annotated[Search, Query()], me: Me, here: Here) -> StreamingResponse:
    """Return the work list as a table."""
    with here.database.writing() as session:
        audit.record(session, at=here.now(), by=me, action="list.exported")

    def lines() -> Iterator[Iterable[object]]:
        yield _TABLE
        with here.database.reading() as session:
            for study in all_found(session, me, wanted):
                yield [getattr(study, name) for name in _TABLE]

    return csv_answer("studies.csv", lines())


@router.post("/studies", status_code=HTTPStatus.CREATED)
def make(body: Declaration, me: Me, here: Here) -> StudyRow:
    """Make a study that waits for its files."""
    with here.database.writing() as session:
        study = add_study(here, session, me, **body.model_dump(exclude_none=True))
        return rows_of(session, [study], me)[0]


@router.get("/studies/{study}")
def show(study: OwnStudy, me: Me, here: Here) -> StudyRow:
    """Show one study."""
    with here.database.reading() as session:
        is_known = audit.seen(session, at=here.now(), user=me, action="study.seen", object_id=study.id)
        row = rows_of(session, [study], me)[0]
    if not is_known:
        with here.database.writing() as session:
            audit.record(session, at=here.now(), by=me, action="study.seen", object_id=study.id)
    return row


@router.patch("/studies/{study}")
def change(study: OwnStudy, body: Declaration, me: Me, here: Here) -> StudyRow:
    """Change what the images do not tell; fields that are left out stay."""
    changes = body.model_dump(exclude_unset=True)
    if changes.get("patient", "") is None:
        changes["patient"] = ""
    with here.database.writing() as session:
        row = session.get_one(Study, study.id)
        for name, value in changes.items():
            setattr(row, name, value)
        row.changed_at = here.now()
        audit.record(
            session,
            at=here.now(),
            by=me,
            action="study.changed",
            object_id=study.id,
            details={"fields": ", ".join(sorted(changes))},
        )
        return rows_of(session, [row], me)[0]


@router.delete("/studies/{study}")
def delete(study: OwnStudy, me: Me, here: Here) -> StudyRow:
    """Delete a study; it can be restored for some days."""
    with here.database.writing() as session:
        return rows_of(session, [delete_study(here, session, me, study.id)], me)[0]


@router.post("/studies/{study}/restore")
def restore(study: OwnDeletedStudy, me: Me, here: Here) -> StudyRow:
    """Restore a deleted study."""
    with here.database.writing() as session:
        return rows_of(session, [restore_study(here, session, me, study.id)], me)[0]
