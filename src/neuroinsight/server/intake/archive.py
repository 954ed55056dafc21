"""Zips, opened under limits: members get names of ours, nothing is extracted by the name that stands in the zip.

Counted while inflating, for what a zip declares of itself may be a lie.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from neuroinsight.core.errors import FileFormatError
from neuroinsight.io.content import printable
from neuroinsight.server.intake.kinds import HEAD_BYTES, is_leftover, is_zip, kind_of
from neuroinsight.server.intake.values import Kind, Limits

_PIECE_BYTES = 1 << 20
_ENCRYPTED = 0x1
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
OpenNew = Callable[[str], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a zip as it was unpacked: its name to show, and how many bytes it has."""

    name: str
    size_bytes: int


def unpack(archive: Path, name: str, new: OpenNew, limits: Limits) -> Iterator[Member]:
    """Yield the members of a zip; `new(name to show)` opens the file of ours that the bytes of one are written to.

    `name` is the zip's own, for messages. What operating systems leave behind is skipped.

    Raises:
        FileFormatError: Damaged, encrypted, with another archive in it, with too many members, or too much in it. What
            was written until then is the caller's to remove.
    """
    shown = printable(name)
    try:
        with zipfile.ZipFile(archive) as opened:
            wanted = [one for one in opened.infolist() if not one.is_dir() and not is_leftover(_shown(one.filename))]
            _require_modest(shown, wanted, archive.stat().st_size, limits)
            written = 0
            for member in wanted:
                size = _copy(opened, member, new, _room(shown, archive, written, limits))
                written += size
                yield Member(_shown(member.filename), size)
    except _DAMAGED as error:
        raise FileFormatError(
            f"{shown} cannot be unpacked",
            seen=str(error) or type(error).__name__,
            allowed="a complete zip with the methods 'stored' and 'deflated'",
            remedy="make the zip again, or give the folder itself",
            code="upload.zip_damaged",
        ) from error


@dataclass(frozen=True, slots=True)
class _Room:
    shown: str  # the zip's name
    left_bytes: int
    error: FileFormatError


def _room(shown: str, archive: Path, written: int, limits: Limits) -> _Room:
    """How much may still be unpacked, and the problem of going beyond."""
    by_ratio = max(limits.free_bytes, int(limits.ratio * archive.stat().st_size))
    most = min(limits.unpacked_bytes, by_ratio)
    return _Room(shown, most - written, _too_much(shown, f"more than {most:,} bytes", limits))


def _copy(opened: zipfile.ZipFile, member: zipfile.ZipInfo, new: OpenNew, room: _Room) -> int:
    size = 0
    with opened.open(member) as source:
        head = source.read(HEAD_BYTES)
        if is_zip(head) and kind_of(head, member.filename) is Kind.ARCHIVE:
            raise _nested(room.shown, _shown(member.filename))
        with new(_shown(member.filename)) as target:
            piece = head
            while piece:
                size += len(piece)
                if size > room.left_bytes:
                    raise room.error
                target.write(piece)
                piece = source.read(_PIECE_BYTES)
    return size


def _require_modest(shown: str, members: list[zipfile.ZipInfo], packed_bytes: int, limits: Limits) -> None:
    """Refuse by the directory alone what need not be inflated to be refused."""
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileFormatError(
            f"{shown} is encrypted",
            seen="a zip with a password",
            allowed="a zip without one",
            remedy="unpack it with its password, and give the folder",
            code="upload.zip_encrypted",
        )
    if strange := [one for one in members if one.compress_type not in {_STORED, _DEFLATED}]:
        raise ValueError(f"{_shown(strange[0].filename)} is packed with the method {strange[0].compress_type}")
    if len(members) > limits.members:
        raise _too_much(shown, f"{len(members):,} files", limits)
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked / max(1, packed_bytes)
    if unpacked > limits.unpacked_bytes or (unpacked > limits.free_bytes and ratio > limits.ratio):
        raise _too_much(shown, f"{unpacked:,} bytes unpacked, {ratio:,.0f} times the zip", limits)
    if not members:
        raise FileFormatError(
            f"{shown} is empty",
            seen="a zip without files",
            allowed="a zip with the images of one patient",
            remedy="make the zip again",
            code="upload.zip_empty",
        )


def _too_much(shown: str, seen: str, limits: Limits) -> FileFormatError:
    return FileFormatError(
        f"{shown} unpacks to more than is taken",
        seen=seen,
        allowed=f"at most {limits.members:,} files, {limits.unpacked_bytes:,} bytes and, above {limits.free_bytes:,} "
        f"bytes, {limits.ratio:g} times the zip's own size",
        remedy="give the images of one patient alone, or the folder itself",
        code="upload.zip_too_large",
    )


def _nested(shown: str, inner: str) -> FileFormatError:
    return FileFormatError(
        f"{shown} holds another zip",
        seen=inner,
        allowed="a zip of images",
        remedy="unpack it, and give the inner zip or the folder",
        code="upload.zip_nested",
    )


def _shown(name: str) -> str:
    """The name of a member as it may be shown: no way up, no drive, no escape codes."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    clean = [part for part in parts if part not in {"/", ".", ".."} and not part.endswith(":")]
    return printable("/".join(clean)) or "unnamed"
