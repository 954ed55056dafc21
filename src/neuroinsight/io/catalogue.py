"""The readers of image files, in order.

A reader is chosen by the end of the file's name. No two readers claim the same ending, so the order decides no reading:
it is the order in which messages and documents name the formats, from the one that segmentation tools exchange most,
over the one that ITK's tools write, to pictures without millimeters, from which no study can be made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.volume import SliceImage, Volume
from neuroinsight.io import mha, nifti, picture, tiff
from neuroinsight.io.content import read_content


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A file format: its name, the ends of its files' names, and what makes an image of the bytes (and the name)."""

    name: str
    suffixes: tuple[str, ...]
    parse: Callable[[bytes, str], Volume | SliceImage]
    has_millimeters: bool  # whether images have a grid, so that a study can be made of them

    def reads(self, path: Path) -> bool:
        """Say whether the file's name ends like this format's."""
        return path.name.lower().endswith(self.suffixes)


READERS: tuple[Reader, ...] = (
    Reader(name="NIfTI", suffixes=nifti.SUFFIXES, parse=nifti.parse, has_millimeters=True),
    Reader(name="MetaImage", suffixes=mha.SUFFIXES, parse=mha.parse, has_millimeters=True),
    Reader(name="TIFF slice", suffixes=tiff.SUFFIXES, parse=tiff.parse, has_millimeters=False),
    Reader(name="PNG or JPEG slice", suffixes=picture.SUFFIXES, parse=picture.parse, has_millimeters=False),
)


def reader_of(path: Path) -> Reader | None:
    """Return the reader of files with such a name, or None."""
    return next((reader for reader in READERS if reader.reads(path)), None)


def read_volume(path: Path) -> Volume:
    """Return the image in a file of any known format.

    Raises:
        FileFormatError: The format is not known, the file is damaged, or it is a picture without millimeters.
    """
    return parse_volume(read_content(path), path.name)


def parse_volume(content: bytes, name: str) -> Volume:
    """Return the image in the bytes of a file with this name; errors as in `read_volume`."""
    suffixes = ", ".join(suffix for reader in READERS for suffix in reader.suffixes if reader.has_millimeters)
    reader = reader_of(Path(name))
    if reader is None:
        raise FileFormatError(
            f"{name} is of no known format",
            seen=f"the ending {''.join(Path(name).suffixes[-2:]) or '(none)'}",
            allowed=suffixes,
            remedy="convert the image to NIfTI (DICOM: dcm2niix), or correct the ending of its name",
            code="file.unknown_format",
        )
    image = reader.parse(content, name)
    if isinstance(image, SliceImage):
        raise FileFormatError(
            f"{name} is a picture without millimeters",
            seen=f"a {reader.name} of {image.array.shape[1]}x{image.array.shape[0]} pixels",
            allowed=f"a three-dimensional image ({suffixes})",
            remedy="name the images that the picture was made from",
            code="file.picture",
        )
    return image
