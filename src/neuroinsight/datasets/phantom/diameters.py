"""The two diameters of a synthetic tumor's core as radiologists take them, from its shape rather than from voxels."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist, squareform

from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.datasets.phantom.grid import to_head_mm, to_scanner_mm
from neuroinsight.datasets.phantom.noise import Float32
from neuroinsight.datasets.phantom.tumor import Tumor

_FINE_MM = 0.5

Points = NDArray[np.float64]


def axial_diameters(tumor: Tumor | None, turn: Float32) -> tuple[Measurement, Measurement]:
    """Return the longest diameter over all axial slices 1 mm apart, and the longest perpendicular one in that slice.

    Both are distances between sample centers 0.5 mm apart, plus one sample. Axial is of the scanner: the tilt counts.
    `turn` is the rotation [3, 3] from head space to the scanner's.
    """
    if tumor is None:
        return NotMeasured("phantom.no_tumor"), NotMeasured("phantom.no_tumor")
    center = to_scanner_mm(tumor.center_mm[:, None], turn)[:, 0]
    reach = int(tumor.reach_mm)
    heights = np.round(center[2]) + np.arange(-reach, reach + 1)
    lengths = [_longest(_slice(tumor, turn, center, height=float(height), step=1.0))[0] for height in heights]
    best = _slice(tumor, turn, center, height=float(heights[int(np.argmax(lengths))]), step=_FINE_MM)
    if len(best) == 0:
        return NotMeasured("phantom.no_core"), NotMeasured("phantom.no_core")
    length, direction = _longest(best)
    across = np.array([-direction[1], direction[0]])
    along, sideways = best @ direction, best @ across
    steps = np.rint((along - along.min()) / _FINE_MM).astype(int)
    widths = [np.ptp(sideways[steps == step]) for step in np.unique(steps)]
    return (
        Measured(value=float(length) + _FINE_MM, unit="mm"),
        Measured(value=float(max(widths)) + _FINE_MM, unit="mm"),
    )


def _slice(tumor: Tumor, turn: Float32, center: Float32, *, height: float, step: float) -> Points:
    """Positions [n, 2] in mm of the core's samples in the axial plane at this height."""
    offsets = np.arange(-tumor.reach_mm, tumor.reach_mm + step / 2, step)
    x, y = (grid.ravel() for grid in np.meshgrid(center[0] + offsets, center[1] + offsets, indexing="ij"))
    world = np.stack([x, y, np.full_like(x, height)]).astype(np.float32)
    inside = tumor.core_at(to_head_mm(world, turn))
    return np.stack([x[inside], y[inside]], axis=1).astype(np.float64)


def _longest(points: Points) -> tuple[float, Points]:
    """Length and unit direction [2] of the longest line between two of the points."""
    if len(points) < 2:  # noqa: PLR2004
        return 0.0, np.array([1.0, 0.0])
    corners = points[ConvexHull(points, qhull_options="QJ").vertices] if len(points) > 3 else points  # noqa: PLR2004
    distances = squareform(pdist(corners))
    first, second = np.unravel_index(int(distances.argmax()), distances.shape)
    length = float(distances[first, second])
    return length, (corners[second] - corners[first]) / length
