"""How often each value occurs in an image's brain: all that its figures and its identity are made of.

Turning, mirroring or another header change none of it, and it is counted in less time than voxels are sorted.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int64
from numpy.typing import NDArray

_FEW_VALUES = 1 << 16  # of 16-bit files: counted; more are sorted
Values = Float32[NDArray[np.float32], "value"]
Counts = Int64[NDArray[np.int64], "value"]
Image = NDArray[np.floating] | NDArray[np.integer]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Histogram:
    """The different values of an image's brain, the lowest first, and how many voxels have each."""

    values: Values
    counts: Counts

    @property
    def voxels(self) -> int:
        """How many voxels the brain has."""
        return int(self.counts.sum())

    @property
    def digest(self) -> str:
        """What two images have in common if and only if the same values occur in them as often."""
        return hashlib.sha256(self.values.tobytes() + self.counts.tobytes()).hexdigest()

    def percentile(self, percent: float) -> float:
        """Return what so many percent of the voxels are below, interpolated between two of them as numpy does."""
        place = percent / 100 * (self.voxels - 1)
        below = int(place)
        ranks = self.counts.cumsum()
        low, high = self.values[np.searchsorted(ranks, [below, min(below + 1, self.voxels - 1)], side="right")]
        return float(low + (place - below) * (float(high) - float(low)))


def histogram_of_brain(array: Image) -> Histogram:
    """Return the histogram of an image's finite values that differ from the air, that is from most of its corners."""
    flat = array.T.ravel()  # no copy: files run along i first
    inside = flat[flat != _air(array)]
    if array.dtype.kind == "f":
        inside = inside[np.isfinite(inside)]
    if inside.size and array.dtype.kind in "iu":
        low, high = int(inside.min()), int(inside.max())
        if high - low < _FEW_VALUES:
            counts = np.bincount(inside.astype(np.intp) - low)
            there = np.flatnonzero(counts)
            return Histogram(values=(there + low).astype(np.float32), counts=counts[there].astype(np.int64))
    values, counts = np.unique(inside.astype(np.float32), return_counts=True)
    return Histogram(values=values, counts=counts.astype(np.int64))


def _air(array: Image) -> float:
    """Return the value of most corners, which is not 0 in images stored as z-scores; 0 where corners are noise."""
    corners = array[np.ix_(*[(0, extent - 1) for extent in array.shape])].ravel()
    values, counts = np.unique(corners[np.isfinite(corners)], return_counts=True)
    if counts.size and counts.max() > corners.size // 2:
        return float(values[counts.argmax()])
    return 0.0
