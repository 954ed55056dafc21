"""Files as they arrive: streamed to the disk in constant memory, counted, resumed where a part was finished.

A part counts once it is on the disk and its row says so; only then is it answered. Whatever is cut off after that, at
any moment, costs the part that was on its way and nothing else.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect

from neuroinsight.server import audit
from neuroinsight.server.intake.kinds import ending_of
from neuroinsight.server.problems import RefusedError, not_found
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Status, Study, StudyFile, User

OPEN = (Status.RECEIVING, Status.NEEDS_INPUT, Status.FAILED, Status.CANCELED)  # states that take files
_BUFFER_BYTES = 1 << 20
_SPARE_BYTES = 64 << 20  # that stay free on the disk


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which bytes of a file come: from where, and how long the whole file is (None: until the request ends)."""

    start: int = 0
    total: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A file or part that somebody sends: into which study, under which name."""

    study: Study
    user: User
    name: str
    part: Part


@contextmanager
def only(services: Services, study: Study, name: str) -> Iterator[None]:
    """Hold a file of a study for one request.

    Raises:
        RefusedError: Another request writes it.
    """
    if not services.desk.begin(study.id, name):
        raise RefusedError(
            "This file is being sent already",
            status=HTTPStatus.CONFLICT,
            seen="a second request for the same file",
            allowed="one request for a file at a time",
            remedy="wait until the first one has ended",
            code="upload.busy",
        )
    try:
        yield
    finally:
        services.desk.end(study.id, name)


def key_of(row: StudyFile) -> str:
    """Return where a file lies in the store: a name of ours, with the ending by which readers know the format."""
    return f"studies/{row.study_id}/files/{row.id}{ending_of(row.name)}"


def offset_of(services: Services, study: Study, name: str) -> int | None:
    """Return how many bytes of a file were received and answered; None of a file that was never begun."""
    with services.database.reading() as session:
        row = _begun(session, study.id, name) or _whole(session, study.id, name)
        return None if row is None else row.received_bytes


async def receive(services: Services, sending: Sending, body: AsyncIterator[bytes]) -> StudyFile:
    """Take the bytes of a file, or of a part, and return its row.

    Raises:
        RefusedError: The study takes no files, the part does not continue what is there, or a limit is passed; what was
            answered before stays.
    """
    part = sending.part
    row = await run_in_threadpool(_open, services, sending)
    most = min(services.settings.max_file_bytes, await run_in_threadpool(_room, services, row))
    file = await run_in_threadpool(_at, services.store.workplace(key_of(row)), part.start)
    written = part.start
    try:
        async for piece in _pieces(body):
            if written + len(piece) > most:
                raise _too_large(f"more than {most:,} bytes", services)  # noqa: TRY301 - what was answered stays
            await run_in_threadpool(_write, file, piece)
            written += len(piece)
    except ClientDisconnect:
        await run_in_threadpool(_keep, services, row, file, written)
        raise
    except BaseException:
        os.close(file)
        raise
    await run_in_threadpool(_keep, services, row, file, written)
    if part.total is not None and written < part.total:
        return await run_in_threadpool(_fresh, services, row.id)
    return await run_in_threadpool(_finish, services, row.id, sending.user)


def remove_file(services: Services, session: Session, user: User, row: StudyFile) -> str:
    """Take a file out of its study and return its key, to be removed once the row is gone."""
    session.delete(row)
    audit.record(
        session, at=services.now(), by=user, action="file.removed", object_id=row.study_id, details={"file": row.id}
    )
    return key_of(row)


def own_file(session: Session, study: Study, file: str) -> StudyFile:
    """Return a file of a study.

    Raises:
        RefusedError: There is none.
    """
    row = session.get(StudyFile, file)
    if row is None or row.study_id != study.id:
        raise not_found("file")
    return row


def require_open(study: Study) -> None:
    """Refuse to change the files of a study that was analyzed, or that is about to be.

    Raises:
        RefusedError: It is.
    """
    if study.status not in OPEN:
        raise RefusedError(
            "The files of this study can no longer be changed",
            status=HTTPStatus.CONFLICT,
            seen=f"a study that is {study.status}",
            allowed="studies whose analysis did not begin",
            remedy="upload the files as a new study",
            code="upload.closed",
        )


async def _pieces(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what arrives in pieces that are worth a write."""
    buffer = bytearray()
    try:
        async for piece in body:
            buffer += piece
            if len(buffer) >= _BUFFER_BYTES:
                yield bytes(buffer)
                buffer.clear()
    except ClientDisconnect:
        yield bytes(buffer)
        raise
    yield bytes(buffer)


def _open(services: Services, sending: Sending) -> StudyFile:
    """Return the row that the part belongs to; a new one for a file's first part."""
    part, study = sending.part, sending.study
    require_open(study)
    declared = part.total if part.total is not None else part.length
    if declared is not None and declared > services.settings.max_file_bytes:
        raise _too_large(f"{declared:,} bytes", services)
    with services.database.writing() as session:
        row = _begun(session, study.id, sending.name)
        if row is None and part.start == 0:
            row = _new_row(services, session, sending, declared)
        held = 0 if row is None else row.received_bytes
        if row is None or (part.start not in {0, held}) or (part.total and row.size_bytes not in {None, part.total}):
            raise RefusedError(
                "The part does not continue what is there",
                status=HTTPStatus.CONFLICT,
                seen=f"bytes from {part.start:,}",
                allowed=f"bytes from {held:,}",
                remedy="ask how many bytes are there, and go on from them",
                code="upload.offset",
            )
        row.size_bytes = declared
        session.flush()
        return row


def _new_row(services: Services, session: Session, sending: Sending, declared: int | None) -> StudyFile:
    study = sending.study
    count = session.scalar(select(func.count()).where(StudyFile.study_id == study.id)) or 0
    if count >= services.settings.max_files:
        raise _too_large(f"{count:,} files", services)
    if declared is not None and declared > services.store.free_bytes() - _SPARE_BYTES:
        raise RefusedError(
            "The disk is full",
            status=HTTPStatus.INSUFFICIENT_STORAGE,
            seen=f"{declared:,} bytes for {services.store.free_bytes():,} that are free",
            allowed="what fits",
            remedy="ask an administrator to make space; what was received stays",
            code="upload.disk_full",
        )
    row = StudyFile(id=new_id(), study_id=study.id, name=sending.name, received_bytes=0, created_at=services.now())
    session.add(row)
    return row


def _room(services: Services, row: StudyFile) -> int:
    """How many bytes a file may have, so that the study stays within its limit."""
    with services.database.reading() as session:
        others = select(func.coalesce(func.sum(StudyFile.received_bytes), 0)).where(
            StudyFile.study_id == row.study_id, StudyFile.id != row.id
        )
        return services.settings.max_study_bytes - (session.scalar(others) or 0)


def _at(growing: Path, start: int) -> int:
    """Open a file that grows, with nothing behind the bytes that were answered."""
    file = os.open(growing, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    os.ftruncate(file, start)
    os.lseek(file, start, os.SEEK_SET)
    return file


def _write(file: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(file, view) :]


def _keep(services: Services, row: StudyFile, file: int, received: int) -> None:
    """Put what was written on the disk, and then say so in the row."""
    os.fsync(file)
    os.close(file)
    with services.database.writing() as session:
        session.get_one(StudyFile, row.id).received_bytes = received


def _fresh(services: Services, file: str) -> StudyFile:
    with services.database.reading() as session:
        return session.get_one(StudyFile, file)


def _finish(services: Services, file: str, user: User) -> StudyFile:
    """Give a file its place in the store; the same file sent again under its name is the one that is there."""
    row = _fresh(services, file)
    key = key_of(row)
    growing = services.store.workplace(key)
    size = growing.stat().st_size
    digest = services.store.adopt(key, growing)
    with services.database.writing() as session:
        row = session.get_one(StudyFile, file)
        twin = _whole(session, row.study_id, row.name)
        if twin is not None and twin.sha256 == digest:
            session.delete(row)
            kept = twin
        else:
            row.size_bytes, row.sha256 = size, digest
            if twin is not None:
                row.name = _another_name(row.name)
            kept = row
            audit.record(
                session,
                at=services.now(),
                by=user,
                action="file.received",
                object_id=row.study_id,
                details={"file": row.id, "size_bytes": size},
            )
    if kept.id != file:
        services.store.remove(key)
    return kept


def _another_name(name: str) -> str:
    """Return the name of a second file of one name, as file managers do: `flair (2).nii.gz`."""
    ending = name[len(name) - len(ending_of(name)) :]
    return f"{name[: len(name) - len(ending)]} (2){ending}"


def _begun(session: Session, study: str, name: str) -> StudyFile | None:
    return session.scalars(
        select(StudyFile).where(StudyFile.study_id == study, StudyFile.name == name, StudyFile.sha256.is_(None))
    ).first()


def _whole(session: Session, study: str, name: str) -> StudyFile | None:
    return session.scalars(
        select(StudyFile).where(StudyFile.study_id == study, StudyFile.name == name, StudyFile.sha256.is_not(None))
    ).first()


def _too_large(seen: str, services: Services) -> RefusedError:
    limits = services.settings
    return RefusedError(
        "This is more than is taken",
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        seen=seen,
        allowed=f"{limits.max_file_bytes:,} bytes a file; {limits.max_study_bytes:,} bytes, {limits.max_files:,} files",
        remedy="upload the images of one patient alone; an administrator can set larger limits",
        code="upload.too_large",
    )
