"""An image of one sequence together with its grid."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid, require_array_on

AnyArray = NDArray[np.generic]


class Sides(StrEnum):
    """Whether a file says which way its axes point in the patient."""

    STATED = "stated"
    UNKNOWN = "unknown"  # the grid is then a reader's convention, and left may be right


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Volume:
    """Intensities `[i, j, k]` on their grid; the axes are the file's own."""

    array: NDArray[np.floating] | NDArray[np.integer]
    grid: Grid
    sides: Sides = Sides.STATED

    def __post_init__(self) -> None:
        """Check that array and grid belong together."""
        require_array_on(self.grid, self.array)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SliceImage:
    """A single picture `[row, column, channel]` without known spacing: nothing in millimeters can be made of it."""

    array: NDArray[np.uint8]
    name: str
