"""NIfTI-1 and NIfTI-2 images, plain or compressed (`.nii`, `.nii.gz`).

Standard: https://nifti.nimh.nih.gov/nifti-1. nibabel reads headers; the compressed stream is inflated by isal, which is
about twice as fast as zlib, and never beyond the size that the header declares.
"""

import gzip
import io
import zlib
from pathlib import Path

import nibabel as nib
import numpy as np
from isal import igzip
from numpy.typing import NDArray

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.volume import Volume

SUFFIXES = (".nii", ".nii.gz")
_HEADER_BYTES = 540  # NIfTI-2's header; NIfTI-1's is 348
_LARGEST_BYTES = 4 * 1024**3  # 4 GiB: no head is larger
_GZIP_MAGIC = b"\x1f\x8b"
_NIFTI2 = ((540).to_bytes(4, "little"), (540).to_bytes(4, "big"))  # the header's size, which stands first


def read(path: Path) -> Volume:
    """Return the image with its own axes and its scaled intensities.

    Raises:
        FileFormatError: Damaged, not NIfTI, or not three-dimensional.
    """
    image = _image(path)
    if len(image.shape) != 3:  # noqa: PLR2004
        raise FileFormatError(
            f"{path.name} does not hold a single three-dimensional image",
            seen=f"shape {tuple(int(extent) for extent in image.shape)}",
            allowed="three dimensions, one sequence in each file",
            remedy="split the file into one file per sequence (Decathlon cases are read as a data set)",
        )
    return Volume(array=_values(image, path), grid=_grid(image, path))


def read_channels(path: Path) -> tuple[Volume, ...]:
    """Return the images of a four-dimensional file `[i, j, k, channel]`, one volume per channel.

    Raises:
        FileFormatError: Damaged, not NIfTI, or not four-dimensional.
    """
    image = _image(path)
    if len(image.shape) != 4:  # noqa: PLR2004
        raise FileFormatError(
            f"{path.name} does not hold several channels",
            seen=f"shape {tuple(int(extent) for extent in image.shape)}",
            allowed="four dimensions, the last one the channels",
            remedy="read single images with their own files",
        )
    array, grid = _values(image, path), _grid(image, path)
    return tuple(Volume(array=array[..., channel], grid=grid) for channel in range(array.shape[3]))


def write(path: Path, volume: Volume) -> None:
    """Write the image; not atomic by itself (see `neuroinsight.io.atomic`)."""
    _save(path, nib.Nifti1Image(volume.array, volume.grid.affine), None)


def write_label_map(path: Path, label_map: LabelMap, like: Path | None = None) -> None:
    """Write label numbers as unsigned bytes; `like` is a NIfTI file whose header (codes, units, date) is kept."""
    header = None
    if like is not None and is_nifti(like):
        header = _image(like).header.copy()
        header.set_data_dtype(np.uint8)
        header.set_slope_inter(1, 0)
        header["cal_min"], header["cal_max"] = 0, 0
    _save(path, nib.Nifti1Image(label_map.array.astype(np.uint8), label_map.grid.affine, header), header)


def is_nifti(path: Path) -> bool:
    """Say whether the name ends like a NIfTI file's."""
    return path.name.lower().endswith(SUFFIXES)


def _save(path: Path, image: nib.Nifti1Image, header: nib.Nifti1Header | None) -> None:
    if header is None:
        image.header.set_xyzt_units("mm")
    content = image.to_bytes()
    if path.name.lower().endswith(".gz"):
        buffer = io.BytesIO()
        # no time stamp and no name in the stream: the same array gives the same bytes
        with igzip.IGzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=2, mtime=0) as stream:
            stream.write(content)
        content = buffer.getvalue()
    path.write_bytes(content)


def _image(path: Path) -> nib.Nifti1Image | nib.Nifti2Image:
    try:
        content = _content(path)
        kind = nib.Nifti2Image if content[:4] in _NIFTI2 else nib.Nifti1Image
        return kind.from_bytes(content)
    except FileFormatError:
        raise
    except (OSError, EOFError, ValueError, zlib.error, igzip.BadGzipFile, gzip.BadGzipFile, OverflowError) as error:
        raise _damaged(path, str(error) or type(error).__name__) from error
    except (nib.filebasedimages.ImageFileError, nib.spatialimages.HeaderDataError) as error:
        raise _damaged(path, str(error)) from error


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        if file.read(2) != _GZIP_MAGIC:
            file.seek(0)
            return file.read(_LARGEST_BYTES)
        file.seek(0)
        with igzip.IGzipFile(fileobj=file, mode="rb") as stream:
            head = stream.read(_HEADER_BYTES)
            declared = _declared_bytes(head)
            rest = stream.read(max(0, declared - len(head)) + 1)
            if len(head) + len(rest) > declared and stream.read(1):
                # more than the image: extensions never follow the voxels, so these bytes are nothing we would read
                return head + rest[:-1]
            return head + rest


def _declared_bytes(head: bytes) -> int:
    kind = nib.Nifti2Header if head[:4] in _NIFTI2 else nib.Nifti1Header
    header = kind(binaryblock=head[: kind.sizeof_hdr], check=False)
    voxels = int(np.prod([int(extent) for extent in header.get_data_shape()], dtype=object))
    declared = int(header["vox_offset"]) + voxels * header.get_data_dtype().itemsize
    if declared > _LARGEST_BYTES or declared < 0:
        raise ValueError(f"the header declares {declared:,} bytes of voxels")
    return declared


def _values(image: nib.Nifti1Image | nib.Nifti2Image, path: Path) -> NDArray[np.float32] | NDArray[np.integer]:
    try:
        values = np.asanyarray(image.dataobj)
    except (OSError, EOFError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    if values.dtype.kind == "f":
        return values.astype(np.float32, copy=False)
    if values.dtype.kind not in "iu":
        raise _damaged(path, f"voxels of type {values.dtype}")
    return values


def _grid(image: nib.Nifti1Image | nib.Nifti2Image, path: Path) -> Grid:
    try:
        return Grid(shape=tuple(image.shape[:3]), affine=np.asarray(image.affine))
    except nib.spatialimages.HeaderDataError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, reason: str) -> FileFormatError:
    return FileFormatError(
        f"{path.name} is not a readable NIfTI image",
        seen=reason,
        allowed="a complete .nii or .nii.gz file",
        remedy="copy or download the file again, and check that it opens in a viewer",
    )
