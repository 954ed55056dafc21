"""What a network sees of prepared slices: a slice with its neighbors, or tiles of the volume and how they are joined.

Training and inference call the same functions, so that a model is asked what it was taught.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeVar

import numpy as np
from jaxtyping import Float, Float32, Shaped
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)
Tile = tuple[slice, slice, slice]  # k, j, i


def with_neighbors(
    slices: Float[NDArray[np.floating], "k sequence j i"], k: int, context: int
) -> Float[NDArray[np.floating], "sequence {2*context+1} j i"]:
    """Return slice k with its neighbors on either side, the lowest first; zeros beyond the ends."""
    return slab(slices, k - context, 2 * context + 1).swapaxes(0, 1)


def slab(slices: Shaped[NDArray[Scalar], "k ..."], first: int, count: int) -> Shaped[NDArray[Scalar], "{count} ..."]:
    """Return so many slices from `first` on, the lowest first; zeros beyond the ends."""
    stack = np.zeros((count, *slices.shape[1:]), slices.dtype)
    start, stop = max(first, 0), min(first + count, len(slices))
    if start < stop:
        stack[start - first : stop - first] = slices[start:stop]
    return stack


def fit(array: Shaped[NDArray[Scalar], "..."], extents: Sequence[int]) -> Shaped[NDArray[Scalar], "..."]:
    """Return the array with its last axes cropped, or padded with zeros, around their centers to these extents."""
    first = array.ndim - len(extents)
    for axis, extent in enumerate(extents, start=first):
        have = array.shape[axis]
        if have > extent:
            start = (have - extent) // 2
            array = array[(slice(None),) * axis + (slice(start, start + extent),)]
        elif have < extent:
            before = (extent - have) // 2
            pads = [(0, 0)] * array.ndim
            pads[axis] = (before, extent - have - before)
            array = np.pad(array, pads)
    return np.ascontiguousarray(array)


def at_least(array: Shaped[NDArray[Scalar], "..."], extents: Sequence[int]) -> Shaped[NDArray[Scalar], "..."]:
    """Return the array with its last axes padded with zeros at their ends to at least these extents."""
    lacking = [max(0, extent - have) for extent, have in zip(extents, array.shape[-len(extents) :], strict=True)]
    return np.pad(array, [(0, 0)] * (array.ndim - len(extents)) + [(0, more) for more in lacking])


def tiles(shape: tuple[int, int, int], patch: tuple[int, int, int], margin: int) -> Iterator[Tile]:
    """Yield tiles of the patch's extents that cover the shape, all in k, j, i, and overlap by at least twice `margin`.

    Neighbors overlap by half a patch at most, unless they must to end at the shape's end.
    """
    starts = []
    for extent, size in zip(shape, patch, strict=True):
        step = max(1, size - min(2 * margin, size // 2))
        count = 1 + max(0, -(-(extent - size) // step))
        starts.append(np.rint(np.linspace(0, max(0, extent - size), count)).astype(int).tolist())
    for corner in product(*starts):
        k, j, i = (slice(start, start + size) for start, size in zip(corner, patch, strict=True))
        yield k, j, i


def tile_weights(patch: tuple[int, int, int], margin: int) -> Float32[NDArray[np.float32], "k j i"]:
    """Return how much each voxel of a tile counts where tiles overlap: less toward the border, never nothing."""
    weights = np.ones((1, 1, 1), np.float32)
    for axis, size in enumerate(patch):
        from_border = np.minimum(np.arange(1, size + 1), np.arange(size, 0, -1))
        ramp = np.minimum(1.0, from_border / (2 * margin + 1)).astype(np.float32)
        weights = weights * ramp.reshape([-1 if other == axis else 1 for other in range(3)])
    return weights
