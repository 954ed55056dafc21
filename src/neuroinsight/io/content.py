"""The bytes of a file, and what is compressed in them: read once, never more than a head can need."""

import zlib
from io import BytesIO
from pathlib import Path
from typing import cast

from isal import igzip, isal_zlib

from neuroinsight.core.errors import FileFormatError

_IsalError = cast("type[Exception]", isal_zlib.error)  # its type stub calls the class an instance
LARGEST_BYTES = 2 * 1024**3  # four sequences of 512 x 512 x 400 voxels as 32-bit numbers are 1.6 GiB
# what broken bytes raise in readers
DAMAGED: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, OverflowError, zlib.error, _IsalError)
_GZIP_MAGIC = b"\x1f\x8b"


def read_content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        FileFormatError: Missing, a folder, not permitted, empty, or too large.
    """
    try:
        if path.is_dir():
            raise _unreadable(path, "a folder", "name a file in it")
        size_bytes = path.stat().st_size
        if size_bytes > LARGEST_BYTES:
            raise _unreadable(path, f"{size_bytes:,} bytes", f"reduce the file to at most {LARGEST_BYTES:,} bytes")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise _unreadable(path, "no such file", "check the name and the folder") from error
    except OSError as error:
        remedy = "check that you are allowed to read the file"
        raise _unreadable(path, error.strerror or type(error).__name__, remedy) from error
    if not content:
        raise _unreadable(path, "an empty file", "copy or download the file again")
    return content


def unwrap(content: bytes, limit: int) -> bytes:
    """Return at most `limit` bytes of what is inside, inflated where it is a gzip stream.

    A stream that ends before `limit` is read to its check sum, so that damage and truncation are noticed; one that
    goes on is cut off there, so that a small file cannot fill the memory.

    Raises:
        OSError: The stream is damaged.
        EOFError: It is cut off.
    """
    if content[: len(_GZIP_MAGIC)] != _GZIP_MAGIC:
        return content if len(content) <= limit else content[:limit]
    with igzip.IGzipFile(fileobj=BytesIO(content), mode="rb") as stream:
        return bytes(stream.read(limit))


def _unreadable(path: Path, seen: str, remedy: str) -> FileFormatError:
    return FileFormatError(
        f"{path.name or path} cannot be read", seen=seen, allowed="a file with an image in it", remedy=remedy
    )
