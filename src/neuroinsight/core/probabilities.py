"""How likely each region is at each voxel, with the names of the regions: nothing is known by its position."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import LabelError
from neuroinsight.core.grid import Grid, require_array_on
from neuroinsight.core.labels import CLASSES, NESTED_REGIONS, Region


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probabilities:
    """Numbers from 0 to 1, `[region, i, j, k]` on their grid or `[region, slice, row, column]` of pictures without one.

    `regions` are tissues, which exclude each other, or nested regions, the outermost first.
    """

    array: NDArray[np.float32]
    regions: tuple[Region, ...]
    grid: Grid | None

    def __post_init__(self) -> None:
        """Check that there is an array on the grid for each name."""
        if self.grid is not None:
            for values in self.array:
                require_array_on(self.grid, values)
        if len(self.array) != len(self.regions):
            raise ValueError(f"{len(self.array)} arrays for {len(self.regions)} regions")

    @property
    def are_disjoint(self) -> bool:
        """Whether the regions exclude each other, so that those of a voxel add up to 1 with the background's."""
        return _are_disjoint(self.regions)

    def of(self, region: Region) -> NDArray[np.float32]:
        """Return the probability of a region: its own, or the sum of its tissues' where these are what is known.

        Raises:
            LabelError: Nothing is known of the region.
        """
        if region in self.regions:
            own: NDArray[np.float32] = self.array[self.regions.index(region)]
            return own
        parts = [self.array[place] for place, known in enumerate(self.regions) if known in region.tissues]
        if not parts or not self.are_disjoint:
            raise LabelError(
                f"Nothing is known of {region}",
                seen=", ".join(self.regions),
                allowed="a region that the model tells apart",
                remedy="choose one of these, or another model",
                code="probabilities.no_region",
            )
        total: NDArray[np.float32] = np.sum(parts, axis=0)
        return total


def nested(regions: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return the nested regions that are told apart where these are known, outermost first."""
    if not _are_disjoint(regions):
        return regions
    return tuple(region for region in NESTED_REGIONS if set(region.tissues) & set(regions))


def _are_disjoint(regions: tuple[Region, ...]) -> bool:
    return len(regions) > 1 and all(region in CLASSES for region in regions)
