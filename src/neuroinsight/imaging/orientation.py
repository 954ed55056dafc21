"""Reordering and flipping axes so that i, j, k point to the patient's right, front and top (RAS), and back.

Only whole axes move: no voxel is interpolated, and an oblique grid stays oblique.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from jaxtyping import Shaped
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisOrder:
    """How to make an array RAS: take `axes` in this order, then flip those where `flips` is true."""

    axes: tuple[int, int, int]  # canonical axis a is axis axes[a] of the file
    flips: tuple[bool, bool, bool]  # by canonical axis


def canonical_order(grid: Grid) -> AxisOrder:
    """Return the order that makes arrays on this grid RAS: one of the 48 there are."""
    codes = grid.axis_codes
    axes = [0, 0, 0]
    flips = [False, False, False]
    for canonical, pair in enumerate(("LR", "PA", "IS")):
        for axis, code in enumerate(codes):
            if code in pair:
                axes[canonical] = axis
                flips[canonical] = code == pair[0]
    return AxisOrder(axes=(axes[0], axes[1], axes[2]), flips=(flips[0], flips[1], flips[2]))


def to_canonical(array: Shaped[NDArray[Scalar], "i j k"], order: AxisOrder) -> Shaped[NDArray[Scalar], "r a s"]:
    """Return a view of the file's `array` with RAS axes."""
    turned = array.transpose(order.axes)
    return turned[tuple(slice(None, None, -1) if flip else slice(None) for flip in order.flips)]


def from_canonical(array: Shaped[NDArray[Scalar], "r a s"], order: AxisOrder) -> Shaped[NDArray[Scalar], "i j k"]:
    """Return a view of the RAS `array` with the file's own axes: the inverse of `to_canonical`."""
    unflipped = array[tuple(slice(None, None, -1) if flip else slice(None) for flip in order.flips)]
    return unflipped.transpose(np.argsort(order.axes))


def reordered_grid(grid: Grid, order: AxisOrder) -> Grid:
    """Return the grid of arrays on `grid` whose axes were taken in this order: the same voxels at the same places."""
    matrix = np.zeros((4, 4))
    matrix[3, 3] = 1
    for place, (axis, flip) in enumerate(zip(order.axes, order.flips, strict=True)):
        matrix[axis, place] = -1 if flip else 1
        if flip:
            matrix[axis, 3] = grid.shape[axis] - 1
    shape = tuple(grid.shape[axis] for axis in order.axes)
    return Grid(shape=(shape[0], shape[1], shape[2]), affine=grid.affine @ matrix)


def canonical_grid(grid: Grid) -> Grid:
    """Return the grid of `to_canonical`'s result."""
    return reordered_grid(grid, canonical_order(grid))
