"""How fine the detail of an image is along each direction, by which the sharper of two candidates is told.

A file of 1 mm voxels may hold slices of 5 mm that were interpolated. Its voxels then differ from one slice to the next
as little as they would over a fraction of a millimeter within a slice. How fine the detail is along an axis is the
distance over which voxels differ as much as neighbors do along the axis of the finest detail.
"""

import numpy as np
from jaxtyping import Float32
from numpy.typing import NDArray

from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical

_FARTHEST_MM = 10.0
_LOOKED_AT = 2  # every second voxel across
_TAILS = (1, 99)  # percentiles at which gray values are clipped


def finest_mm(volume: Volume) -> tuple[float, float, float] | None:
    """Return how fine the detail is along right, front and top, in mm; None of an image that shows nothing.

    Measured by mean squared differences of voxels inside the image, air (0) left out. Of 49 BraTS cases, images scanned
    in three dimensions have 1.0 to 1.4 along each direction, interpolated slices 1.6 to 3.1 along one of them.
    """
    array = to_canonical(volume.array, canonical_order(volume.grid))
    spacing = canonical_grid(volume.grid).spacing_mm
    box = bounding_box(array != 0)
    if box is None:
        return None
    image = np.asarray(array[box], dtype=np.float32)
    low, high = np.percentile(image[image != 0][::50], _TAILS)
    curves = [
        _differences(image, axis, low=float(low), high=float(high), steps=max(1, int(_FARTHEST_MM / spacing[axis])))
        for axis in range(3)
    ]
    most = max(curve[0] for curve in curves)
    right, front, top = (_distance(curve, most) * float(step) for curve, step in zip(curves, spacing, strict=True))
    return right, front, top


def _differences(
    image: Float32[NDArray[np.float32], "r a s"], axis: int, *, low: float, high: float, steps: int
) -> list[float]:
    """Mean squared difference of voxels that lie 1, 2, … steps apart along an axis, both inside the image."""
    lines = np.moveaxis(image, axis, 0)[:, ::_LOOKED_AT, ::_LOOKED_AT]
    inside, lines = lines != 0, lines.clip(low, high)
    found = []
    for step in range(1, min(steps, len(lines) - 1) + 1):
        both = inside[step:] & inside[:-step]
        difference = (lines[step:] - lines[:-step])[both]
        found.append(float(np.mean(difference * difference)) if difference.size else 0.0)
    return found or [0.0]


def _distance(curve: list[float], wanted: float) -> float:
    """After how many steps a curve has risen to a height, interpolated; all of its steps if it never does."""
    for step, height in enumerate(curve):
        if height >= wanted:
            below = curve[step - 1] if step else 0.0
            return 1.0 if step == 0 else step + (wanted - below) / (height - below)
    return float(len(curve))
