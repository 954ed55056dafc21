"""Where files lie: one interface, today a folder; keys are made by us, never by who uploads."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from neuroinsight.io.atomic import new_file

_PIECE_BYTES = 1 << 20


class Store(Protocol):
    """Files by key, as `studies/<id>/files/<id>.nii.gz`; written whole or not at all."""

    def put(self, key: str, content: bytes) -> str:
        """Keep `content` and return its SHA-256."""

    def adopt(self, key: str, file: Path) -> str:
        """Keep a file that lies in `workplace`, which goes with it, and return its SHA-256."""

    def read(self, key: str) -> bytes:
        """Return the content; `FileNotFoundError` if there is none."""

    def open(self, key: str) -> BinaryIO:
        """Return the content as a stream that can be sought; `FileNotFoundError` if there is none."""

    def path(self, key: str) -> Path:
        """Return a path on this machine where the content can be read."""

    def workplace(self, key: str) -> Path:
        """Return the path of a file that grows until it is adopted, on the same disk."""

    def has(self, key: str) -> bool:
        """Whether something is kept there."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with a folder's name, sorted."""

    def remove(self, prefix: str) -> None:
        """Remove a key, or all keys below a folder's name."""

    def free_bytes(self) -> int:
        """Return the space that is left."""


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files below one folder of this machine."""

    root: Path

    def put(self, key: str, content: bytes) -> str:
        """Keep `content` and return its SHA-256."""
        with new_file(self._place(key)) as work:
            work.write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    def adopt(self, key: str, file: Path) -> str:
        """Keep a file that lies in `workplace`, which goes with it, and return its SHA-256."""
        digest = sha256_of(file)
        place = self._place(key)
        with new_file(place) as work:
            file.replace(work)
        return digest

    def read(self, key: str) -> bytes:
        """Return the content; `FileNotFoundError` if there is none."""
        return self._find(key).read_bytes()

    def open(self, key: str) -> BinaryIO:
        """Return the content as a stream that can be sought; `FileNotFoundError` if there is none."""
        return self._find(key).open("rb")

    def path(self, key: str) -> Path:
        """Return a path on this machine where the content can be read."""
        return self._find(key)

    def workplace(self, key: str) -> Path:
        """Return the path of a file that grows until it is adopted, on the same disk."""
        return self._place(f"{key}.growing")

    def has(self, key: str) -> bool:
        """Whether something is kept there."""
        return self._find(key).is_file()

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys that begin with a folder's name, sorted."""
        folder = self._find(prefix)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and ".neuroinsight." not in path.name:
                yield path.relative_to(self.root).as_posix()

    def remove(self, prefix: str) -> None:
        """Remove a key, or all keys below a folder's name; what comes in between is not seen half."""
        place = self._find(prefix)
        if place.is_dir():
            gone = self.root / f".removed-{secrets.token_hex(8)}"
            place.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Return the space that is left."""
        return shutil.disk_usage(self.root).free

    def _find(self, key: str) -> Path:
        place = (self.root / key).resolve()
        if not place.is_relative_to(self.root.resolve()) or place == self.root.resolve():
            raise ValueError(f"{key!r} is no key of this store")
        return place

    def _place(self, key: str) -> Path:
        place = self._find(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
