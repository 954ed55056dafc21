"""The tumor in the brain, drawn as solids that are seen from the side and from the front.

Each view looks straight along one axis of the grid: the first voxel of a mask that a ray meets gives the depth, and the
slope of the depth the shade. No mesh is made, nothing is measured on it.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.labels import Mask, Region
from neuroinsight.core.origin import Sides
from neuroinsight.report.figures.planes import NO_MARKS, Marks, direction_letters
from neuroinsight.report.figures.scene import Scene, field_around

_PIXEL_MM = 0.75
_MARGIN_MM = 7.0
_SMOOTH_MM = 1.6  # steps of the voxels are no shape of the patient's
_LIGHT = (-0.35, -0.45, 0.82)  # from the left above the viewer: to the right, down, to the viewer
_AMBIENT = 0.42
_BRAIN = (206.0, 211.0, 216.0)
_EDGE = (10.0, 12.0, 14.0)
# what is drawn over the brain, from the outer region to the inner one: color and how much of it covers
_REGIONS = ((Region.WT, (47.0, 159.0, 255.0), 0.55), (Region.TC, (255.0, 216.0, 61.0), 0.92))

Depth = NDArray[np.float64]  # mm from the viewer [row, column]; NaN where a ray meets nothing


class Seen(StrEnum):
    """Where the viewer stands."""

    RIGHT = "right"
    LEFT = "left"
    FRONT = "front"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solid:
    """One view: its pixels [row, column, red green blue] and the letters at its sides."""

    seen: Seen
    pixels: NDArray[np.uint8]
    width_mm: float
    height_mm: float
    marks: Marks
    regions: tuple[Region, ...]


def solids(scene: Scene, regions: tuple[Region, ...]) -> tuple[Solid, ...]:
    """Return the view of the side where more of the tumor is, then that from the front; none where nothing is labelled.

    There is no view from above: it would put the patient's right on the right.
    """
    shown = [one for one in _REGIONS if one[0] in regions]
    if not shown or scene.tumor is None:
        return ()
    masks = {region: _mask(scene, region) for region, _, _ in shown}
    side = _side(scene, masks[shown[-1][0]])
    return tuple(_solid(scene, masks, seen) for seen in (side, Seen.FRONT))


def _mask(scene: Scene, region: Region) -> Mask:
    mask: Mask = np.isin(scene.labels, scene.scheme.numbers_of(region))
    return mask


def _side(scene: Scene, mask: Mask) -> Seen:
    """The side of the brain's middle on which more of a mask [i, j, k] lies; the axes are canonical: i runs right."""
    box = field_around(scene.brain)
    middle = (box.start[0] + box.stop[0]) / 2 if box else mask.shape[0] / 2
    per_slice = mask.sum(axis=(1, 2))
    right = per_slice[np.arange(len(per_slice)) + 0.5 > middle].sum()
    return Seen.RIGHT if 2 * right >= per_slice.sum() else Seen.LEFT


def _solid(scene: Scene, masks: dict[Region, Mask], seen: Seen) -> Solid:
    brain = _depth(scene, scene.brain, seen)
    image = _shaded(brain, _BRAIN)
    for region, color, covers in _REGIONS:
        if region in masks:
            depth = _depth(scene, masks[region], seen)
            here = np.isfinite(depth)
            image[here] += covers * (_shaded(depth, color)[here] - image[here])
            image[here & ~ndimage.binary_erosion(here)] = _EDGE
    margin = round(_MARGIN_MM / _PIXEL_MM)
    rows, columns = (slice(*_around(np.isfinite(brain), axis, margin)) for axis in (0, 1))
    framed = np.pad(image, ((margin, margin), (margin, margin), (0, 0)))[rows, columns]
    return Solid(
        seen=seen,
        pixels=np.rint(framed).astype(np.uint8),
        width_mm=framed.shape[1] * _PIXEL_MM,
        height_mm=framed.shape[0] * _PIXEL_MM,
        marks=_marks(scene, seen) if scene.sides is Sides.STATED else NO_MARKS,
        regions=tuple(masks),
    )


def _around(mask: NDArray[np.bool_], axis: int, margin: int) -> tuple[int, int]:
    """Where a mask [row, column] begins and ends along an axis once a margin was put around the whole of it."""
    places = np.flatnonzero(mask.any(axis=1 - axis))
    return int(places[0]), int(places[-1]) + 1 + 2 * margin


def _axes(seen: Seen) -> tuple[int, int, int]:
    """The canonical axis that the viewer looks along, and what the columns and rows run along; rows run down."""
    return (1, 0, 2) if seen is Seen.FRONT else (0, 1, 2)


def _depth(scene: Scene, mask: Mask, seen: Seen) -> Depth:
    """Return how far the mask's surface is from the viewer, in pixels of a millimeter, smoothed."""
    along, across, up = _axes(seen)
    spacing = scene.grid.spacing_mm
    cube = np.moveaxis(mask, (along, up, across), (0, 1, 2))  # [along, up, across]
    if seen is not Seen.LEFT:
        cube = cube[::-1]  # the viewer stands at the end of the axis
    cube = cube[:, ::-1]  # the top first
    if seen is not Seen.RIGHT:
        cube = cube[:, :, ::-1]  # from the front right is on the left; from the left, front is
    hit = cube.any(axis=0)
    first = np.argmax(cube, axis=0) * float(spacing[along])
    zoom = (float(spacing[up]) / _PIXEL_MM, float(spacing[across]) / _PIXEL_MM)
    weight = ndimage.zoom(hit.astype(np.float64), zoom, order=1, grid_mode=True, mode="nearest")
    weighted = ndimage.zoom(first * hit, zoom, order=1, grid_mode=True, mode="nearest")
    inside = weight > 0.5  # noqa: PLR2004 - half of a pixel
    smooth = _SMOOTH_MM / _PIXEL_MM
    weight, weighted = (ndimage.gaussian_filter(one, smooth) for one in (weight, weighted))
    return np.where(inside, weighted / np.maximum(weight, 1e-6), np.nan)


def _shaded(depth: Depth, color: tuple[float, float, float]) -> NDArray[np.float64]:
    """Return the color [row, column, 3] of a surface under the light; black where there is none."""
    here = np.isfinite(depth)
    filled = np.where(here, depth, np.nanmax(depth, initial=0.0) if here.any() else 0.0)
    down, right = np.gradient(filled, _PIXEL_MM)
    down, right = (np.clip(one, -4, 4) for one in (down, right))  # the cliff at the silhouette is no slope
    normal = np.stack([right, down, np.ones_like(depth)], axis=-1)  # a surface that falls away to the right faces right
    facing = (normal / np.linalg.norm(normal, axis=-1, keepdims=True)) @ np.array(_LIGHT)
    shade = np.where(here, _AMBIENT + (1 - _AMBIENT) * np.clip(facing, 0, 1), 0.0)
    shaded: NDArray[np.float64] = shade[..., None] * np.array(color)
    return shaded


def _marks(scene: Scene, seen: Seen) -> Marks:
    """Letters from the affine itself, along the same axes as the pixels."""
    _, across, up = _axes(seen)
    to_right = scene.grid.affine[:3, across] * (1 if seen is Seen.RIGHT else -1)
    to_top = scene.grid.affine[:3, up]
    return Marks(
        left=direction_letters(-to_right),
        right=direction_letters(to_right),
        top=direction_letters(to_top),
        bottom=direction_letters(-to_top),
    )
