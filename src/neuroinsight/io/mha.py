"""MetaImage files with header and voxels in one (`.mha`), as ITK, SimpleITK, 3D Slicer and elastix write them.

Format: https://itk.org/Wiki/ITK/MetaIO/Documentation. Lines of `Key = value` end with `ElementDataFile = LOCAL`; raw or
zlib-compressed voxels follow, i fastest. Read here rather than by SimpleITK so that the bytes are read once and never
inflated beyond what the header declares; SimpleITK is the oracle of the tests.
"""

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.grid import FloatArray, Grid
from neuroinsight.core.origin import Origin, Reading
from neuroinsight.core.volume import Volume
from neuroinsight.io.content import DAMAGED, inflate, read_content, require_size

SUFFIXES = (".mha",)
_IMAGE_AXES = 3
_HEADER_BYTES = 64 * 1024
_LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0])
_MATRICES = ("rotation", "orientation", "transformmatrix")  # names of one thing; without it nothing states the sides
_TYPES = {
    "MET_CHAR": "i1",
    "MET_UCHAR": "u1",
    "MET_SHORT": "i2",
    "MET_USHORT": "u2",
    "MET_INT": "i4",
    "MET_UINT": "u4",
    "MET_LONG": "i4",  # 32 bits in MetaIO, whatever the machine
    "MET_ULONG": "u4",
    "MET_LONG_LONG": "i8",
    "MET_ULONG_LONG": "u8",
    "MET_FLOAT": "f4",
    "MET_DOUBLE": "f8",
}
_UNREADABLE: tuple[type[Exception], ...] = (*DAMAGED, KeyError)
Header = dict[str, str]  # keys in lower case


def read(path: Path) -> Volume:
    """Return the image in a file; see `parse`."""
    return parse(read_content(path), path.name)


def parse(content: bytes, name: str) -> Volume:
    """Return the image with its own axes; the header's LPS millimeters become RAS+.

    Raises:
        FileFormatError: Damaged, not MetaImage, without its voxels, or not three-dimensional.
        GridError: The header's matrix is not finite or cannot be inverted.
    """
    try:
        header, start = _header(content)
        shape = tuple(int(extent) for extent in _numbers(header, "dimsize"))
        channels = int(header.get("elementnumberofchannels", "1"))
        if len(shape) != _IMAGE_AXES or channels != 1:
            raise _not_one_image(name, shape, channels)
        grid_shape = (shape[0], shape[1], shape[2])
        affine = _affine(header)
        array = _voxels(header, content[start:], grid_shape)
    except _UNREADABLE as error:
        raise _damaged(name, _reason(error)) from error
    grid = Grid(shape=grid_shape, affine=affine)
    stated = [key for key in _MATRICES if key in header]
    readings = tuple(Reading(name=key, space=0, grid=grid) for key in stated[:1])
    return Volume(array=array, grid=grid, origin=Origin(format="MetaImage", readings=readings))


def _header(content: bytes) -> tuple[Header, int]:
    """The keys of the header, and where the voxels begin."""
    header: Header = {}
    position = 0
    while "elementdatafile" not in header:
        end = content.find(b"\n", position, _HEADER_BYTES)
        key, equals, value = content[position : max(end, position)].decode("ascii").partition("=")
        if end < 0 or not equals:
            raise ValueError("no MetaImage header")
        header[key.strip().lower()] = value.strip()
        position = end + 1
    if header["elementdatafile"].upper() != "LOCAL":
        raise ValueError(f"voxels in another file, {header['elementdatafile']}")
    return header, position


def _numbers(header: Header, *keys: str) -> list[float]:
    for key in keys:
        if key in header:
            return [float(number) for number in header[key].split()]
    raise KeyError(keys[0])


def _affine(header: Header) -> FloatArray:
    """The matrix from voxel indices to RAS+ mm; the header's rows are the directions of i, j and k in LPS."""
    spacing = np.array(_numbers({"elementsize": "1 1 1", **header}, "elementspacing", "elementsize"))
    origin = np.array(_numbers({"offset": "0 0 0", **header}, "position", "origin", "offset"))
    matrix = {"transformmatrix": "1 0 0 0 1 0 0 0 1", **header}
    rows = np.array(_numbers(matrix, *_MATRICES)).reshape(3, 3)
    affine = np.eye(4)
    affine[:3, :3] = _LPS_TO_RAS @ (rows.T * spacing)
    affine[:3, 3] = _LPS_TO_RAS @ origin
    return affine


def _voxels(header: Header, content: bytes, shape: tuple[int, int, int]) -> NDArray[np.float32] | NDArray[np.integer]:
    order = ">" if _is_true(header, "binarydatabyteordermsb", "elementbyteordermsb") else "<"
    kind = np.dtype(order + _TYPES[header["elementtype"].upper()])
    count = math.prod(shape)
    size_bytes = count * kind.itemsize
    require_size(shape, size_bytes)
    if _is_true(header, "compresseddata"):
        content = inflate(content, size_bytes)
    if len(content) < size_bytes:
        raise EOFError(f"{len(content):,} bytes of voxels in place of {size_bytes:,}")
    values = np.frombuffer(content, kind, count).reshape(shape, order="F")
    target = np.dtype(np.float32) if kind.kind == "f" else kind.newbyteorder("=")
    with np.errstate(over="ignore"):  # what overflows becomes infinite, and the check refuses it
        array: NDArray[np.float32] | NDArray[np.integer] = values.astype(target)
    return array


def _is_true(header: Header, *keys: str) -> bool:
    return any(header.get(key, "").lower() in {"true", "1"} for key in keys)


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"no or an unknown entry: {error.args[0]}"
    return str(error) or type(error).__name__


def _not_one_image(name: str, shape: tuple[int, ...], channels: int) -> FileFormatError:
    return FileFormatError(
        f"{name} does not hold a single three-dimensional image",
        seen=f"{len(shape)} dimensions, {'x'.join(str(extent) for extent in shape)}, {channels} channels",
        allowed="three dimensions, one sequence in each file",
        remedy="split the file into one file per sequence",
        code="file.not_one_volume",
    )


def _damaged(name: str, reason: str) -> FileFormatError:
    return FileFormatError(
        f"{name} is not a readable MetaImage",
        seen=reason,
        allowed="a complete .mha file with header and voxels in one",
        remedy="copy or export the file again, or convert it to NIfTI",
        code="file.unreadable",
    )
