"""What can be wrong with a single image before anything is made of it."""

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume

_SMALLEST_MM, _LARGEST_MM = 0.1, 10.0  # of spacing: from post-mortem microscopy to nothing that resolves a tumor
_SMALLEST_VIEW_MM = 30.0
_LARGEST_LABEL = 8
_FEWEST_GRAY_VALUES = 10
_ENOUGH_VOXELS = 200_000


def require_usable(sequence: Sequence, volume: Volume) -> None:
    """Refuse an image without numbers, without a picture, or without believable millimeters.

    Raises:
        StudyError: It is such an image.
    """
    _require_finite(sequence, volume.array)
    _require_picture(sequence, volume.array)
    _require_millimeters(sequence, volume.grid)


def _require_finite(sequence: Sequence, array: NDArray[np.generic]) -> None:
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return
    nan, infinite = np.count_nonzero(np.isnan(array)), np.count_nonzero(np.isinf(array))
    raise StudyError(
        f"{sequence.title} holds voxels that are not numbers",
        seen=f"{nan:,} NaN and {infinite:,} infinite voxels of {array.size:,}",
        allowed="finite numbers",
        remedy="export the image again; if only the air is NaN, set it to 0",
        code="study.not_finite",
    )


def _require_picture(sequence: Sequence, array: NDArray[np.generic]) -> None:
    low, high = float(array.min()), float(array.max())
    if low == high:
        raise StudyError(
            f"{sequence.title} is empty",
            seen=f"every voxel is {low:g}",
            allowed="a brain-extracted image: air 0, brain above 0",
            remedy="export the image again",
            code="study.blank",
        )
    if low >= 0 and high <= _LARGEST_LABEL and _is_whole(array):
        raise StudyError(
            f"{sequence.title} looks like a segmentation, not like an image",
            seen=f"only whole numbers from {low:g} to {high:g}",
            allowed="an image with many gray values",
            remedy=f"give the {sequence.title} image itself",
            code="study.segmentation",
        )
    if (found := _gray_values(array)) < _FEWEST_GRAY_VALUES:
        raise StudyError(
            f"{sequence.title} looks like a mask, not like an image",
            seen=f"{found} different value{'s' if found > 1 else ''} beside 0",
            allowed="an image with many gray values",
            remedy=f"give the {sequence.title} image itself",
            code="study.mask",
        )


def _gray_values(array: NDArray[np.generic]) -> int:
    """How many values but 0 there are, among enough voxels to see them."""
    every = max(1, round((array.size / _ENOUGH_VOXELS) ** (1 / 3)))
    seen = np.unique(array[::every, ::every, ::every])
    return int(np.count_nonzero(seen))


def _is_whole(array: NDArray[np.generic]) -> bool:
    return array.dtype.kind in "iu" or bool((array == np.rint(array.astype(np.float32, copy=False))).all())


def _require_millimeters(sequence: Sequence, grid: Grid) -> None:
    spacing = grid.spacing_mm
    if not ((spacing >= _SMALLEST_MM) & (spacing <= _LARGEST_MM)).all():
        raise StudyError(
            f"{sequence.title} has a spacing that no head scan has",
            seen=" x ".join(f"{value:.3g}" for value in spacing) + " mm between voxels",
            allowed=f"{_SMALLEST_MM:g} to {_LARGEST_MM:g} mm along each axis",
            remedy="convert the image again from its DICOM files; look for meters or micrometers in its header",
            code="study.spacing",
        )
    view_mm = spacing * np.array(grid.shape)
    if view_mm.min() < _SMALLEST_VIEW_MM:
        raise StudyError(
            f"{sequence.title} covers too little of the head",
            seen=" x ".join(f"{value:.0f}" for value in view_mm)
            + f" mm ({' x '.join(str(n) for n in grid.shape)} voxels); or the header's spacing is wrong",
            allowed=f"at least {_SMALLEST_VIEW_MM:.0f} mm along each axis, better the whole brain",
            remedy="use a scan of the whole brain; if slices are thick, correct the slice distance in the header",
            code="study.too_little",
        )
