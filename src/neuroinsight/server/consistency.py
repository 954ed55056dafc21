"""Whether rows and files say the same, and what an interrupted server left behind.

Files are written before the row that names them. So a row without its file is damage, and a file without a row is what
was on its way when something died: harmless, and removed when the next server starts.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from neuroinsight.analysis.outputs import RECORD, SEGMENTATION
from neuroinsight.server.audit import first_broken
from neuroinsight.server.jobs.queue import OPEN
from neuroinsight.server.receiving import key_of
from neuroinsight.server.services import Services
from neuroinsight.server.store import sha256_of
from neuroinsight.server.tables import Job, Status, Study, StudyFile, Version
from neuroinsight.server.versions import folder_of_version, key_of_version

WORK = "work"
_HALF = ".*.neuroinsight.part*"  # what `io.atomic` writes before it takes its name
_UNDERWAY = {Status.QUEUED, Status.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it must be: a code, and the row or file it concerns."""

    code: str
    concerns: str


def faults_of(services: Services) -> list[Fault]:
    """Return what is wrong in the data folder; every file is read, to compare its digest."""
    keys = list(services.store.keys("studies")) if (services.settings.data_dir / "studies").is_dir() else []
    with services.database.reading() as session:
        return [
            *_files(services, session),
            *_versions(services, session),
            *_studies(session),
            *_trail(session),
            *(Fault(code="file.without_row", concerns=key) for key in keys if not _is_known(session, key)),
        ]


def clear_litter(services: Services) -> list[str]:
    """Remove files that no row names, as a server that starts may, and return their keys."""
    root = services.settings.data_dir.absolute()
    shutil.rmtree(root / WORK, ignore_errors=True)
    if not (root / "studies").is_dir():
        return []
    for half in (root / "studies").rglob(_HALF):
        half.unlink()
    with services.database.reading() as session:
        litter = [key for key in services.store.keys("studies") if not _is_known(session, key)]
    for key in litter:
        services.store.remove(key)
    return litter


def _files(services: Services, session: Session) -> Iterator[Fault]:
    for row in session.scalars(select(StudyFile).where(StudyFile.sha256.is_not(None))):
        yield from _kept(services, key_of(row), row.sha256 or "")


def _versions(services: Services, session: Session) -> Iterator[Fault]:
    for version in session.scalars(select(Version)):
        yield from _kept(services, key_of_version(version, SEGMENTATION), version.label_map_sha256)
        yield from _kept(services, key_of_version(version, RECORD), version.record_sha256)


def _kept(services: Services, key: str, sha256: str) -> Iterator[Fault]:
    if not services.store.has(key):
        yield Fault(code="row.without_file", concerns=key)
    elif sha256_of(services.store.path(key)) != sha256:
        yield Fault(code="file.changed", concerns=key)


def _studies(session: Session) -> Iterator[Fault]:
    """Status, versions and jobs of a study say the same."""
    at_work = set(session.scalars(select(Job.study_id).where(Job.state.in_(OPEN))))
    newest: dict[str, int] = {}
    for version in session.scalars(select(Version)):
        newest[version.study_id] = max(version.number, newest.get(version.study_id, 0))
    for study in session.scalars(select(Study)):
        if (study.status in _UNDERWAY) != (study.id in at_work):
            yield Fault(code="study.job", concerns=study.id)
        if study.version != newest.get(study.id) or (study.status == Status.DONE and study.version is None):
            yield Fault(code="study.version", concerns=study.id)


def _trail(session: Session) -> Iterator[Fault]:
    if (broken := first_broken(session)) is not None:
        yield Fault(code="audit.broken", concerns=str(broken))


def _is_known(session: Session, key: str) -> bool:
    """Whether a row names a file, or the study it is of keeps such files without one (copies, reports)."""
    _, study_id, kind, *rest = *key.split("/", 3), ""
    if session.get(Study, study_id) is None:
        return False
    name = str(rest[0]) if rest else ""
    if kind == "files":
        row = session.get(StudyFile, name.partition(".")[0])
        return row is not None and (row.sha256 is None or key == key_of(row))
    if kind == "versions":
        version = session.get(Version, name.partition("/")[0])
        return version is not None and key.startswith(f"{folder_of_version(version)}/")
    return True
