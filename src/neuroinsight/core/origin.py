"""What the header of a file says of where its voxels are, kept beside the one answer that is used."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from neuroinsight.core.grid import Grid


class Sides(StrEnum):
    """Whether a file says which way its axes point in the patient."""

    STATED = "stated"
    UNKNOWN = "unknown"  # the grid is then a convention, and left may be right


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One statement of a header on where the voxels are; `space` is equal where two mean the same space."""

    name: str  # as in "sform (code 2)"
    space: int  # NIfTI's code: 1 scanner, 2 aligned to another image, 3 Talairach, 4 MNI
    grid: Grid

    @property
    def is_default(self) -> bool:
        """Whether the numbers are what programs write that know of no place.

        Axes along the world's and a first voxel at exactly 0, 0, 0: so do nibabel with `numpy.eye(4)` and ITK with a
        bare array write it; no scanner and no atlas does.
        """
        directions = self.grid.affine[:3, :3]
        along_axes = np.count_nonzero(directions) == len(directions)  # of a matrix that can be inverted
        return along_axes and not self.grid.affine[:3, 3].any()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The format that an image came in, and every statement of its header; the first one made its grid."""

    format: str
    readings: tuple[Reading, ...]
    meaning: str = ""  # what the numbers stand for, where the header says so

    @property
    def sides(self) -> Sides:
        """Unknown where nothing is stated, where it is a program's default, or where two statements contradict."""
        directions = {reading.grid.axis_codes for reading in self.readings}
        if len(directions) != 1 or self.readings[0].is_default:
            return Sides.UNKNOWN
        return Sides.STATED
