"""The bytes of a user's file, and what is compressed in them: read once, never more than a head can need."""

import math
import os
import stat
import zlib
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip, isal_zlib

from neuroinsight.core.errors import FileFormatError

_IsalError = cast("type[Exception]", isal_zlib.error)  # its type stub calls the class an instance
LARGEST_BYTES = 2 * 1024**3  # four sequences of 512 x 512 x 400 voxels as 32-bit numbers are 1.6 GiB
LARGEST_VOXELS = 2**28  # of one image: 640 x 640 x 640; 1 GiB as 32-bit numbers
LARGEST_TEXT_BYTES = 64 * 1024**2  # tables, splits, recipes and records
# what broken bytes raise in readers
DAMAGED: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, OverflowError, zlib.error, _IsalError)
_GZIP_MAGIC = b"\x1f\x8b"
_SPARE_BYTES = 64 * 1024**2  # that a stream may hold behind its image; read in parts to its check sum, and not kept
_PART_BYTES = 1024**2
_NO_FILES = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def read_content(path: Path, *, largest_bytes: int = LARGEST_BYTES) -> bytes:
    """Return the bytes of a regular file: the one way in which a file that a user names is read.

    Pipes, sockets and devices are never waited for, and never read: they may have no end.

    Raises:
        FileFormatError: Missing, no regular file, not permitted, empty, or too large.
    """
    try:
        with _opened(path) as file:
            size_bytes = os.fstat(file.fileno()).st_size
            if size_bytes > largest_bytes:
                remedy = f"name another file, or reduce it to at most {largest_bytes:,} bytes"
                raise _unreadable(path, f"{size_bytes:,} bytes", remedy)
            content = file.read()
    except FileNotFoundError as error:
        link = "a link to nothing" if path.is_symlink() else "no such file"
        raise _unreadable(path, link, "check the name and the folder") from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        remedy = "check that you are allowed to read the file"
        raise _unreadable(path, getattr(error, "strerror", None) or str(error), remedy) from error
    if not content:
        raise _unreadable(path, "an empty file", "copy or download the file again")
    return content


def read_text(path: Path) -> str:
    """Return the text of a regular file in UTF-8, with or without a mark of its order.

    Raises:
        FileFormatError: As in `read_content`, or not UTF-8.
    """
    try:
        return read_content(path, largest_bytes=LARGEST_TEXT_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, "bytes that are not UTF-8 text", "save it as text in UTF-8") from error


def head_of(content: bytes, size_bytes: int) -> bytes:
    """Return the first bytes of what is inside, inflated where it is a gzip stream; errors as in `unwrap`."""
    if not is_compressed(content):
        return content[:size_bytes]
    with igzip.IGzipFile(fileobj=BytesIO(content), mode="rb") as stream:
        return bytes(stream.read(size_bytes))


def unwrap(content: bytes, size_bytes: int) -> bytes:
    """Return the `size_bytes` that a header declares, inflated where they are a gzip stream.

    A stream is always read to its end and its check sum, so that damage is noticed wherever it is; what it holds beyond
    the declared bytes is not kept, and a stream that hardly ends is refused, so that a small file cannot fill the
    memory or the day.

    Raises:
        OSError: The stream is damaged.
        EOFError: It is cut off.
        ValueError: It goes on far behind what is declared.
    """
    if not is_compressed(content):
        return content[:size_bytes]
    with igzip.IGzipFile(fileobj=BytesIO(content), mode="rb") as stream:
        inside = bytes(stream.read(size_bytes))
        for _ in range(0, _SPARE_BYTES, _PART_BYTES):
            if not stream.read(_PART_BYTES):
                return inside
    raise ValueError(f"the compressed stream goes on far behind the {size_bytes:,} bytes that its header declares")


def inflate(content: bytes, size_bytes: int) -> bytes:
    """Return the `size_bytes` inside a zlib stream, which must hold exactly these and end with its check sum.

    Raises:
        zlib.error: The stream is damaged.
        EOFError: It is cut off.
        ValueError: It holds more.
    """
    stream = zlib.decompressobj()
    inside = stream.decompress(content, size_bytes)
    if stream.decompress(stream.unconsumed_tail, 1):
        raise ValueError(f"the compressed voxels are more than the {size_bytes:,} bytes that the header declares")
    if not stream.eof:
        raise EOFError("the compressed voxels end before their check sum")
    return inside


def is_compressed(content: bytes) -> bool:
    """Say whether this is a gzip stream, by its first bytes."""
    return content[: len(_GZIP_MAGIC)] == _GZIP_MAGIC


def require_size(shape: tuple[int, ...], size_bytes: int) -> None:
    """Raise ValueError for extents that no head needs, before anything is inflated.

    Raises:
        ValueError: An extent is below 1, or the image is too large.
    """
    voxels = math.prod(shape[:3])
    if not shape or min(shape) < 1 or voxels > LARGEST_VOXELS or size_bytes > LARGEST_BYTES:
        raise ValueError(
            f"the header declares the shape {shape}, {size_bytes:,} bytes; at most {LARGEST_VOXELS:,} voxels an image"
        )


def printable(name: str) -> str:
    r"""Return a name or text of a file as it may be shown: control and escape codes as `\x1b`, no line breaks.

    Bytes of a name that are not UTF-8 become U+FFFD.
    """
    text = os.fsencode(name).decode("utf-8", errors="replace")
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def _opened(path: Path) -> BinaryIO:
    """Open a regular file; never wait for a writer at the other end of what has become a pipe meanwhile."""
    kind = stat.S_IFMT(path.stat().st_mode)
    if kind != stat.S_IFREG:
        raise _unreadable(path, _NO_FILES.get(kind, "no regular file"), "name a regular file")
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")


def _unreadable(path: Path, seen: str, remedy: str) -> FileFormatError:
    return FileFormatError(
        f"{printable(path.name or str(path))} cannot be read",
        seen=seen,
        allowed="a regular file that is there and may be read",
        remedy=remedy,
        code="file.unreadable",
    )
