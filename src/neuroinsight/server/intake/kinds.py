"""What a file is, by its first bytes and the end of its name; nothing of it is parsed."""

from pathlib import Path, PurePosixPath

from neuroinsight.io.catalogue import READERS, reader_of
from neuroinsight.server.intake.values import Kind

HEAD_BYTES = 512
_DICOM_AT, _TAR_AT = 128, 257
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"BZh")
_ARCHIVE_NAMES = (".zip", ".tar", ".tgz", ".tar.gz", ".rar", ".7z", ".bz2", ".xz")
_DICOM_NAMES = (".dcm", ".dicom", ".ima")
_PAIR_NAMES = (".hdr", ".img", ".mhd", ".raw", ".zraw")
_DOCUMENTS = (
    ".csv",
    ".tsv",
    ".json",
    ".txt",
    ".md",
    ".pdf",
    ".html",
    ".xml",
    ".log",
    ".xlsx",
    ".xls",
    ".bval",
    ".bvec",
)
_SYSTEM = ("thumbs.db", "desktop.ini")


def is_leftover(name: str) -> bool:
    """Say whether an operating system left the file behind (`.DS_Store`, `__MACOSX/`); nobody means to upload it."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or (
        bool(parts) and parts[-1].lower() in _SYSTEM
    )


def ending_of(name: str) -> str:
    """Return the end of an image's name by which readers know its format, as `.nii.gz`; nothing of any other file."""
    lower = name.lower()
    return next((suffix for reader in READERS for suffix in reader.suffixes if lower.endswith(suffix)), "")


def is_zip(head: bytes) -> bool:
    """Say whether the first bytes are those of a zip."""
    return head.startswith(_ARCHIVES[:3])


def kind_of(head: bytes, name: str) -> Kind:
    """Return what the first 512 bytes and the name say; an image may turn out to be a mask, or damaged."""
    lower = PurePosixPath(name).name.lower()
    if head[_DICOM_AT : _DICOM_AT + 4] == b"DICM" or lower == "dicomdir" or lower.endswith(_DICOM_NAMES):
        return Kind.DICOM
    if lower.endswith(_DOCUMENTS):  # before archives: a spreadsheet is a zip inside
        return Kind.DOCUMENT
    if head.startswith(_ARCHIVES) or head[_TAR_AT : _TAR_AT + 5] == b"ustar" or lower.endswith(_ARCHIVE_NAMES):
        return Kind.ARCHIVE
    reader = reader_of(Path(lower))
    if reader is not None:
        return Kind.IMAGE if reader.has_millimeters else Kind.PICTURE
    if lower.endswith(_PAIR_NAMES):
        return Kind.PAIR
    return Kind.UNKNOWN


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
