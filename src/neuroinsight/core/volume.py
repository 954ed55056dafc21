"""An image of one sequence together with its grid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid, require_array_on
from neuroinsight.core.origin import Origin

AnyArray = NDArray[np.generic]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Volume:
    """Intensities `[i, j, k]` on their grid; the axes are the file's own.

    `origin` is what the file's header said; None for an image made in memory, whose maker states the grid.
    """

    array: NDArray[np.floating] | NDArray[np.integer]
    grid: Grid
    origin: Origin | None = None

    def __post_init__(self) -> None:
        """Check that array and grid belong together."""
        require_array_on(self.grid, self.array)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceImage:
    """A single picture `[row, column, channel]` without known spacing: nothing in millimeters can be made of it."""

    array: NDArray[np.uint8]
    name: str
