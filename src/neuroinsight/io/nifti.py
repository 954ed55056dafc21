"""NIfTI-1 and NIfTI-2 images, plain or compressed (`.nii`, `.nii.gz`).

Standard: https://nifti.nimh.nih.gov/nifti-1. nibabel reads headers; the compressed stream is inflated by isal, which is
about twice as fast as zlib, and never beyond the size that the header declares.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import nibabel as nib
import numpy as np
from isal import igzip
from numpy.typing import NDArray

from neuroinsight.core.errors import FileFormatError, GridError, OutputError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, Region, outlines_to_text
from neuroinsight.core.origin import Origin, Reading
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.volume import AnyArray, Volume
from neuroinsight.io.content import DAMAGED, head_of, read_content, require_size, unwrap

SUFFIXES = (".nii.gz", ".nii")
_FIELDS_OF_PEOPLE = ("db_name", "aux_file", "descrip")
_HEADER_BYTES = 540  # NIfTI-2's header; NIfTI-1's is 348
_NIFTI2 = ((540).to_bytes(4, "little"), (540).to_bytes(4, "big"))  # the header's size, which stands first
_IMAGE_AXES, _CHANNEL_AXES = 3, 4
_PROBABILITY_STEPS = 255
_COMPRESSION = 2  # a label map of 9 million voxels: 25 ms and 30 kB

_UNREADABLE: tuple[type[Exception], ...] = (
    *DAMAGED,
    nib.filebasedimages.ImageFileError,
    nib.spatialimages.HeaderDataError,
    nib.wrapstruct.WrapStructError,
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
            code="file.not_one_volume",
        )
    array = _values(image, name).reshape(_shape(image), order="F")
    grid, origin = _placed(image, name)
    return Volume(array=array, grid=grid, origin=origin)


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
            code="file.channels",
        )
    array = _values(image, name).reshape(_shape(image), order="F")
    grid, origin = _placed(image, name)
    return tuple(Volume(array=array[..., channel], grid=grid, origin=origin) for channel in range(array.shape[-1]))


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
    with _quiet():  # it tells on standard error that a NIfTI-2 header was converted
        image = nib.Nifti1Image(label_map.array.astype(np.uint8), label_map.grid.affine, header)
    image.header.set_intent("label", name=outlines_to_text(label_map.outlined))  # whatever the picture's was
    for field in _FIELDS_OF_PEOPLE:
        image.header[field] = b""
    _save(path, image)


def write_probability(path: Path, probabilities: Probabilities, region: Region) -> None:
    """Write how likely a region is in bytes of 255 steps; the header's slope makes them 0 to 1.

    Raises:
        OutputError: Nothing is known of where the voxels are.
    """
    if probabilities.grid is None:
        raise OutputError(
            f"{path.name} cannot be written",
            seen="probabilities of pictures, which have no grid",
            allowed="probabilities on a patient's grid",
            remedy="keep the arrays themselves",
            code="output.no_grid",
        )
    steps = np.rint(probabilities.of(region) * _PROBABILITY_STEPS).astype(np.uint8)
    image = nib.Nifti1Image(steps, probabilities.grid.affine)
    image.header.set_slope_inter(1 / _PROBABILITY_STEPS, 0)
    image.header["descrip"] = f"probability of {region.value}, 0 to 1".encode()
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
            code="output.refused",
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep nibabel from speaking on standard error, and numpy from warning of its infinite matrices.

    nibabel's own way lets messages through where no handler is set.
    """
    logger = nib.imageglobals.logger
    before, logger.disabled = logger.disabled, True
    try:
        with np.errstate(invalid="ignore", over="ignore"):
            yield
    finally:
        logger.disabled = before


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
        with _quiet():
            content = unwrap(content, _declared_bytes(head_of(content, _HEADER_BYTES)))
            return _kind(content).from_bytes(content)
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
    if bytes(header["magic"].tobytes()[:3]) in (b"ni1", b"ni2"):
        raise ValueError("the header of a pair of files (.hdr and .img), whose mark is not that of a single file")
    if bytes(header["magic"].tobytes()[:3]) not in (b"n+1", b"n+2"):
        raise ValueError("the header's mark of a NIfTI file is missing")
    shape = tuple(int(extent) for extent in header.get_data_shape())
    declared = int(header["vox_offset"]) + math.prod(shape) * _voxel_type(header).itemsize
    require_size(shape, declared)
    if declared < 0:
        raise ValueError(f"the header declares {declared:,} bytes")
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
    """The scaled intensities, in the machine's byte order, as 32-bit numbers where they are not whole."""
    kind: np.dtype[Any] = image.header.get_data_dtype()
    if kind.kind not in "iuf":
        raise _damaged(name, f"voxels of type {kind}, not a number each (a color picture or a phase image)")
    try:
        voxels: Any = image.dataobj  # nibabel's type says less than its proxies can
        stored: NDArray[np.floating] | NDArray[np.integer] = np.asanyarray(voxels.get_unscaled())
        slope, intercept = float(voxels.slope), float(voxels.inter)
    except _UNREADABLE as error:
        raise _damaged(name, str(error)) from error
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows becomes infinite, and the check refuses it
        if (slope, intercept) == (1.0, 0.0):
            target = np.dtype(np.float32) if kind.kind == "f" else stored.dtype.newbyteorder("=")
            return cast("NDArray[np.float32] | NDArray[np.integer]", stored.astype(target, copy=False))
        scaled = np.empty(stored.shape, np.float32, order="F")
        for index in np.ndindex(stored.shape[2:]):  # plane by plane, each in double precision: no second whole image
            scaled[..., *index] = stored[..., *index] * np.float64(slope) + intercept
    return scaled


def _origin(image: NiftiImage, shape: tuple[int, int, int]) -> Origin:
    """Every statement of the header, the one that nibabel uses first; a code of 0 states nothing."""
    readings = []
    for form in ("sform", "qform"):
        code = int(image.header[f"{form}_code"])
        try:
            with _quiet():
                affine = getattr(image.header, f"get_{form}")()
            if code > 0:
                readings.append(
                    Reading(name=f"{form} (code {code})", space=code, grid=Grid(shape=shape, affine=affine))
                )
        except (ValueError, GridError, nib.spatialimages.HeaderDataError):
            continue  # a statement that leads nowhere beside one that does; the one in use is checked on its own
    meaning = bytes(image.header["intent_name"].tobytes()).rstrip(b"\0").decode("ascii", "replace")
    return Origin(format="NIfTI", readings=tuple(readings), meaning=meaning)


def _placed(image: NiftiImage, name: str) -> tuple[Grid, Origin]:
    shape = _shape(image)[:_IMAGE_AXES]
    try:
        grid = Grid(shape=(shape[0], shape[1], shape[2]), affine=np.asarray(image.affine))
    except (ValueError, nib.spatialimages.HeaderDataError) as error:
        raise _damaged(name, str(error)) from error
    return grid, _origin(image, grid.shape)


def _damaged(name: str, reason: str) -> FileFormatError:
    return FileFormatError(
        f"{name} is not a readable NIfTI image",
        seen=reason,
        allowed="a complete .nii or .nii.gz file",
        remedy="copy or download the file again, and check that it opens in a viewer",
        code="file.unreadable",
    )
