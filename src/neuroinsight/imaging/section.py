"""A brain read along a plane through it: on a lattice whose axes run to the front, to the top and across the plane.

Lengths are in units of the brain's own size, the edge of the cube of its volume: a smaller brain, or a header with a
wrong spacing, is read at the same places. One unit is about a millimeter in an adult.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Float64
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.grid import FloatArray, Grid
from neuroinsight.imaging.boxes import Mask
from neuroinsight.imaging.symmetry import Plane

UNITS = 113.0  # of the brain's size: a brain of 1.44 liters has units of 1 mm
STEP = 3  # units between columns; across the plane it is 1
_WIDE, _FAR = 46, 44  # units on either side of the plane; columns from the brain's center on
_NEAR = 4  # units about the plane: brain there is brain of the section
_HALF = 0.5
_FRONT, _TOP = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Section:
    """What lies along a plane; arrays are `[front, top, across]`, with `across` to where the plane's normal points."""

    images: Float32[Array, "image front top across"]  # in robust deviations from the normal brain; 0 in the air
    brain: Float32[Array, "front top across"]  # share
    core: Float32[Array, "front top across"]
    whole: Float32[Array, "front top across"]
    inside: Bool[NDArray[np.bool_], "front top"]  # columns where the plane is in the brain
    corner_mm: Float64[FloatArray, "3"]  # of the first column, on the plane
    steps_mm: Float64[FloatArray, "3 3"]  # from column to column to the front and to the top, and per unit across

    @property
    def unit_mm(self) -> float:
        """How long a unit is."""
        return float(np.linalg.norm(self.steps_mm[2]))

    def point_mm(self, front: float, top: float, across: float) -> tuple[float, float, float]:
        """Return a place by its column and its units from the plane."""
        x, y, z = (self.corner_mm + np.array([front, top, across]) @ self.steps_mm).tolist()
        return x, y, z


def section_along(
    plane: Plane, images: Iterable[NDArray[np.generic]], masks: tuple[Mask, Mask, Mask], grid: Grid
) -> Section | None:
    """Return the brain along a plane whose normal points to the right or left; None if the plane misses it.

    `masks` are the brain, and in it the tumor's core and the whole tumor, all `[i, j, k]` on the grid.
    """
    brain, core, whole = masks
    if not brain.any():
        return None
    unit_mm = float(np.count_nonzero(brain) * grid.voxel_volume_ml * 1000) ** (1 / 3) / UNITS
    normal = np.array(plane.normal)
    front = _FRONT - normal * (_FRONT @ normal)
    front /= np.linalg.norm(front)
    top = _TOP - normal * (_TOP @ normal) - front * (_TOP @ front)
    top /= np.linalg.norm(top)
    center = grid.to_world_mm(np.array(ndimage.center_of_mass(brain)))
    center = center - normal * (center @ normal - plane.offset_mm)
    steps_mm = np.stack([front * STEP, top * STEP, normal]) * unit_mm
    corner = center - _FAR * (steps_mm[0] + steps_mm[1])
    everywhere = (2 * _FAR + 1, 2 * _FAR + 1)
    near = np.arange(-_NEAR, _NEAR + 1)
    middle = _main_part(_read(brain, grid, corner, steps_mm, everywhere, near).max(axis=2) > _HALF)
    if not middle.any():
        return None
    rows, columns = np.flatnonzero(middle.any(axis=1)), np.flatnonzero(middle.any(axis=0))
    corner = corner + rows[0] * steps_mm[0] + columns[0] * steps_mm[1]
    extents = (int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1)
    across = np.arange(-_WIDE, _WIDE + 1)

    def read(array: NDArray[np.generic]) -> Array:
        return _read(array, grid, corner, steps_mm, extents, across)

    share, tumor = read(brain), read(whole)
    normal_brain = (share > _HALF) & (tumor < _HALF)
    return Section(
        images=np.stack([_deviations(read(image), share > _HALF, normal_brain) for image in images]),
        brain=share,
        core=read(core),
        whole=tumor,
        inside=middle[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1],
        corner_mm=corner,
        steps_mm=steps_mm,
    )


def _read(  # noqa: PLR0917 - where the lattice lies
    array: NDArray[np.generic],
    grid: Grid,
    corner: FloatArray,
    steps_mm: FloatArray,
    extents: tuple[int, int],
    across: NDArray[np.int_],
) -> Array:
    lattice = np.stack(np.meshgrid(np.arange(extents[0]), np.arange(extents[1]), across, indexing="ij"), axis=-1)
    places = grid.to_index(corner + lattice @ steps_mm)
    values: Array = ndimage.map_coordinates(array.astype(np.float32), np.moveaxis(places, -1, 0), order=1)
    return values


def _deviations(values: Array, brain: NDArray[np.bool_], normal: NDArray[np.bool_]) -> Array:
    known = values[normal] if normal.any() else np.zeros(1, np.float32)
    middle = np.median(known)
    spread = 1.4826 * np.median(np.abs(known - middle))
    if spread <= 0:
        return np.zeros_like(values)
    scaled: Array = np.where(brain, np.clip((values - middle) / spread, -3, 3), 0).astype(np.float32)
    return scaled


def _main_part(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    labels, count = ndimage.label(ndimage.binary_closing(np.pad(mask, 2), iterations=2)[2:-2, 2:-2])
    if not count:
        return mask
    part: NDArray[np.bool_] = ndimage.binary_fill_holes(labels == np.bincount(labels.ravel())[1:].argmax() + 1)
    return part
