"""Reading label maps."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import LabelError
from neuroinsight.core.labels import NESTED_REGIONS, LabelMap, LabelScheme, outlines_from_text
from neuroinsight.core.volume import Volume
from neuroinsight.io.catalogue import read_volume

_LARGEST_NUMBER = 255
_ROUNDING = 1e-3  # whole numbers come out of a header's scaling within this


def read_label_map(path: Path, scheme: LabelScheme) -> LabelMap:
    """Return a label map in the stated scheme; whole numbers stored as floats are accepted (BraTS 2023 has them).

    What its maker outlined is read where the file says so.

    Raises:
        FileFormatError: The file is damaged or not an image.
        LabelError: It holds fractions, or numbers that the scheme does not know.
    """
    volume = read_volume(path)
    outlined = outlines_from_text(volume.origin.meaning) if volume.origin else NESTED_REGIONS
    array = _whole_numbers(volume, path.name, scheme)
    return LabelMap(array=array, grid=volume.grid, scheme=scheme, outlined=outlined)


def _whole_numbers(volume: Volume, name: str, scheme: LabelScheme) -> NDArray[np.uint8]:
    values = volume.array
    if values.dtype == np.uint8:
        return values.astype(np.uint8, copy=False)
    if values.dtype.kind == "f":
        if not np.isfinite(values).all():
            raise _not_labels(name, "voxels that are not numbers (NaN or infinite)", scheme)
        if np.abs(values - np.rint(values)).max(initial=0) > _ROUNDING:
            raise _not_labels(name, "fractions", scheme)
    low, high = values.min(initial=0), values.max(initial=0)
    if low < -_ROUNDING or high > _LARGEST_NUMBER + _ROUNDING:
        raise _not_labels(name, f"values from {low:g} to {high:g}", scheme)
    numbers: NDArray[np.uint8] = np.rint(values).astype(np.uint8)
    return numbers


def _not_labels(name: str, seen: str, scheme: LabelScheme) -> LabelError:
    return LabelError(
        f"{name} is not a label map",
        seen=seen,
        allowed=f"0 background, {scheme} ({scheme.name})",
        remedy="pass the segmentation, not an image or a probability map",
        code="labels.not_a_label_map",
    )
