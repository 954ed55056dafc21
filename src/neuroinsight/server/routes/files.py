"""The files of a study: received in parts, recognized, chosen by hand, removed."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import select

from neuroinsight.server import audit
from neuroinsight.server.access import Here, Me, OwnStudy
from neuroinsight.server.intake.kinds import is_leftover
from neuroinsight.server.intakes import intake_of, look_of
from neuroinsight.server.problems import ErrorAnswer, RefusedError, not_found
from neuroinsight.server.receiving import Part, Sending, offset_of, only, own_file, receive, remove_file, require_open
from neuroinsight.server.schemas.files import ChosenUse, FileRow, IntakeRow, Steps
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Study, StudyFile

router = APIRouter(tags=["files"])
Name = Annotated[
    str,
    Query(
        min_length=1,
        max_length=1000,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="The file's own name, with its folders; shown, never opened",
        examples=["NI-0042/flair.nii.gz"],
    ),
]
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": ErrorAnswer, "description": "The study takes no files, or the part does not continue"}
}
_TAKES: dict[int | str, dict[str, Any]] = {
    **_CONFLICT,
    413: {"model": ErrorAnswer, "description": "More than is taken"},
    507: {"model": ErrorAnswer, "description": "The disk is full"},
}
_RAW = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    "parameters": [
        {
            "name": "Content-Range",
            "in": "header",
            "required": False,
            "description": "`bytes FIRST-LAST/TOTAL`, for a file that comes in parts",
            "schema": {"type": "string", "pattern": r"^bytes \d{1,15}-\d{1,15}/\d{1,15}$"},
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Own:
    """A file of one's own study."""

    study: Study
    row: StudyFile


def _own_file(study: OwnStudy, file: str, here: Here) -> Own:
    with here.database.reading() as session:
        return Own(study, own_file(session, study, file))


OwnFile = Annotated[Own, Depends(_own_file)]


def _sending(study: OwnStudy, name: Name, request: Request, me: Me) -> Sending:
    return Sending(study=study, user=me, name=name, part=_part_of(request))


def _part_of(request: Request) -> Part:
    said, length = request.headers.get("content-range"), request.headers.get("content-length", "")
    known = int(length) if length.isdigit() and len(length) < 16 else None  # noqa: PLR2004 - digits of any size
    if said is None:
        return Part(length=known)
    found = _RANGE.fullmatch(said)
    first, last, total = (int(number) for number in found.groups()) if found else (1, 0, 0)
    if first > last or last >= total or (known is not None and known != last - first + 1):
        raise RefusedError(
            "The range of the part says nothing that can be",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            seen=said[:100],
            allowed="bytes FIRST-LAST/TOTAL, as many bytes as the request has",
            remedy="mend the header Content-Range",
            code="upload.range",
        )
    return Part(start=first, total=total, length=known)


@router.get("/studies/{study}/files")
def show_all(study: OwnStudy, here: Here) -> list[FileRow]:
    """List the files of a study, whole or begun."""
    with here.database.reading() as session:
        rows = session.scalars(
            select(StudyFile).where(StudyFile.study_id == study.id).order_by(StudyFile.name, StudyFile.id)
        )
        return [FileRow.of(row) for row in rows]


@router.head(
    "/studies/{study}/files",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses={204: {"headers": {"Upload-Offset": {"schema": {"type": "integer"}}}}},
)
def offset(study: OwnStudy, name: Name, here: Here) -> Response:
    """Say in `Upload-Offset` how many bytes of a file are there, from which a sender goes on."""
    held = offset_of(here, study, name)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Upload-Offset": str(held or 0)})


@router.put("/studies/{study}/files", responses=_TAKES, openapi_extra=_RAW)
async def take(sending: Annotated[Sending, Depends(_sending)], request: Request, here: Here) -> FileRow:
    """Take a file, or with `Content-Range` a part of one: raw bytes, in constant memory.

    A part that was answered stays, whatever happens afterwards; a file cut off goes on from `Upload-Offset`.
    """
    if is_leftover(sending.name):
        raise RefusedError(
            "An operating system left this file behind",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            seen="a hidden file, or one of a folder's settings",
            allowed="images, and zips of images",
            remedy="leave it out",
            code="upload.leftover",
        )
    with only(here, sending.study, sending.name):
        return FileRow.of(await receive(here, sending, request.stream()))


@router.patch("/studies/{study}/files", responses=_CONFLICT)
def change_several(study: OwnStudy, body: Steps, me: Me, here: Here) -> IntakeRow:
    """Do to several files what the cure of a problem says: all of it, or nothing."""
    require_open(study)
    gone = []
    with here.database.writing() as session:
        for step in body.steps:
            if step.use is None:
                gone.append(remove_file(here, session, me, own_file(session, study, step.file)))
            else:
                own_file(session, study, step.file).use = step.use.value
        audit.record(
            session,
            at=here.now(),
            by=me,
            action="files.chosen",
            object_id=study.id,
            details={"files": len(body.steps)},
        )
    for key in gone:
        here.store.remove(key)
    return _intake(here, study)


@router.delete("/studies/{study}/files", responses=_CONFLICT)
def remove_all(study: OwnStudy, me: Me, here: Here) -> IntakeRow:
    """Remove all files of a study, to start over."""
    require_open(study)
    with here.database.writing() as session:
        rows = session.scalars(select(StudyFile).where(StudyFile.study_id == study.id)).all()
        gone = [remove_file(here, session, me, row) for row in rows]
    for key in gone:
        here.store.remove(key)
    return _intake(here, study)


@router.patch("/studies/{study}/files/{file}", responses=_CONFLICT)  # noqa: FAST003 - the dependency takes them
def change(own: OwnFile, body: ChosenUse, me: Me, here: Here) -> IntakeRow:
    """Say what a file is used for."""
    require_open(own.study)
    with here.database.writing() as session:
        own_file(session, own.study, own.row.id).use = None if body.use is None else body.use.value
        audit.record(
            session,
            at=here.now(),
            by=me,
            action="file.chosen",
            object_id=own.study.id,
            details={"file": own.row.id, "use": body.use},
        )
    return _intake(here, own.study)


@router.delete("/studies/{study}/files/{file}", responses=_CONFLICT)  # noqa: FAST003 - the dependency takes them
def remove(own: OwnFile, me: Me, here: Here) -> IntakeRow:
    """Remove a file."""
    require_open(own.study)
    with here.database.writing() as session:
        key = remove_file(here, session, me, own_file(session, own.study, own.row.id))
    here.store.remove(key)
    return _intake(here, own.study)


@router.get(
    "/studies/{study}/files/{file}/thumbnail.png",  # noqa: FAST003 - the dependency takes them
    response_class=Response,
    responses={200: {"content": {"image/png": {}}, "description": "A slice through the middle"}},
)
def thumbnail(own: OwnFile) -> Response:
    """Show a slice through the middle of an image, the patient's left on the right."""
    picture = look_of(own.row.recognized).picture if own.row.recognized is not None else None
    if picture is None:
        raise not_found("file")
    return Response(picture, media_type="image/png", headers={"cache-control": "private, max-age=86400"})


@router.get("/studies/{study}/intake")
def intake(study: OwnStudy, here: Here) -> IntakeRow:
    """Say what the files of a study are, with evidence, what stands in the way, and how it is mended."""
    return _intake(here, study)


def _intake(here: Services, study: Study) -> IntakeRow:
    found = intake_of(here, study)
    with here.database.reading() as session:
        begun = select(StudyFile).where(StudyFile.study_id == study.id, StudyFile.sha256.is_(None))
        return IntakeRow.of(found, study.id, list(session.scalars(begun.order_by(StudyFile.name))))
