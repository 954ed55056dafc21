"""The same voxels stored in another axis order: brought onto a grid by moving whole axes, without interpolation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar, cast

import numpy as np
from jaxtyping import Shaped
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.orientation import AxisOrder, Scalar, reordered_grid, to_canonical

# Headers keep their matrices in single precision and as quaternions: what is a whole axis comes out to about 1e-6.
_WHOLE_AXIS_TOLERANCE = 1e-3

Key = TypeVar("Key")


def order_onto(source: Grid, target: Grid) -> AxisOrder | None:
    """Return how to turn arrays on `source` into arrays on `target`, or None if whole axes do not lead there."""
    steps = np.linalg.solve(target.affine, source.affine)[:3, :3]  # [target axis, source axis]
    whole = np.rint(steps)
    ones = np.abs(whole)
    is_permutation = (ones.sum(axis=0) == 1).all() and (ones.sum(axis=1) == 1).all() and (ones <= 1).all()
    if np.abs(steps - whole).max() > _WHOLE_AXIS_TOLERANCE or not is_permutation:
        return None
    axes = [int(axis) for axis in ones.argmax(axis=1)]
    flips = [bool(whole[row, axis] < 0) for row, axis in enumerate(axes)]
    order = AxisOrder(axes=(axes[0], axes[1], axes[2]), flips=(flips[0], flips[1], flips[2]))
    return order if reordered_grid(source, order).is_same_as(target) else None


def reorder(array: Shaped[NDArray[Scalar], "i j k"], order: AxisOrder) -> Shaped[NDArray[Scalar], "a b c"]:
    """Return a view of `array` with the axes of the target of `order_onto`."""
    return to_canonical(array, order)


def reorder_onto(volume: Volume, target: Grid) -> Volume | None:
    """Return the volume on `target`, every voxel unchanged; None if it lies on another grid."""
    order = order_onto(volume.grid, target)
    if order is None:
        return None
    turned = cast("NDArray[np.floating] | NDArray[np.integer]", reorder(volume.array, order))
    return Volume(array=turned, grid=target, origin=volume.origin)


def onto_first(volumes: Mapping[Key, Volume]) -> dict[Key, Volume]:
    """Return the volumes in the first one's axis order; those on a truly different grid stay as they are."""
    grids = [volume.grid for volume in volumes.values()]
    return {key: reorder_onto(volume, grids[0]) or volume for key, volume in volumes.items()}


def labels_onto(label_map: LabelMap, target: Grid) -> LabelMap | None:
    """Return the label map on `target`, every voxel unchanged; None if it lies on another grid."""
    order = order_onto(label_map.grid, target)
    return None if order is None else replace(label_map, array=reorder(label_map.array, order), grid=target)
