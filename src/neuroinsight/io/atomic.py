"""Results appear whole or not at all: they are made beside their place and renamed into it."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from neuroinsight.core.errors import OutputError

_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini", "lost+found"}  # of file managers and of mounted volumes


@contextmanager
def new_folder(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """Yield an empty folder beside `target` that takes its place on success and vanishes on failure.

    An empty `target` counts as free. A folder that is there stays what it is, with its owner and permissions, be it a
    link, a mounted volume or the caller's own place: the finished files are moved into it one after the other. With
    `overwrite`, results of the same names are replaced; a folder that also holds anything else is refused, so that no
    file of the user's is lost.

    Raises:
        OutputError: `target` holds something already, its place cannot be written, or the system refuses a file while
            the folder is filled.
    """
    require_free(target, overwrite=overwrite)
    target = Path(os.path.realpath(target))
    made = _make_parents(target)
    work = _place_of_work(target) / f".{target.name}-{secrets.token_hex(4)}"
    try:
        with _explained(target):
            work.mkdir()
            yield work
        with _explained(target):
            _take_place(work, target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        _remove_empty(made)
        raise


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, replacing what was there.

    Raises:
        OutputError: The place cannot be written.
    """
    path = path.absolute()
    work = path.parent / f".{path.name}-{secrets.token_hex(4)}"
    with _explained(path):
        try:
            work.write_bytes(content)
            work.replace(path)
        finally:
            work.unlink(missing_ok=True)


def require_free(target: Path, *, overwrite: bool) -> None:
    """Raise `OutputError` if results cannot be put there: worth asking before minutes of work.

    Raises:
        OutputError: `target` is a file, a folder that holds something and may not be replaced, or in a place where no
            folder can be made.
    """
    target = target.absolute()
    with _explained(target):
        _require_place(Path(os.path.realpath(target)))
        if not target.exists() and not target.is_symlink():
            return
        if not target.is_dir():
            raise _occupied(target, "a file", "name a folder")
        if overwrite:
            return
        if held := _names(target):
            raise _occupied(target, _some(held), "choose another folder, or add --overwrite")


def _require_place(target: Path) -> None:
    """Raise an `OSError` if no folder can be made beside `target`, once the folders above it are made."""
    if target.is_dir():
        above = _place_of_work(target)
    else:
        above = next(folder for folder in target.parents if os.path.lexists(folder))
    if not above.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _place_of_work(target: Path) -> Path:
    """Return where the work is done: beside the target, or inside it if nothing can be moved in from there."""
    inside = target.is_dir() and (os.path.ismount(target) or not os.access(target.parent, os.W_OK | os.X_OK))
    return target if inside else target.parent


def _take_place(work: Path, target: Path) -> None:
    if not target.exists():
        work.rename(target)
        return
    foreign = sorted(name for name in _names(target) - _names(work) if Path(name).parts[0] != work.name)
    if foreign:
        raise _occupied(target, _some(foreign), "move these files away, or choose another folder")
    for made in sorted(work.iterdir()):
        place = target / made.name
        if place.is_dir():  # a folder of former results: only empty ones can be replaced by renaming
            shutil.rmtree(place)
        made.replace(place)
    work.rmdir()


def _names(folder: Path) -> set[str]:
    """Names of all files and folders below, relative to the folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.name not in _LITTER}


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")  # noqa: PLR2004


def _make_parents(target: Path) -> list[Path]:
    """Make the folders above; return those that were not there, the deepest first."""
    made = []
    with _explained(target):
        for folder in reversed(target.parents):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                made.append(folder)
    return made[::-1]


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:  # another run has put something there
            return


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"Results cannot be written to {target.name}",
            seen=error.strerror or str(error),
            allowed="a folder with free space where you may write",
            remedy="choose another place",
        ) from error


def _occupied(target: Path, seen: str, remedy: str) -> OutputError:
    return OutputError(
        f"There is something at {target.name} already", seen=seen, allowed="a new or an empty folder", remedy=remedy
    )
