"""Results appear whole or not at all: they are made beside their place, put on the disk, and renamed into it."""

import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from neuroinsight.core.errors import OutputError
from neuroinsight.io.lock import claimed, place_beside

_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini", "lost+found"}  # of file managers and of mounted volumes
_OURS = ".neuroinsight."  # in the names of all that stands beside results while they are made
_LONGEST_ENDING = 20
_UNFLUSHED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EACCES, errno.EBADF}


@contextmanager
def new_folder(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `target` on success and vanishes on failure.

    What `held` and `filled` do, in one step.

    Raises:
        OutputError: `target` holds something already, another process writes there, its place cannot be written, or
            the system refuses a file while the folder is filled.
    """
    require_free(target, overwrite=overwrite)
    with held(target) as place, filled(place, overwrite=overwrite) as work:
        yield work


@contextmanager
def held(target: Path) -> Iterator[Path]:
    """Keep `target` for this process alone and yield its real path; what a killed process left there is cleared.

    Folders above are made, and removed again if nothing comes to stand in them.

    Raises:
        OutputError: Another process writes there, or its place cannot be written.
    """
    place = Path(os.path.realpath(target))
    made = _make_parents(place)
    try:
        with ExitStack() as stack:
            with _explained(place):
                stack.enter_context(claimed(place))
                _clear(place)
            yield place
    finally:
        _remove_empty(made)


@contextmanager
def filled(place: Path, *, overwrite: bool, seal: str = "", known: Collection[str] = ()) -> Iterator[Path]:
    """Yield an empty folder that takes the place of one that is `held`, and vanishes on failure.

    An empty folder counts as free. With `overwrite`, results of the same names, and of the names `known`, are replaced;
    a folder that also holds anything else is refused, so that no file of the user's is lost.

    A folder that stands there is swapped as a whole, and the new one takes its permissions. One that must stay itself
    (a mounted volume, another owner's, one in a place where nothing can be renamed, the folder the process works in)
    is emptied of the old results before the new ones are moved in. Of these, the file named `seal` goes first and
    comes last: where it stands, all files beside it belong to it.

    Raises:
        OutputError: The folder holds something already, or the system refuses a file while the new one is filled.
    """
    require_free(place, overwrite=overwrite)
    work = place_beside(place, "work")
    try:
        with _explained(place, work):
            work.mkdir()
            yield work
        with _explained(place):
            _require_ours(work, place, known)
            _flush_below(work)
            _take_place(work, place, seal)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, replacing what was there.

    Raises:
        OutputError: The place cannot be written.
    """
    with new_file(path) as work:
        work.write_bytes(content)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield the path of a file of the same ending that takes the place of `path` on success and vanishes on failure.

    Raises:
        OutputError: The place cannot be written.
    """
    path = path.absolute()
    ending = "".join(path.suffixes[-2:])
    work = path.parent / f".{secrets.token_hex(4)}{_OURS}part{ending if len(ending) <= _LONGEST_ENDING else ''}"
    with _explained(path):
        try:
            yield work
            _flush(work)
            work.replace(path)
            _flush(path.parent)
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
            raise _occupied(target, "a file", "name a folder", code="output.is_file")
        if overwrite:
            return
        if found := _names(target):
            remedy = "choose another folder, or have the results there replaced"
            raise _occupied(target, _some(found), remedy, code="output.occupied")


def _require_place(target: Path) -> None:
    """Raise an `OSError` if no folder can be made beside `target`, once the folders above it are made."""
    if target.is_dir():
        above = place_beside(target, "work").parent
    else:
        above = next(folder for folder in target.parents if os.path.lexists(folder))
    if not above.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _clear(place: Path) -> None:
    """Undo a swap that was broken off, and remove what else a killed process left; only its holder may."""
    old, work = place_beside(place, "old"), place_beside(place, "work")
    if old.exists() and not place.exists():
        old.rename(place)
    for left in (old, work):
        if left.exists():
            shutil.rmtree(left)
    if place.is_dir():
        for part in place.glob(f".*{_OURS}part*"):
            part.unlink()


def _require_ours(work: Path, place: Path, known: Collection[str]) -> None:
    foreign = _names(place) - _names(work) - set(known) if place.exists() else set()
    if foreign:
        remedy = "move these files away, or choose another folder"
        raise _occupied(place, _some(foreign), remedy, code="output.foreign_files")


def _take_place(work: Path, place: Path, seal: str) -> None:
    if not place.exists():
        work.rename(place)
    elif _must_stay(place, work):
        _move_in(work, place, seal)
    else:
        old = place_beside(place, "old")
        shutil.copystat(place, work)
        place.rename(old)
        try:
            work.rename(place)
        except BaseException:
            old.rename(place)
            raise
        _flush(place.parent)
        shutil.rmtree(old)
    _flush(place.parent)


def _must_stay(place: Path, work: Path) -> bool:
    there, ours = place.stat(), work.stat()
    owned = (there.st_uid, there.st_gid) == (ours.st_uid, ours.st_gid)
    return work.parent == place or not owned or Path.cwd().is_relative_to(place)


def _move_in(work: Path, place: Path, seal: str) -> None:
    for old in sorted(place.iterdir(), key=lambda path: path.name != seal):
        if _OURS in old.name or old.name in _LITTER:
            continue
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
        if old.name == seal:
            _flush(place)
    for made in sorted(work.iterdir(), key=lambda path: path.name == seal):
        if made.name == seal:
            _flush(place)
        made.rename(place / made.name)
    _flush(place)
    work.rmdir()


def _flush_below(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _flush(path)


def _flush(path: Path) -> None:
    """Have the system put a file, or the names in a folder, on the disk: a loss of power then takes nothing back."""
    is_folder = path.is_dir()
    try:
        descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if not is_folder or error.errno not in _UNFLUSHED:  # Windows and some network folders flush no folders
            raise


def _names(folder: Path) -> set[str]:
    """Names of all files and folders below, relative to the folder, but for litter and what we put there for a time."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.name not in _LITTER)
    return {str(name) for name in names if _OURS not in name.parts[0]}


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
        with suppress(OSError):  # something stands in it
            folder.rmdir()


@contextmanager
def _explained(target: Path, work: Path | None = None) -> Iterator[None]:
    """Say in words what the system refuses; what it refuses elsewhere than in `work`, where given, is not ours."""
    try:
        yield
    except OSError as error:
        if work is not None and error.filename is not None and not _is_below(error.filename, work):
            raise
        raise OutputError(
            f"Results cannot be written to {target.name}",
            seen=error.strerror or str(error),
            allowed="a folder with free space where you may write",
            remedy="choose another place",
            code="output.refused",
        ) from error


def _is_below(path: object, folder: Path) -> bool:
    return isinstance(path, str | os.PathLike) and Path(path).is_relative_to(folder)


def _occupied(target: Path, seen: str, remedy: str, *, code: str) -> OutputError:
    return OutputError(
        f"There is something at {target.name} already",
        seen=seen,
        allowed="a new or an empty folder",
        remedy=remedy,
        code=code,
    )
