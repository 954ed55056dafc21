"""NIfTI-1 and NIfTI-2 images, plain or compressed (`.nii`, `.nii.gz`).

Standard: https://nifti.nimh.nih.gov/nifti-1. nibabel reads headers; the compressed stream is inflated by isal, which is
about twice as fast as zlib, and never beyond the size that the header declares.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
from isal import igzip
from numpy.typing import NDArray

from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.volume import AnyArray, Sides, Volume
from neuroinsight.io.content import DAMAGED, LARGEST_BYTES, read_content, unwrap

SUFFIXES = (".nii.gz", ".nii")
_FIELDS_OF_PEOPLE = ("db_name", "aux_file", "descrip")
_HEADER_BYTES = 540  # NIfTI-2's header; NIfTI-1's is 348
_NIFTI2 = ((540).to_bytes(4, "little"), (540).to_bytes(4, "big"))  # the header's size, which stands first
_IMAGE_AXES, _CHANNEL_AXES = 3, 4
_COMPRESSION = 2  # a label map of 9 million voxels: 25 ms and 30 kB

_UNREADABLE: tuple[type[Exception], ...] = (
    *DAMAGED,
    nib.filebasedimages.ImageFileError,
    nib.spatialimages.HeaderDataError,
)
NiftiImage = nib.Nifti1Image | nib.Nifti2Image


def read(path: Path) -> Volume:
    """Return the image in a file; see `parse`."""
    return parse(read_content(path), path.name)


def read_channels(path: Path) -> tuple[Volume, ...]:
    """Return the images of a four-dimensional file; see `parse_channels`."""
    return parse_channels(read_content(path), path.name)


def parse(content: bytes, name: str) -> Volume:
    """Return the image with its own axes and its scaled intensities; `name` is the file's, for messages.

    Raises:
        FileFormatError: Damaged, not NIfTI, or not three-dimensional.
        GridError: The header's matrix is not finite or cannot be inverted.
    """
    image = _image(content, name)
    if len(_shape(image)) != _IMAGE_AXES:
        raise FileFormatError(
            f"{name} does not hold a single three-dimensional image",
            seen=_dimensions(image),
            allowed="three dimensions, one sequence in each file",
            remedy="split the file into one file per sequence (Decathlon cases are read as a data set)",
        )
    array = _values(image, name).reshape(_shape(image), order="F")
    return Volume(array=array, grid=_grid(image, name), sides=_sides(image))


def parse_channels(content: bytes, name: str) -> tuple[Volume, ...]:
    """Return the images of a four-dimensional file `[i, j, k, channel]`, one volume per channel.

    Raises:
        FileFormatError: Damaged, not NIfTI, or not four-dimensional.
        GridError: The header's matrix is not finite or cannot be inverted.
    """
    image = _image(content, name)
    if len(_shape(image)) != _CHANNEL_AXES:
        raise FileFormatError(
            f"{name} does not hold several channels",
            seen=_dimensions(image),
            allowed="four dimensions, the last one the channels",
            remedy="read single images with their own files",
        )
    array, grid = _values(image, name).reshape(_shape(image), order="F"), _grid(image, name)
    sides = _sides(image)
    return tuple(Volume(array=array[..., channel], grid=grid, sides=sides) for channel in range(array.shape[-1]))


def write(path: Path, volume: Volume) -> None:
    """Write the image; not atomic by itself (see `neuroinsight.io.atomic`).

    NIfTI keeps matrices in single precision, and 64-bit integers are kept as 32-bit ones where they fit.
    """
    _save(path, nib.Nifti1Image(_storable(volume.array), volume.grid.affine))


def write_label_map(path: Path, label_map: LabelMap, like: Path | None = None) -> None:
    """Write label numbers as unsigned bytes; `like` is a NIfTI file whose header (codes, units, text) is kept.

    Fields where converters put names or numbers of patients are left empty.
    """
    header = None
    if like is not None and is_nifti(like):
        header = _image(read_content(like), like.name).header.copy()
        header.extensions.clear()  # they describe the picture, at length (DICOM headers), not the labels
        header.set_data_dtype(np.uint8)
        header.set_slope_inter(1, 0)
        header["cal_min"], header["cal_max"] = 0, 0
    with nib.imageglobals.LoggingOutputSuppressor():  # it tells on standard error that a NIfTI-2 header was converted
        image = nib.Nifti1Image(label_map.array.astype(np.uint8), label_map.grid.affine, header)
    image.header.set_intent("label")  # whatever the picture's was
    for field in _FIELDS_OF_PEOPLE:
        image.header[field] = b""
    _save(path, image)


def is_nifti(path: Path) -> bool:
    """Say whether the name ends like a NIfTI file's."""
    return path.name.lower().endswith(SUFFIXES)


def _save(path: Path, image: nib.Nifti1Image) -> None:
    if image.header.get_xyzt_units()[0] == "unknown":
        image.header.set_xyzt_units("mm")
    content = image.to_bytes()
    if path.name.lower().endswith(".gz"):
        buffer = BytesIO()
        # no time stamp and no name in the stream: the same array gives the same bytes
        with igzip.IGzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=_COMPRESSION, mtime=0) as stream:
            stream.write(content)
        content = buffer.getvalue()
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(
            f"{path.name} cannot be written",
            seen=error.strerror or type(error).__name__,
            allowed="a folder that exists, with free space, where you may write",
            remedy="choose another folder",
        ) from error


def _storable(array: AnyArray) -> AnyArray:
    """The array in a type that NIfTI-1 readers know: nibabel refuses 64-bit integers, booleans and 16-bit floats."""
    if array.dtype.kind == "b":
        return array.astype(np.uint8)
    if array.dtype == np.float16:
        return array.astype(np.float32)
    if array.dtype in (np.int64, np.uint64):
        bounds = np.iinfo(np.int32)
        fits = array.size == 0 or (array.min() >= bounds.min and array.max() <= bounds.max)
        return array.astype(np.int32 if fits else np.float64)
    return array


def _image(content: bytes, name: str) -> NiftiImage:
    """The image with its header, its voxels not yet scaled."""
    try:
        # nibabel speaks of broken headers on standard error before it raises: the user gets one message, ours
        with nib.imageglobals.LoggingOutputSuppressor():
            declared = _declared_bytes(unwrap(content, _HEADER_BYTES))
            # one byte more than declared makes the stream's end and check sum part of the reading
            return _kind(content := unwrap(content, declared + 1)).from_bytes(content)
    except _UNREADABLE as error:
        raise _damaged(name, str(error) or type(error).__name__) from error


def _kind(content: bytes) -> type[NiftiImage]:
    kind: type[NiftiImage] = nib.Nifti2Image if content[:4] in _NIFTI2 else nib.Nifti1Image
    return kind


def _declared_bytes(head: bytes) -> int:
    header_kind: Any = _kind(head).header_class
    if len(head) < header_kind.sizeof_hdr:
        raise ValueError(f"{len(head)} bytes are too few for a header")
    header: Any = header_kind(binaryblock=head[: header_kind.sizeof_hdr], check=False)
    if bytes(header["magic"].tobytes()[:3]) not in (b"n+1", b"n+2"):
        raise ValueError("the header's mark of a NIfTI file is missing")
    extents = [int(extent) for extent in header.get_data_shape()]
    if not extents or min(extents) < 1:
        raise ValueError(f"the header declares the shape {tuple(extents)}")
    voxels = int(np.prod(extents, dtype=object))
    declared = int(header["vox_offset"]) + voxels * _voxel_type(header).itemsize
    if not 0 < declared <= LARGEST_BYTES:
        raise ValueError(f"the header declares {declared:,} bytes, more than {LARGEST_BYTES:,}")
    return declared


def _voxel_type(header: Any) -> np.dtype[Any]:
    try:
        kind: np.dtype[Any] = header.get_data_dtype()
    except KeyError as error:
        raise ValueError(f"voxels of the unknown type {int(header['datatype'])}") from error
    return kind


def _shape(image: NiftiImage) -> tuple[int, ...]:
    """The extents without trailing ones: many programs write a single image as `[i, j, k, 1]`."""
    shape = [int(extent) for extent in image.shape]
    while len(shape) > _IMAGE_AXES and shape[-1] == 1:
        shape.pop()
    return tuple(shape)


def _dimensions(image: NiftiImage) -> str:
    return f"{len(image.shape)} dimensions, {'x'.join(str(int(extent)) for extent in image.shape)}"


def _values(image: NiftiImage, name: str) -> NDArray[np.float32] | NDArray[np.integer]:
    kind: np.dtype[Any] = image.header.get_data_dtype()
    if kind.kind not in "iuf":
        raise _damaged(name, f"voxels of type {kind}, not a number each (a color picture or a phase image)")
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows becomes infinite, and the check refuses it
            values = np.asanyarray(image.dataobj)
            if values.dtype.kind == "f":
                return values.astype(np.float32, copy=False)
    except _UNREADABLE as error:
        raise _damaged(name, str(error)) from error
    native: NDArray[np.integer] = values.astype(values.dtype.newbyteorder("="), copy=False)
    return native


def _grid(image: NiftiImage, name: str) -> Grid:
    try:
        shape = _shape(image)
        return Grid(shape=(shape[0], shape[1], shape[2]), affine=np.asarray(image.affine))
    except (ValueError, nib.spatialimages.HeaderDataError) as error:
        raise _damaged(name, str(error)) from error


def _sides(image: NiftiImage) -> Sides:
    """Both codes 0 mean that the header holds spacing alone (NIfTI-1, "method 1"); nibabel then assumes LAS."""
    codes = int(image.header["qform_code"]), int(image.header["sform_code"])
    return Sides.STATED if any(codes) else Sides.UNKNOWN


def _damaged(name: str, reason: str) -> FileFormatError:
    return FileFormatError(
        f"{name} is not a readable NIfTI image",
        seen=reason,
        allowed="a complete .nii or .nii.gz file",
        remedy="copy or download the file again, and check that it opens in a viewer",
    )
