"""A coarse copy of an image, in which the input checks look for skulls and shifts in little time."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float32, Float64
from numpy.typing import NDArray

from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import Mask
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical

COARSE_MM = 2.0  # fine enough for a skull, an eighth of the voxels of a 1 mm image


@dataclass(frozen=True, kw_only=True, eq=False)
class Thumbnail:
    """Intensities with RAS axes: above 0 in the brain, 0 where the image is; `spacing_mm` of its voxels."""

    values: Float32[NDArray[np.float32], "r a s"]
    spacing_mm: Float64[NDArray[np.float64], "3"]

    @cached_property
    def brain(self) -> Mask:
        """Where the image is not air."""
        return np.asarray(self.values != 0)


def thumbnail(volume: Volume) -> Thumbnail:
    """Return every second or so voxel of an image, about 2 mm apart; no voxels are averaged, so that air stays 0."""
    spacing = canonical_grid(volume.grid).spacing_mm
    steps = np.maximum(1, np.rint(COARSE_MM / spacing)).astype(int)
    thin = to_canonical(volume.array, canonical_order(volume.grid))[:: steps[0], :: steps[1], :: steps[2]]
    values = np.ascontiguousarray(thin, dtype=np.float32)
    lowest = float(values.min(initial=0))
    if lowest < 0:  # normalized images: the darkest tissue is far below the air's 0
        values = np.where(values != 0, values - lowest + 1e-3, 0).astype(np.float32)
    return Thumbnail(values=values, spacing_mm=spacing * steps)


def halved(small: Thumbnail) -> Thumbnail:
    """Return every second voxel of a thumbnail."""
    return Thumbnail(values=np.ascontiguousarray(small.values[::2, ::2, ::2]), spacing_mm=2 * small.spacing_mm)
