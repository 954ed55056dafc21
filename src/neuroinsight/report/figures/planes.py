"""Slices of a study in radiological convention: the patient's right on the left of the picture."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.grid import FloatArray, Grid

_SECOND_LETTER_FROM = 0.35  # of a direction's length: about 20 degrees away from the axis

_POSITIVE, _NEGATIVE = "RAS", "LPI"


class Plane(IntEnum):
    """A plane by the canonical (RAS) axis that it is perpendicular to."""

    SAGITTAL = 0
    CORONAL = 1
    AXIAL = 2

    @property
    def column_axis(self) -> int:
        """The canonical axis that runs to the left of the picture."""
        return 1 if self is Plane.SAGITTAL else 0

    @property
    def row_axis(self) -> int:
        """The canonical axis that runs to the top of the picture."""
        return 1 if self is Plane.AXIAL else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Anatomical directions at the four sides of a picture, as letters of R, L, A, P, S, I."""

    left: str
    right: str
    top: str
    bottom: str


NO_MARKS = Marks(left="", right="", top="", bottom="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a plane is: a direction letter and the distance from the file's origin that way, and the slice's number.

    There is no letter where the origin cannot be the middle of a head, as in BraTS, whose origin is a corner: "L 75 mm"
    would then be written beside a tumor on the right.
    """

    letter: str | None
    distance_mm: float
    number: int  # from the left, back or bottom, beginning with 1
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A box of voxels by canonical axis, from `start` up to `stop`; it may reach beyond the array."""

    start: tuple[int, int, int]
    stop: tuple[int, int, int]

    def extent(self, axis: int) -> int:
        """Return how many voxels the field has along an axis."""
        return self.stop[axis] - self.start[axis]


def marks(canonical: Grid, plane: Plane) -> Marks:
    """Return the letters at the picture's sides, from the affine itself; two letters where a side is oblique."""
    to_left = canonical.affine[:3, plane.column_axis]
    to_top = canonical.affine[:3, plane.row_axis]
    return Marks(
        left=direction_letters(to_left),
        right=direction_letters(-to_left),
        top=direction_letters(to_top),
        bottom=direction_letters(-to_top),
    )


def direction_letters(direction: FloatArray) -> str:
    """Return the anatomical name of a RAS+ direction [3], the strongest component first."""
    shares = direction / np.linalg.norm(direction)
    strongest = sorted(range(3), key=lambda world: -abs(float(shares[world])))
    letters = [(_POSITIVE if shares[world] > 0 else _NEGATIVE)[world] for world in strongest]
    oblique = [abs(float(shares[world])) >= _SECOND_LETTER_FROM for world in strongest[1:]]
    return letters[0] + "".join(letter for letter, shown in zip(letters[1:], oblique, strict=True) if shown)


def position(canonical: Grid, plane: Plane, index: int) -> Position:
    """Return where a slice is, at the middle of the grid, along the world axis that is nearest to its normal."""
    middle = (np.array(canonical.shape) - 1) / 2
    middle[plane] = index
    distance = float(canonical.to_world_mm(middle)[plane])
    letter = (_POSITIVE if distance >= 0 else _NEGATIVE)[plane] if _origin_is_central(canonical) else None
    return Position(letter=letter, distance_mm=abs(distance), number=index + 1, count=canonical.shape[plane])


def _origin_is_central(canonical: Grid) -> bool:
    """Say whether the origin lies in the middle three fifths of the images, left to right and back to front."""
    where = canonical.to_index(np.zeros(3)) / np.array(canonical.shape)
    return bool(((where[:2] > 0.2) & (where[:2] < 0.8)).all())  # noqa: PLR2004


def cut(array: NDArray[np.generic], plane: Plane, index: int, field: Field) -> NDArray[np.generic]:
    """Return one slice of a canonical array as a picture [row, column]; outside the array it is zero."""
    axes = (plane.row_axis, plane.column_axis)
    at = (slice(None),) * plane + (index,)
    whole = array[at]  # [column axis, row axis], for the column axis comes first in RAS; a view, take would copy
    window = tuple(
        slice(max(0, field.start[axis]), min(array.shape[axis], field.stop[axis])) for axis in reversed(axes)
    )
    margins = [(max(0, -field.start[axis]), max(0, field.stop[axis] - array.shape[axis])) for axis in reversed(axes)]
    return np.pad(whole[window], margins).T[::-1, ::-1]
