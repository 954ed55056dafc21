"""Backups: the database and all files of one moment in one archive with its digests; restored into an empty folder.

The database is copied first: every file that its rows name is there, because files are written before their row and
are never changed. Where one is removed for good in between, the backup says so and is no backup.
"""

import io
import json
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.version import VERSION
from neuroinsight.io.atomic import new_file, new_folder
from neuroinsight.server.store import sha256_of

BACKUPS = "backups"
DATABASE = "neuroinsight.db"
_MANIFEST = "manifest.json"


def make_backup(data_dir: Path, out: Path, *, at: datetime) -> Path:
    """Write a backup of a data folder to the file `out`, while a server works on it or not, and return its path.

    Raises:
        NeuroInsightError: The folder has no database of its own.
        OutputError: The archive cannot be written.
    """
    source = data_dir / DATABASE
    if not source.is_file():
        raise NeuroInsightError(
            "This folder has no database",
            seen=str(data_dir),
            allowed="the data folder of an installation with its own database",
            remedy="name that folder; a database server is saved by its own means, together with this folder",
            code="backup.no_database",
        )
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as made, new_file(out) as work, tarfile.open(work, "w") as archive:
        snapshot = Path(made) / DATABASE
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(snapshot)) as new:
            old.backup(new)
        for name, path in ((DATABASE, snapshot), *_files(data_dir)):
            digests[name] = sha256_of(path)
            archive.add(path, name, recursive=False)
        manifest = {"format": 1, "software": VERSION, "made_at": at.isoformat(), "sha256": digests}
        content = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return out


def _files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((data_dir / "studies").rglob("*")):
        if path.is_file() and ".neuroinsight." not in path.name and not path.name.endswith(".growing"):
            yield path.relative_to(data_dir).as_posix(), path


def restore_backup(archive: Path, data_dir: Path) -> int:
    """Restore a backup into a new or empty folder, check every digest, and return the number of files.

    Raises:
        NeuroInsightError: It is no backup, or a file in it is not as it was saved; nothing is left behind.
        OutputError: The folder holds something.
    """
    try:
        with tarfile.open(archive) as opened, new_folder(data_dir, overwrite=False) as work:
            manifest = json.loads(opened.extractfile(_MANIFEST).read())  # type: ignore[union-attr]
            opened.extractall(work, filter="data")
            (work / _MANIFEST).unlink()
            for name, digest in manifest["sha256"].items():
                if not (work / name).is_file() or sha256_of(work / name) != digest:
                    raise _damaged(archive, f"{name} is not as it was saved")
            extra = {path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file()}
            if extra != set(manifest["sha256"]):
                raise _damaged(archive, "files that its list does not name, or lacks")
            return len(extra)
    except (tarfile.TarError, EOFError, AttributeError, KeyError, ValueError) as error:
        raise _damaged(archive, f"{type(error).__name__}: {error}") from error


def _damaged(archive: Path, seen: str) -> NeuroInsightError:
    return NeuroInsightError(
        f"{archive.name} cannot be restored",
        seen=seen,
        allowed="a whole backup that this program made",
        remedy="take another backup",
        code="backup.damaged",
    )
