"""Smooth random fields in millimeters, the same at every place of the head whatever the grid they are read on."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Float32 = NDArray[np.float32]


class Stream(IntEnum):
    """What a random number is for: each has its own generator, so that none disturbs another."""

    WARP = 1
    TUMOR_AXES = 2
    CORE_COARSE = 3
    CORE_FINE = 4
    RIM = 5
    NECROSIS = 6
    EDEMA = 7
    TISSUE = 8
    LESION = 9
    VESSELS = 10
    SCANNER = 11
    TEXTURE = 12
    RECEIVER = 13


def generator(seed: int, stream: Stream, part: int = 0) -> np.random.Generator:
    """Return the generator of one purpose; `part` tells apart what is drawn several times, as for each sequence."""
    return np.random.default_rng([seed, int(stream), part])


class SmoothField:
    """Gaussian random fields `[channel]` of mean 0 and deviation 1 over a box, with features of about `scale_mm`."""

    def __init__(
        self, rng: np.random.Generator, scale_mm: float, *, center_mm: Float32, half_mm: float, channels: int = 1
    ) -> None:
        """Draw the fields on a lattice of a third of the scale."""
        self._step = scale_mm / 3
        count = 2 * int(np.ceil(half_mm / self._step)) + 3
        self._origin = np.asarray(center_mm, np.float32) - np.float32(self._step * (count - 1) / 2)
        white = rng.standard_normal((channels, count, count, count), dtype=np.float32)
        smooth = np.stack([ndimage.gaussian_filter(channel, 1.5, mode="wrap") for channel in white])
        self._lattices: Float32 = smooth / smooth.std(axis=(1, 2, 3), keepdims=True)

    def at(self, points_mm: Float32, channel: int = 0) -> Float32:
        """Return the field at points [3, n], as [n]; beyond the box the border's value goes on."""
        indices = (points_mm - self._origin[:, None]) / np.float32(self._step)
        values: Float32 = ndimage.map_coordinates(self._lattices[channel], indices, order=1, mode="nearest")
        return values
