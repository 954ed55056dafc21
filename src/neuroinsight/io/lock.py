"""One writer for each folder: the later of two processes is refused, and a process that was killed holds nothing.

The operating system's own lock on a file (`flock`, on Windows `msvcrt.locking`) ends with the process that holds it,
however that ends; Linux' NFS and SMB clients pass it on to the server. Where a file system has no locks, the note in
the lock file decides: which process, since which start of which machine. Two that begin in the same instant could then
both go on, and a process on another machine counts as living, because nobody can ask for it from here.
"""

import errno
import hashlib
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from neuroinsight.core.errors import OutputError

_BUSY = {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}
_WITHOUT_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_NOTE_BYTES = 1000
_LONGEST_NAME = 200  # bytes; file systems allow 255, and ours are added

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _NOTE_BYTES, os.SEEK_SET)  # behind the note, which others read
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def claimed(target: Path) -> Iterator[None]:
    """Keep `target`, a folder that need not be there yet, for this process alone while the block runs.

    The folder above it must be there. The lock is a small hidden file that goes with the block.

    Raises:
        OutputError: Another process, or another part of this one, writes there.
        OSError: No file can be made beside or in `target`.
    """
    target = Path(os.path.realpath(target))
    path = place_beside(target, "lock")
    descriptor = _opened_and_locked(path, target)
    try:
        _write_note(descriptor)
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file: it is found unlocked by the next
            path.unlink()
        os.close(descriptor)


def place_beside(target: Path, kind: str) -> Path:
    """Return the path of a hidden helper of `target`: beside it, or inside where nothing can be moved in from there."""
    if target.is_dir() and (os.path.ismount(target) or not os.access(target.parent, os.W_OK | os.X_OK)):
        return target / f".neuroinsight.{kind}"
    known = os.fsencode(target.name)
    name = target.name if len(known) <= _LONGEST_NAME else hashlib.sha256(known).hexdigest()
    return target.parent / f".{name}.neuroinsight.{kind}"


def _opened_and_locked(path: Path, target: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            _require_unused(descriptor, path, target)
            if _is_still(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its owner removed it between our opening and locking: the next file counts


def _require_unused(descriptor: int, path: Path, target: Path) -> None:
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in _BUSY:
            raise _in_use(target, _read_note(path), path) from error
        if error.errno not in _WITHOUT_LOCKS:
            raise
        note = _read_note(path)
        if _may_live(note):
            raise _in_use(target, note, path) from error


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _ourselves() -> dict[str, str]:
    boot = _BOOT_ID.read_text(encoding="ascii").strip() if _BOOT_ID.exists() else ""
    return {"process": str(os.getpid()), "machine": socket.gethostname(), "boot": boot}


def _write_note(descriptor: int) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.truncate(descriptor, 0)
    os.write(descriptor, json.dumps(_ourselves()).encode()[:_NOTE_BYTES])


def _read_note(path: Path) -> dict[str, str]:
    try:
        note = json.loads(path.read_bytes()[:_NOTE_BYTES])
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in note.items()} if isinstance(note, dict) else {}


def _may_live(note: dict[str, str]) -> bool:
    ours = _ourselves()
    if not note.get("process", "").isdecimal():
        return False
    if note.get("machine") != ours["machine"]:
        return True
    if note.get("boot") != ours["boot"]:
        return False
    try:
        os.kill(int(note["process"]), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is another user's
    return True


def _in_use(target: Path, note: dict[str, str], path: Path) -> OutputError:
    who = f"process {note['process']} on {note['machine']}" if {"process", "machine"} <= note.keys() else "a process"
    return OutputError(
        f"Another run is writing to {target.name}",
        seen=f"{who} holds {path.name}",
        allowed="one run for each folder",
        remedy=f"wait until it is done, or choose another folder; if no such process lives, remove {path.name}",
        code="output.in_use",
    )
