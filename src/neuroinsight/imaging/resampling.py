"""Linear resampling of arrays along their axes, as one small matrix per axis.

A matrix of weights per axis is all that a change of spacing, a crop and a pad need together; a product of matrices is
the fastest way that two cores have to resample a head (a fifth of the time of a general interpolation at 1 mm).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

Array = NDArray[np.float32]

_HALF_VOXEL = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisMap:
    """Sampling of one axis: sample m lies at source index `start + m * step`."""

    source_count: int
    count: int
    start: float
    step: float

    def forward(self) -> Float[Array, "{self.count} {self.source_count}"]:
        """Return the weights that take the source to the samples."""
        positions = self.start + self.step * np.arange(self.count, dtype=np.float64)
        return _weights(positions, self.source_count, stretch=max(1.0, self.step))

    def backward(self) -> Float[Array, "{self.source_count} {self.count}"]:
        """Return the weights that take the samples back; zero where no sample is near."""
        positions = (np.arange(self.source_count, dtype=np.float64) - self.start) / self.step
        return _weights(positions, self.count, stretch=max(1.0, 1.0 / self.step))


def _weights(
    positions: Float[NDArray[np.float64], " places"], count: int, *, stretch: float
) -> Float[Array, "places {count}"]:
    """Triangle weights; a wider triangle averages where the samples are sparser.

    A sample within the outermost voxels takes its mean over what is there; one beyond them fades to zero.
    """
    reach = int(np.ceil(stretch))
    taps = np.arange(-reach, count + reach)
    triangle = np.maximum(0.0, 1.0 - np.abs(positions[:, None] - taps[None, :]) / stretch)
    there = triangle[:, reach : reach + count]
    within = (positions >= -_HALF_VOXEL) & (positions <= count - 1 + _HALF_VOXEL)
    sums = np.where(within, there.sum(axis=1), triangle.sum(axis=1))[:, None]
    weights: Array = np.divide(there, sums, out=np.zeros_like(there), where=sums > 0).astype(np.float32)
    return weights


def resample(
    array: Float[Array, "*lead a b c"], weights: tuple[Float[Array, "x a"], Float[Array, "y b"], Float[Array, "z c"]]
) -> Float[Array, "*lead x y z"]:
    """Apply one matrix of weights [after, before] to each of the last three axes of an array."""
    result = array
    for axis, matrix in zip((-3, -2, -1), weights, strict=True):
        if matrix.shape[0] == matrix.shape[1] and np.array_equal(matrix, np.eye(len(matrix), dtype=np.float32)):
            continue
        if axis == -1:
            result = result @ matrix.T
        elif axis == -2:  # noqa: PLR2004
            result = matrix @ result
        else:
            shape = result.shape
            flat = result.reshape(*shape[:-3], shape[-3], shape[-2] * shape[-1])
            result = (matrix @ flat).reshape(*shape[:-3], matrix.shape[0], shape[-2], shape[-1])
    return result
