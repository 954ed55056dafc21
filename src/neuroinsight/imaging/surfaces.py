"""Surfaces of masks in millimeters, and distances between them.

Two kinds of surface are in use, and figures made of them differ: the centers of a mask's outermost voxels (MONAI,
most challenges), and the surface elements between voxels, each weighing as much as its area (DeepMind's
surface-distance, the BraTS 2023 evaluation, surface Dice).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product

import numpy as np
from jaxtyping import Float, Int
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from neuroinsight.core.grid import Grid
from neuroinsight.imaging.boxes import Mask, bounding_box

Spacing = tuple[float, float, float]  # along i, j and k, in mm
Points = Float[NDArray[np.float64], "points 3"]
PerPoint = Float[NDArray[np.float64], " points"]
_Corner = tuple[int, int, int]
_Normal = tuple[float, float, float]

# Triangles that marching cubes lays between eight voxel centers, by the corners that are inside: for each of the ways
# in which corners can differ under the cube's 48 rotations and mirrors, the size of the triangles' normals along
# i, j, k, in units of the voxel. The choice among marching cubes' variants is surface-distance's
# (https://github.com/google-deepmind/surface-distance, Nikolov et al. 2021, doi:10.2196/26151).
_EIGHTH: _Normal = (0.125, 0.125, 0.125)
_QUARTER: _Normal = (0.25, 0.25, 0.25)
_TRIANGLES: tuple[tuple[tuple[str, ...], tuple[_Normal, ...]], ...] = (
    (("111",), (_EIGHTH,)),
    (("110", "111"), ((0.25, 0.25, 0.0),) * 2),
    (("101", "110"), (_EIGHTH,) * 2),
    (("011", "100"), (_EIGHTH,) * 2),
    (("101", "110", "111"), (_EIGHTH, _QUARTER, (0.5, 0.0, 0.0))),
    (("011", "101", "110"), (_EIGHTH,) * 3),
    (("011", "100", "111"), ((0.0, 0.25, 0.25),) * 2 + (_EIGHTH,)),
    (("100", "101", "110", "111"), ((0.5, 0.0, 0.0),) * 2),
    (("011", "101", "110", "111"), (_EIGHTH, _EIGHTH, _QUARTER, _QUARTER)),
    (("011", "100", "110", "111"), ((0.0, 0.25, 0.25), _EIGHTH, (0.25, 0.0, 0.25), (0.375, 0.375, 0.375))),
    (("011", "100", "101", "110"), (_EIGHTH, _EIGHTH, _QUARTER, (0.5, 0.0, 0.0))),
    (("010", "011", "100", "101"), ((0.25, 0.25, 0.0),) * 4),
    (("001", "010", "100", "111"), (_EIGHTH,) * 4),
    (("011", "100", "101", "110", "111"), (_EIGHTH, _QUARTER, (0.5, 0.0, 0.0))),
    (("010", "011", "100", "101", "111"), (_EIGHTH,) + ((0.25, 0.25, 0.0),) * 2),
    (("001", "010", "100", "110", "111"), (_EIGHTH,) * 3),
    (("010", "011", "100", "101", "110", "111"), ((0.25, 0.25, 0.0),) * 2),
    (("001", "010", "100", "101", "110", "111"), (_EIGHTH,) * 2),
    (("001", "010", "011", "100", "101", "110"), (_EIGHTH,) * 2),
    (("001", "010", "011", "100", "101", "110", "111"), (_EIGHTH,)),
)
_CORNERS: tuple[_Corner, ...] = tuple(product((0, 1), (0, 1), (0, 1)))  # a corner's place here is its bit in a code


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfaceElements:
    """Pieces of a mask's surface: where they are, and how large."""

    points_mm: Points
    areas_mm2: PerPoint


def edge_points_mm(mask: Mask, spacing_mm: Spacing) -> Points:
    """Return the centers of voxels that touch background with a face; beyond the array is background."""
    edges = mask & ~ndimage.binary_erosion(mask)
    points: Points = np.argwhere(edges) * np.asarray(spacing_mm)
    return points


def outside_points_mm(mask: Mask, grid: Grid) -> Points:
    """Return the centers, RAS+ mm, of voxels outside the mask that touch it with a face; none where it has no outside.

    Holes within the mask are not outside, nor is what lies beyond the array.
    """
    box = bounding_box(mask, margin=1)
    if box is None:
        return np.zeros((0, 3))
    holes, _ = ndimage.label(~mask[box])
    sides = [holes[[0, -1]].ravel(), holes[:, [0, -1]].ravel(), holes[:, :, [0, -1]].ravel()]
    outside = np.isin(holes, np.setdiff1d(np.concatenate(sides), 0))
    beside = np.argwhere(outside & ndimage.binary_dilation(~outside)) + [side.start for side in box]
    return grid.to_world_mm(beside.astype(np.float64))


def surface_elements(mask: Mask, spacing_mm: Spacing) -> SurfaceElements:
    """Return the surface between voxel centers, one element for each group of 2 by 2 by 2 voxels that it runs through.

    Positions are those of `edge_points_mm`'s frame, less half a voxel along each axis: the same for every mask.
    """
    padded = np.pad(mask, 1).astype(np.uint8)
    extent = [side - 1 for side in padded.shape]
    codes = np.zeros(extent, np.uint8)
    for bit, corner in enumerate(_CORNERS):
        window = tuple(slice(start, start + side) for start, side in zip(corner, extent, strict=True))
        codes |= padded[window] << np.uint8(bit)
    crossed = (codes != 0) & (codes != 255)  # noqa: PLR2004 - all eight corners
    return SurfaceElements(
        points_mm=np.argwhere(crossed) * np.asarray(spacing_mm), areas_mm2=_areas_mm2(spacing_mm)[codes[crossed]]
    )


def distances_mm(from_points_mm: Points, to_points_mm: Float[NDArray[np.float64], "others 3"]) -> PerPoint:
    """Return the distance of each point to the nearest of the others; infinite if there are none.

    A search tree, because its time depends on the surface alone: distance transforms of boxes that a far-off false
    positive widens to the whole head take ten times as long.
    """
    if not len(to_points_mm):
        return np.full(len(from_points_mm), np.inf)
    if not len(from_points_mm):
        return np.zeros(0)
    nearest: PerPoint = cKDTree(to_points_mm, balanced_tree=False, compact_nodes=False).query(from_points_mm)[0]
    return nearest


@lru_cache(maxsize=16)
def _areas_mm2(spacing_mm: Spacing) -> Float[NDArray[np.float64], "256"]:
    """Area of the surface by which of the eight corners are inside."""
    faces = np.prod(spacing_mm) / np.asarray(spacing_mm)  # of the voxel, across i, j and k
    areas = np.zeros(256)
    for corners, normals in _TRIANGLES:
        inside = np.array([[int(digit) for digit in corner] for corner in corners])
        for axes, flips in product(permutations(range(3)), product((0, 1), repeat=3)):
            turned = inside[:, axes] ^ np.array(flips)
            areas[_code(turned)] = sum(
                float(np.linalg.norm(np.array(normal)[list(axes)] * faces)) for normal in normals
            )
    areas.setflags(write=False)
    return areas


def _code(corners: Int[NDArray[np.int_], "corners 3"]) -> int:
    return sum(1 << _CORNERS.index((int(i), int(j), int(k))) for i, j, k in corners)
