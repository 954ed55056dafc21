"""The plane that a brain is most symmetric about, found in the images themselves.

The plane is moved until what lies on one side looks most like the mirror image of the other: first tried at a grid of
tilts on few points, then refined on many (Nelder and Mead 1965). Every length is a share of the brain's own size: a
smaller brain, or a header with a wrong spacing, gives the same plane on its own scale. Symmetry as a way to the
mid-sagittal plane: Ardekani et al. 1997 (doi:10.1109/42.650883), Prima et al. 2002 (doi:10.1109/42.993131).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from jaxtyping import Float32, Float64
from numpy.typing import NDArray
from scipy import optimize

from neuroinsight.core.grid import FloatArray, Grid
from neuroinsight.imaging.boxes import Mask, bounding_box
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical

_PARTS = 26.0  # of the brain's size (edge of the cube of its volume): about 4.4 mm in an adult
_TILTS = np.radians(np.arange(-36.0, 37.0, 12.0))  # of the head in its images
_FEW, _MANY = 800, 6000  # points to try on, and to refine on
_FIRST_STEPS = np.array([[0, 0, 0], [0.08, 0, 0], [0, 0.08, 0], [0, 0, 0.03]])  # the first simplex
_CLIP = 1.5  # deviations from which on a difference counts no more: mass effect and unseen tumor
_NO_BRAIN = 3.0  # what a point costs whose mirror image is no brain
_FEWEST = 8  # coarse voxels; fewer are symmetric about anything
_LEAST_ALONG = 0.7  # of the normal: what leads farther from the axis is another plane
_HALF = 0.5
_TINY = 1e-3

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The points x, RAS+ mm, with `normal · x = offset_mm`; the normal has length 1."""

    normal: tuple[float, float, float]
    offset_mm: float

    def signed_mm(self, points_mm: FloatArray) -> FloatArray:
        """Return the distances [...] of points [..., 3] from the plane, positive on the side that it points to."""
        distances: FloatArray = np.asarray(points_mm, np.float64) @ np.array(self.normal) - self.offset_mm
        return distances


@dataclass(frozen=True, slots=True, kw_only=True)
class Symmetry:
    """The best plane, and how well the brain agrees with its mirror image about it."""

    plane: Plane
    overlap: float  # share of the brain whose mirror image is brain
    correlation: float  # of the intensities there, mean over the images


def symmetry_plane(
    images: Iterable[NDArray[np.generic]], brain: Mask, ignored: Mask, grid: Grid, *, axes: tuple[int, ...] = (0,)
) -> Symmetry | None:
    """Return the plane that `images` [i, j, k] are most symmetric about; None if there is none.

    What is `ignored`, as a tumor, has no part in it, nor has its mirror image. The plane's normal is within some 40
    degrees of one of the world's `axes` (0: to the right), and points to where that axis grows.
    """
    coarse = _coarse(images, brain, ignored, grid)
    if coarse is None:
        return None
    few, many = coarse.thinned(_FEW), coarse.thinned(_MANY)
    starts = [(axis, np.array([a, b, 0.0])) for axis in axes for a in _TILTS for b in _TILTS]
    axis, start = min(starts, key=lambda one: few.cost(coarse.plane(*one)))
    found = optimize.minimize(
        lambda values: many.cost(coarse.plane(axis, values)),
        start,
        method="Nelder-Mead",
        options={"initial_simplex": start + _FIRST_STEPS, "xatol": 1e-4, "fatol": 1e-6, "maxfev": 300},
    )
    plane = coarse.plane(axis, found.x)
    if abs(plane.normal[axis]) < _LEAST_ALONG:
        return None
    overlap, correlation = many.agreement(plane)
    return Symmetry(plane=plane, overlap=overlap, correlation=correlation)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Coarse:
    """A coarse copy of brain and images, and the points of it that are compared with their mirror images."""

    channels: Float32[Array, "r a s channel"]  # share of brain, of ignored, the images in deviations; padded with 0
    affine: Float64[FloatArray, "4 4"]  # of the coarse voxels
    indices: Float64[FloatArray, "point 3"]
    values: Float32[Array, "point channel"]
    center_mm: Float64[FloatArray, "3"]
    size_mm: float

    def thinned(self, most: int) -> "_Coarse":
        """Return the copy with at most so many points, evenly left out."""
        every = slice(None, None, -(-len(self.indices) // most))
        return replace(self, indices=self.indices[every], values=self.values[every])

    def plane(self, axis: int, values: FloatArray) -> Plane:
        """Return the plane of two tilts against an axis of the world and an offset from the center."""
        others = [other for other in range(3) if other != axis]
        normal = np.zeros(3)
        normal[[axis, *others]] = 1.0, np.tan(values[0]), np.tan(values[1])
        normal /= np.linalg.norm(normal)
        offset_mm = float(normal @ self.center_mm + values[2] * self.size_mm)
        return Plane(normal=(float(normal[0]), float(normal[1]), float(normal[2])), offset_mm=offset_mm)

    def cost(self, plane: Plane) -> float:
        """Return the mean difference between the points and their mirror images."""
        mirrored = self._mirrored(plane)
        counts = np.clip(1 - 2 * mirrored[:, 1], 0, 1)
        apart = np.minimum(np.abs(mirrored[:, 2:] - self.values[:, 2:]), _CLIP).mean(axis=1)
        brain = mirrored[:, 0]
        costs = apart * brain + _NO_BRAIN * (1 - brain)
        return float((costs * counts).sum(dtype=np.float64) / max(float(counts.sum(dtype=np.float64)), 1e-9))

    def agreement(self, plane: Plane) -> tuple[float, float]:
        """Return how much of the brain lies on brain when mirrored, and the mean correlation of the images there."""
        mirrored = self._mirrored(plane)
        counts = mirrored[:, 1] < _HALF
        both = counts & (mirrored[:, 0] > _HALF)
        if np.count_nonzero(both) < _FEWEST:
            return 0.0, 0.0
        here, there = self.values[both, 2:], mirrored[both, 2:]
        here, there = here - here.mean(axis=0), there - there.mean(axis=0)
        scale = np.sqrt((here**2).sum(axis=0) * (there**2).sum(axis=0))
        correlations = (here * there).sum(axis=0) / np.maximum(scale, 1e-9)
        return float(both.sum() / counts.sum()), float(correlations.mean())

    def _mirrored(self, plane: Plane) -> Float32[Array, "point channel"]:
        """Return all channels at the points' mirror images, linearly interpolated; 0 beyond the array."""
        normal, inverse = np.array(plane.normal), np.linalg.inv(self.affine)
        mirror = np.eye(4)
        mirror[:3, :3] -= 2 * np.outer(normal, normal)
        mirror[:3, 3] = 2 * plane.offset_mm * normal
        of_index = inverse @ mirror @ self.affine
        places = self.indices @ of_index[:3, :3].T + of_index[:3, 3]
        return _interpolated(self.channels, places + 1)


def _coarse(images: Iterable[NDArray[np.generic]], brain: Mask, ignored: Mask, grid: Grid) -> _Coarse | None:
    order, canonical = canonical_order(grid), canonical_grid(grid)
    shown, hidden = to_canonical(brain, order), to_canonical(ignored, order)
    box = bounding_box(shown)
    if box is None:
        return None
    size_mm = float(np.count_nonzero(brain) * grid.voxel_volume_ml * 1000) ** (1 / 3)
    steps = np.maximum(1, np.rint(size_mm / _PARTS / canonical.spacing_mm)).astype(int)
    share, ignored_share = _means(shown[box], steps), _means(hidden[box], steps)
    indices = np.argwhere((share > _HALF) & (ignored_share < _HALF))
    if len(indices) < _FEWEST:
        return None
    where = tuple(indices.T)
    channels = [share, ignored_share]
    for image in images:
        means = _means(np.where(shown[box], to_canonical(image, order)[box], 0), steps) / np.maximum(share, _TINY)
        middle = np.median(means[where])
        spread = 1.4826 * np.median(np.abs(means[where] - middle)) + _TINY * (abs(middle) + _TINY)
        channels.append(np.where(share > 0, np.clip((means - middle) / spread, -3, 3), 0))
    affine = canonical.affine.copy()
    first = np.array([side.start for side in box]) + (steps - 1) / 2
    affine[:3, 3] = canonical.to_world_mm(first)
    affine[:3, :3] *= steps
    stacked = np.stack(channels, axis=-1).astype(np.float32)
    return _Coarse(
        channels=np.pad(stacked, ((1, 2), (1, 2), (1, 2), (0, 0))),
        affine=affine,
        indices=indices.astype(np.float64),
        values=stacked[where],
        center_mm=Grid(shape=share.shape, affine=affine)
        .to_world_mm(np.argwhere(share > _HALF).astype(np.float64))
        .mean(axis=0),
        size_mm=size_mm,
    )


def _means(array: NDArray[np.generic], steps: NDArray[np.int_]) -> Float32[Array, "r a s"]:
    """Return the mean over blocks of voxels; what is missing of the last blocks counts as 0."""
    counts = [-(-extent // step) for extent, step in zip(array.shape, steps.tolist(), strict=True)]
    padded = np.zeros([count * step for count, step in zip(counts, steps.tolist(), strict=True)], np.float32)
    padded[tuple(slice(0, extent) for extent in array.shape)] = array
    blocks = padded.reshape(counts[0], steps[0], counts[1], steps[1], counts[2], steps[2])
    means: Float32[Array, "r a s"] = blocks.mean(axis=(1, 3, 5))
    return means


def _interpolated(
    channels: Float32[Array, "r a s channel"], places: Float64[FloatArray, "point 3"]
) -> Float32[Array, "point channel"]:
    """Return linearly interpolated values; the outermost voxels are what there is beyond them."""
    shape = np.array(channels.shape[:3])
    inside = np.clip(places, 0, shape - 2)
    lowest = inside.astype(np.intp)
    beyond = (inside - lowest).astype(np.float32)
    weights = (1 - beyond, beyond)
    strides = np.array([shape[1] * shape[2], shape[2], 1])
    first, flat = lowest @ strides, channels.reshape(-1, channels.shape[3])
    result = np.zeros((len(places), channels.shape[3]), np.float32)
    for i, j, k in product((0, 1), repeat=3):
        weight = weights[i][:, 0] * weights[j][:, 1] * weights[k][:, 2]
        result += weight[:, None] * flat[first + int(np.dot((i, j, k), strides))]
    return result
