"""Where the voxels of a synthetic patient are: the grid that was asked for, and its brain voxels in head space."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from neuroinsight.core.grid import Grid
from neuroinsight.datasets.phantom.head import CENTER_MM, REACH_MM, Head
from neuroinsight.datasets.phantom.noise import Float32
from neuroinsight.datasets.phantom.settings import FIELD_OF_VIEW_MM, PhantomSettings

Indices = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]

# The middle of the field of view in head space: the brain lies in it as in BraTS.
_MIDDLE_MM = np.array([0.0, -7.5, 5.0])


def phantom_grid(settings: PhantomSettings) -> Grid:
    """Return the grid that the settings ask for: BraTS' field of view around the brain."""
    counts = [max(1, round(extent / step)) for extent, step in zip(FIELD_OF_VIEW_MM, settings.spacing_mm, strict=True)]
    affine = np.eye(4)
    shape = [0, 0, 0]
    for axis, code in enumerate(settings.orientation):
        world = next(number for number, pair in enumerate(("LR", "PA", "IS")) if code in pair)
        affine[:3, axis] = 0.0
        affine[world, axis] = settings.spacing_mm[world] * (1.0 if code in "RAS" else -1.0)
        shape[axis] = counts[world]
    affine[:3, 3] = _MIDDLE_MM - affine[:3, :3] @ ((np.array(shape) - 1) / 2)
    return Grid(shape=(shape[0], shape[1], shape[2]), affine=affine)


def seen_from_head(grid: Grid, settings: PhantomSettings) -> Grid:
    """Return where the grid's voxels would be if it were they that had moved, the other way, and not the head."""
    affine = grid.affine.copy()
    affine[:3, 3] -= settings.shift_mm
    return Grid(shape=grid.shape, affine=affine)


def turn_of(settings: PhantomSettings) -> Float32:
    """Return the rotation [3, 3] from head space to the scanner's, about the brain's center."""
    turn: Float32 = Rotation.from_euler("xyz", settings.tilt_deg, degrees=True).as_matrix().astype(np.float32)
    return turn


def to_scanner_mm(points_mm: Float32, turn: Float32) -> Float32:
    """Return the positions [3, n] in the scanner of points [3, n] of head space."""
    positions: Float32 = turn @ (points_mm - CENTER_MM[:, None]) + CENTER_MM[:, None]
    return positions


def to_head_mm(positions_mm: Float32, turn: Float32) -> Float32:
    """Return the points [3, n] of head space at positions [3, n] in the scanner."""
    return to_scanner_mm(positions_mm, turn.T)


def brain_points(canonical: Grid, head: Head, turn: Float32) -> tuple[Indices, Float32]:
    """Return which voxels of a RAS grid are brain, and where they are in head space [3, n]."""
    axes = [
        canonical.affine[a, a] * np.arange(extent) + canonical.affine[a, 3] for a, extent in enumerate(canonical.shape)
    ]
    near = [np.flatnonzero(np.abs(axis - center) < REACH_MM) for axis, center in zip(axes, CENTER_MM, strict=True)]
    indices: list[NDArray[np.intp]] = []
    points: list[Float32] = []
    for k in near[2]:  # slice by slice, so that memory holds the points of the brain only
        plane = np.meshgrid(axes[0][near[0]], axes[1][near[1]], axes[2][[k]], indexing="ij")
        slice_points = to_head_mm(np.stack(plane).reshape(3, -1).astype(np.float32), turn)
        inside = np.flatnonzero(head.brain_at(slice_points))
        i, j = np.unravel_index(inside, (near[0].size, near[1].size))
        indices.append(np.stack([near[0][i], near[1][j], np.full(inside.size, k)]))
        points.append(slice_points[:, inside])
    found = np.concatenate(indices, axis=1)
    return (found[0], found[1], found[2]), np.concatenate(points, axis=1)
