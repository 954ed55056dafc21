"""Single slices as PNG or JPEG pictures, which know no millimeters.

JPEG changes values a little: gray is not quite gray, and masks have soft edges.
"""

import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.volume import SliceImage
from neuroinsight.io import tiff
from neuroinsight.io.content import read_content

SUFFIXES = (".png", ".jpg", ".jpeg")
_PLAIN = {"1": "L", "L": "L", "LA": "L", "RGB": "RGB", "RGBA": "RGB", "P": "RGB"}  # kinds of pictures, 8 bits a channel
_LARGEST_SIDE = 8192


def parse(content: bytes, name: str) -> SliceImage:
    """Return the picture `[row, column, channel]`: three channels of a color picture, one of a gray one.

    Raises:
        FileFormatError: Damaged, neither PNG nor JPEG, or more than 8 bits a channel.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
                if picture.mode not in _PLAIN or max(picture.size) > _LARGEST_SIDE:
                    raise _not_a_slice(name, f"{picture.size[0]}x{picture.size[1]} pixels of kind {picture.mode}")
                pixels = np.asarray(picture.convert(_PLAIN[picture.mode]), dtype=np.uint8)
    except tiff.DAMAGED_PICTURE as error:
        raise _not_a_slice(name, str(error) or type(error).__name__) from error
    return SliceImage(array=np.atleast_3d(pixels), name=name)


def read(path: Path) -> SliceImage:
    """Return the picture in a file of any picture format; errors as in `parse`."""
    content = read_content(path)
    return parse(content, path.name) if path.name.lower().endswith(SUFFIXES) else tiff.parse(content, path.name)


def read_levels(path: Path) -> NDArray[np.uint8]:
    """Return the gray levels of a mask's picture `[row, column]`: the brightest of its channels."""
    levels: NDArray[np.uint8] = read(path).array.max(axis=2)
    return levels


def mask_to_png(mask: NDArray[np.bool_]) -> bytes:
    """Return a mask `[row, column]` as PNG: 255 where it is set, 0 elsewhere."""
    buffer = BytesIO()
    Image.fromarray(np.where(mask, np.uint8(255), np.uint8(0))).save(buffer, format="PNG")
    return buffer.getvalue()


def _not_a_slice(name: str, seen: str) -> FileFormatError:
    return FileFormatError(
        f"{name} is not a readable slice",
        seen=seen,
        allowed=f"a PNG or JPEG picture, color or gray, 8 bits a channel, at most {_LARGEST_SIDE} pixels a side",
        remedy="export the slice again as an 8-bit PNG",
        code="file.unreadable",
    )
