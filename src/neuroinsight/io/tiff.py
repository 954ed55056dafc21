"""Single slices as TIFF pictures, which know no millimeters, and the folders that the LGG slice set keeps them in.

Layout (Buda 2019): a folder per patient, `<PATIENT>_<n>.tif` with pre-contrast, FLAIR and post-contrast as red, green
and blue, and `<PATIENT>_<n>_mask.tif`.
"""

import re
import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.volume import SliceImage
from neuroinsight.io.content import DAMAGED, read_content

SUFFIXES = (".tif", ".tiff")
_MODES = ("RGB", "L", "1")  # color, gray, black and white: 8 bits a channel
_LARGEST_SIDE = 8192
# Pillow's decoders: a picture larger than its bytes, tags of the wrong kind or number, a codec that is not there
DAMAGED_PICTURE: tuple[type[Exception], ...] = (
    *DAMAGED,
    *(SyntaxError, Warning, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, MemoryError),
    *(struct.error, Image.DecompressionBombError),
)
_SLICE_NAME = re.compile(r"(?P<patient>.+)_(?P<number>\d+)(?P<mask>_mask)?\.tiff?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceFile:
    """Where a slice's picture is, and the picture of its mask if there is one; `number` counts along the patient."""

    patient: str
    number: int
    image: Path
    mask: Path | None


def read(path: Path) -> SliceImage:
    """Return the picture in a file; see `parse`."""
    return parse(read_content(path), path.name)


def parse(content: bytes, name: str) -> SliceImage:
    """Return the picture `[row, column, channel]`: three channels of a color picture, one of a gray one.

    Raises:
        FileFormatError: Damaged, not TIFF, several pages, or more than 8 bits a channel.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of damaged tags and of pictures too large to be real
            with Image.open(BytesIO(content), formats=("TIFF",)) as picture:
                pages, mode, sides = int(getattr(picture, "n_frames", 1)), picture.mode, picture.size
                if pages != 1 or mode not in _MODES or max(sides) > _LARGEST_SIDE:
                    raise _not_a_slice(name, f"{pages} page(s), {sides[0]}x{sides[1]} pixels of kind {mode}")
                pixels = np.asarray(picture.convert("L") if mode == "1" else picture, dtype=np.uint8)
    except DAMAGED_PICTURE as error:
        raise _not_a_slice(name, str(error) or type(error).__name__) from error
    return SliceImage(array=np.atleast_3d(pixels), name=name)


def find_slices(folder: Path) -> tuple[SliceFile, ...]:
    """Return the slices in a patient's folder in the order of their numbers (`_9` comes before `_10`).

    Raises:
        FileFormatError: The folder cannot be read.
    """
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise FileFormatError(
            f"The folder {folder.name} cannot be read",
            seen=error.strerror or type(error).__name__,
            allowed="a patient's folder with <PATIENT>_<n>.tif files",
            remedy="check the name and that you are allowed to read it",
            code="file.unreadable",
        ) from error
    found = [(path, match) for path in paths if (match := _SLICE_NAME.fullmatch(path.name))]
    masks = {(match["patient"], int(match["number"])): path for path, match in found if match["mask"]}
    images = [
        SliceFile(
            patient=match["patient"],
            number=int(match["number"]),
            image=path,
            mask=masks.get((match["patient"], int(match["number"]))),
        )
        for path, match in found
        if not match["mask"]
    ]
    return tuple(sorted(images, key=lambda slice_file: (slice_file.patient, slice_file.number)))


def _not_a_slice(name: str, seen: str) -> FileFormatError:
    return FileFormatError(
        f"{name} is not a readable slice",
        seen=seen,
        allowed=f"a TIFF file with one picture, color or gray, 8 bits a channel, at most {_LARGEST_SIDE} pixels a side",
        remedy="export the slice again as 8-bit TIFF",
        code="file.unreadable",
    )
