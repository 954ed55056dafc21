"""The upload of a study as it is known at this moment: files looked at once, choices kept, the door asked once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from neuroinsight.core.sequences import Sequence
from neuroinsight.server.choices import chosen
from neuroinsight.server.intake.assess import assess
from neuroinsight.server.intake.child import LOOKS
from neuroinsight.server.intake.kinds import head_of, is_zip, kind_of
from neuroinsight.server.intake.names import folder_of_zip
from neuroinsight.server.intake.plan import plan_of_model
from neuroinsight.server.intake.values import Intake, Kind, Look, Received, Told, Use
from neuroinsight.server.problems import Problem as Shown
from neuroinsight.server.problems import RefusedError
from neuroinsight.server.receiving import OPEN, key_of
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Status, Study, StudyFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What an analysis reads: the file of each sequence by its key in the store, and a mask with its scheme."""

    images: Mapping[Sequence, str]
    names: Mapping[Sequence, str]
    mask: str | None
    mask_scheme: str | None


def intake_of(services: Services, study: Study) -> Intake:
    """Return what is known of a study's files, having looked at those that are new."""
    with services.desk.turn(study.id):
        _unpack_zips(services, study.id)
        looks = _looks(services, study.id)
        files = tuple(_received(services, row) for row, _ in looks)
        known = {row.id: look for row, look in looks}
        with services.database.reading() as session:
            plan = plan_of_model(chosen(services, session).model)
        found = assess(files, known, plan, partial(services.desk.ask, plan))
    _tell(services, study, found)
    return found


def chosen_files(services: Services, study: Study) -> Chosen:
    """Return what an analysis of a study reads; from then on the choice is the person's, whatever is learned later.

    Patient and date that nobody stated are taken from the names, where these agree.

    Raises:
        RefusedError: Something stands in the way, or nothing can be changed any more.
    """
    found = intake_of(services, study)
    if not found.ready:
        first = next((problem.told for problem in found.problems if problem.blocks), None)
        raise _not_ready(first)
    with services.database.writing() as session:
        for one in found.files:
            session.get_one(StudyFile, one.file.id).use = (one.use or Use.LEAVE_OUT).value
        row = session.get_one(Study, study.id)
        row.patient = row.patient or found.suggested_patient or ""
        if row.exam_date is None and found.suggested_date is not None:
            row.exam_date = date.fromisoformat(found.suggested_date)
        rows = {one.file.id: session.get_one(StudyFile, one.file.id) for one in found.files}
    mask = next((one for one in found.files if one.use is Use.MASK), None)
    return Chosen(
        images={sequence: key_of(rows[file.id]) for sequence, file in found.images.items()},
        names={sequence: file.name for sequence, file in found.images.items()},
        mask=key_of(rows[mask.file.id]) if mask is not None else None,
        mask_scheme=found.mask_scheme,
    )


def image_key(services: Services, study: Study, sequence: Sequence) -> str | None:
    """Return the key of the file that is a sequence of a study, as chosen or as recognized; None if there is none."""
    with services.database.reading() as session:
        chosen = session.scalars(
            select(StudyFile).where(
                StudyFile.study_id == study.id, StudyFile.use == sequence.value, StudyFile.sha256.is_not(None)
            )
        ).first()
    if chosen is not None:
        return key_of(chosen)
    if study.status not in OPEN:
        return None
    file = intake_of(services, study).images.get(sequence)
    return None if file is None else next(key_of(row) for row in _whole_files(services, study.id) if row.id == file.id)


def kept(look: Look) -> dict[str, Any]:
    """Return what a file shows as it is kept in its row."""
    content: dict[str, Any] = json.loads(LOOKS.dump_json(look))
    return content


def look_of(recognized: dict[str, Any]) -> Look:
    """Return what a file shows, from its row."""
    return LOOKS.validate_json(json.dumps(recognized))


def _looks(services: Services, study: str) -> list[tuple[StudyFile, Look]]:
    found = []
    for row in _whole_files(services, study):
        if row.recognized is not None:
            found.append((row, look_of(row.recognized)))
            continue
        look = services.desk.examiner.look_at(services.store.path(key_of(row)), row.name)
        with services.database.writing() as session:
            standing = session.get(StudyFile, row.id)
            if standing is not None:  # else it was removed meanwhile
                standing.recognized = kept(look)
                found.append((row, look))
    return found


def _unpack_zips(services: Services, study: str) -> None:
    for row in _whole_files(services, study):
        if row.recognized is not None:
            continue
        path = services.store.path(key_of(row))
        head = head_of(path)
        if is_zip(head) and kind_of(head, row.name) is Kind.ARCHIVE:
            _unpack(services, row, path)


def _unpack(services: Services, row: StudyFile, archive: Path) -> None:
    """Put the members of a zip in its place: their rows come in the transaction in which its own goes."""
    members = []
    with TemporaryDirectory(dir=archive.parent, prefix="unpacking-") as folder:
        got = services.desk.examiner.unpack(archive, row.name, Path(folder))
        for number, member in enumerate(got.members):
            made = StudyFile(
                id=new_id(),
                study_id=row.study_id,
                name=f"{folder_of_zip(row.name)}/{member.name}",
                size_bytes=member.size_bytes,
                received_bytes=member.size_bytes,
                created_at=row.created_at,
            )
            made.sha256 = services.store.adopt(key_of(made), Path(folder) / str(number))
            members.append(made)
    with services.database.writing() as session:
        standing = session.get(StudyFile, row.id)
        if standing is None:
            return
        if got.refused is not None:
            standing.recognized = kept(Look(kind=Kind.DAMAGED, refused=got.refused))
            return
        session.add_all(members)
        session.delete(standing)
    services.store.remove(key_of(row))


def shown(told: Told) -> Shown:
    """Return a problem in the one shape of errors."""
    return Shown(code=told.code, problem=told.problem, seen=told.seen, allowed=told.allowed, remedy=told.remedy)


def _whole_files(services: Services, study: str) -> list[StudyFile]:
    with services.database.reading() as session:
        wanted = select(StudyFile).where(StudyFile.study_id == study, StudyFile.sha256.is_not(None))
        return list(session.scalars(wanted.order_by(StudyFile.name, StudyFile.created_at, StudyFile.id)))


def _received(services: Services, row: StudyFile) -> Received:
    return Received(
        id=row.id,
        name=row.name,
        path=services.store.path(key_of(row)),
        size_bytes=row.size_bytes or 0,
        sha256=row.sha256 or "",
        use=None if row.use is None else Use(row.use),
    )


def _tell(services: Services, study: Study, found: Intake) -> None:
    """Say in the study's row whether it waits for an answer, so that the work list shows what for."""
    blocking = [problem for problem in found.problems if problem.blocks]
    asks = blocking and found.files
    status = Status.NEEDS_INPUT if asks else Status.RECEIVING
    problem = shown(blocking[0].told).model_dump() if asks else None
    if study.status not in {Status.RECEIVING, Status.NEEDS_INPUT} or (study.status, study.problem) == (status, problem):
        return
    with services.database.writing() as session:
        row = session.get_one(Study, study.id)
        if row.status in {Status.RECEIVING, Status.NEEDS_INPUT}:  # else an analysis began meanwhile
            row.status, row.problem, row.changed_at = status, problem, services.now()


def _not_ready(told: Told | None) -> RefusedError:
    if told is None:
        return RefusedError(
            "The study cannot be analyzed yet",
            status=HTTPStatus.CONFLICT,
            seen="files that were not examined",
            allowed="a study whose checks have passed",
            remedy="look at its upload",
            code="upload.not_ready",
        )
    return RefusedError(
        told.problem,
        status=HTTPStatus.CONFLICT,
        seen=told.seen,
        allowed=told.allowed,
        remedy=told.remedy,
        code=told.code,
    )
