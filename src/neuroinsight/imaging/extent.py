"""How far a mask reaches in space, and how large its surface is, in millimeters on any grid."""

from functools import lru_cache
from itertools import product

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, SphericalVoronoi

from neuroinsight.imaging.boxes import Mask

Steps = Float[NDArray[np.float64], "3 3"]  # [world, axis]: mm that one step along i, j or k leads
Place = Float[NDArray[np.float64], "3"]

# One of each two opposite ways to the 26 neighbors.
_WAYS = tuple(way for way in product((-1, 0, 1), repeat=3) if way > (0, 0, 0))


def farthest_points(mask: Mask, steps_mm: Steps) -> tuple[Place, Place]:
    """Return the two ends `[i, j, k]` of the longest line between points of the mask's surface.

    Surface points lie half a voxel beyond the centers of the outermost ones; with slices thicker than pixels half a
    pixel, for nobody knows where between two slices the tumor ends (a ball on slices of 5 mm came out 4.5 mm too long).
    The line may leave the mask: it is the largest caliper width. The mask must not be empty.
    """
    spacing_mm = np.linalg.norm(steps_mm, axis=0)
    points: list[NDArray[np.float64]] = []
    for axis in range(3):  # the outermost points of each column suffice: the hull has no others
        beyond = 0.5 * spacing_mm.min() / spacing_mm[axis]
        columns = np.argwhere(mask.any(axis=axis))
        turned = np.moveaxis(mask, axis, -1)[tuple(columns.T)]
        first, last = turned.argmax(axis=1), turned.shape[1] - 1 - turned[:, ::-1].argmax(axis=1)
        rows = columns.astype(np.float64)
        points += [np.insert(rows, axis, ends, axis=1) for ends in (first - beyond, last + beyond)]
    candidates = np.concatenate(points)
    places_mm = candidates @ steps_mm.T
    corners = ConvexHull(places_mm).vertices
    apart = np.linalg.norm(places_mm[corners][:, None] - places_mm[corners], axis=-1)
    one, other = np.unravel_index(int(apart.argmax()), apart.shape)
    return candidates[corners[one]], candidates[corners[other]]


def surface_area_mm2(mask: Mask, steps_mm: Steps) -> float:
    """Return the area of the mask's surface by Crofton's formula: from how often straight lines enter and leave it.

    Lines run along the 13 directions to the neighbors, each weighing as much as the part of the sphere that is nearest
    to it (Legland 2007, doi:10.5566/ias.v26.p83-92). Triangles laid around the voxels of a ball
    come out 9 % too large, and 25 % on slices of 5 mm; this is right to 2 % on either from ten voxels across.
    """
    padded = np.pad(mask, 1)
    crossings = []
    for way in _WAYS:
        here = tuple(slice(max(0, -step), side - max(0, step)) for step, side in zip(way, padded.shape, strict=True))
        there = tuple(slice(max(0, step), side - max(0, -step)) for step, side in zip(way, padded.shape, strict=True))
        crossings.append(int(np.count_nonzero(padded[here] != padded[there])))
    return float(np.dot(crossings, _areas_per_crossing(tuple(map(tuple, steps_mm.tolist())))))


@lru_cache(maxsize=16)
def _areas_per_crossing(steps_mm: tuple[tuple[float, ...], ...]) -> Float[NDArray[np.float64], "13"]:
    """Area in mm2 that one crossing stands for, by direction: twice its weight times the spacing of its lines."""
    steps = np.array(steps_mm)
    ways = np.array(_WAYS) @ steps.T
    lengths = np.linalg.norm(ways, axis=1)
    units = ways / lengths[:, None]
    weights = SphericalVoronoi(np.concatenate([units, -units])).calculate_areas()[: len(_WAYS)] / (2 * np.pi)
    areas: Float[NDArray[np.float64], "13"] = 2 * weights * abs(np.linalg.det(steps)) / lengths
    areas.setflags(write=False)
    return areas
