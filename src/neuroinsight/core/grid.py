"""Where the voxels of an array are in the patient."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import GridError

FloatArray = NDArray[np.float64]

# A tenth of a micrometer per voxel adds up to a fiftieth of a millimeter over a head: below any scanner's precision.
_SAME_GRID_TOLERANCE_MM = 1e-2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """Shape and affine of an array `[i, j, k]`: the affine takes voxel indices to millimeters, RAS+.

    RAS+ means that world coordinates grow to the patient's right, anterior and superior (NIfTI-1 standard).
    """

    shape: tuple[int, int, int]
    affine: FloatArray  # [4, 4]

    def __post_init__(self) -> None:
        """Check that the affine can be inverted, and freeze it."""
        affine = np.array(self.affine, dtype=np.float64)
        if affine.shape != (4, 4) or not np.isfinite(affine).all() or abs(np.linalg.det(affine[:3, :3])) < 1e-9:  # noqa: PLR2004
            raise GridError(
                "The image says not where its voxels are",
                seen=f"affine {affine.tolist()}",
                allowed="a finite, invertible 4 by 4 matrix in the header",
                remedy="convert the image again from its DICOM files, or repair its header",
                code="grid.affine",
            )
        affine.setflags(write=False)
        object.__setattr__(self, "affine", affine)
        object.__setattr__(self, "shape", tuple(int(extent) for extent in self.shape))

    @property
    def spacing_mm(self) -> FloatArray:
        """Distance between neighboring voxels along i, j and k [3], in mm."""
        spacing: FloatArray = np.linalg.norm(self.affine[:3, :3], axis=0)
        return spacing

    @property
    def voxel_volume_ml(self) -> float:
        """Volume of one voxel in milliliters."""
        return abs(float(np.linalg.det(self.affine[:3, :3]))) / 1000.0

    @property
    def axis_codes(self) -> str:
        """Which way i, j and k point, as in `"RAS"` or `"LPS"`: the nearest anatomical direction of each."""
        directions = self.affine[:3, :3] / self.spacing_mm
        codes = [""] * 3
        free_worlds, free_axes = {0, 1, 2}, {0, 1, 2}
        while free_axes:  # the strongest alignment first, so that oblique axes never share a direction
            world, axis = max(((w, a) for w in free_worlds for a in free_axes), key=lambda pair: abs(directions[pair]))
            codes[axis] = ("LR", "PA", "IS")[world][int(directions[world, axis] > 0)]
            free_worlds.remove(world)
            free_axes.remove(axis)
        return "".join(codes)

    def to_world_mm(self, indices: FloatArray) -> FloatArray:
        """Return the RAS+ positions in mm [..., 3] of voxel indices [..., 3]."""
        positions: FloatArray = np.asarray(indices, dtype=np.float64) @ self.affine[:3, :3].T + self.affine[:3, 3]
        return positions

    def to_index(self, positions_mm: FloatArray) -> FloatArray:
        """Return the fractional voxel indices [..., 3] of RAS+ positions in mm [..., 3]."""
        inverse = np.linalg.inv(self.affine)
        indices: FloatArray = np.asarray(positions_mm, dtype=np.float64) @ inverse[:3, :3].T + inverse[:3, 3]
        return indices

    def is_same_as(self, other: "Grid") -> bool:
        """Say whether both grids put every voxel at the same place (to a hundredth of a millimeter)."""
        if self.shape != other.shape:
            return False
        corners = np.array(np.meshgrid(*[(0, extent - 1) for extent in self.shape])).reshape(3, -1).T
        apart = self.to_world_mm(corners) - other.to_world_mm(corners)
        return float(np.abs(apart).max()) <= _SAME_GRID_TOLERANCE_MM

    def __eq__(self, other: object) -> bool:
        """Equal means the same shape and the same affine, bit by bit."""
        return isinstance(other, Grid) and self.shape == other.shape and np.array_equal(self.affine, other.affine)

    def __hash__(self) -> int:
        """Hash of what equality compares."""
        return hash((self.shape, self.affine.tobytes()))

    def __str__(self) -> str:
        """Return shape, spacing and orientation, as in `240x240x155, 1x1x1 mm, LPS`."""
        shape = "x".join(str(extent) for extent in self.shape)
        spacing = "x".join(f"{value:.3g}" for value in self.spacing_mm)
        return f"{shape}, {spacing} mm, {self.axis_codes}"


def require_array_on(grid: Grid, array: NDArray[np.generic]) -> None:
    """Raise `GridError` unless the array has the grid's shape."""
    if array.shape != grid.shape:
        raise GridError(
            "An array does not fit its grid",
            seen=f"array {array.shape}, grid {grid.shape}",
            allowed="equal shapes",
            remedy="pass the grid of the image that the array came from",
            code="grid.array",
        )


def require_same_grid(grid: Grid, expected: Grid, *, what: str, expected_of: str, or_else: str = "") -> None:
    """Raise `GridError` unless both put every voxel at the same place.

    The words name whose grids they are; `or_else` is another way out for the remedy.

    Raises:
        GridError: Shape, spacing, orientation or position differ; or one of the two was saved without a header.
    """
    if not grid.is_same_as(expected):
        for name, bare, other, whole in ((what, grid, expected_of, expected), (expected_of, expected, what, grid)):
            if grid.shape == expected.shape and _is_bare(bare) and not _is_bare(whole):
                raise GridError(
                    f"{name[:1].upper()}{name[1:]} was saved without the header of its patient's images",
                    seen=f"{bare}, as a program writes that was told no header; {other} {whole}",
                    allowed="the same voxels at the same places, in any order of the axes",
                    remedy="do not resample it, which would turn it: save its array again with the header (affine) of"
                    f" the image that it belongs to{or_else}",
                    code="grid.no_header",
                )
        raise GridError(
            f"{expected_of[:1].upper()}{expected_of[1:]} and {what} lie on different grids",
            seen=f"{expected_of} {_place(expected)}; {what} {_place(grid)}",
            allowed="the same voxels at the same places: shape, spacing, orientation and position",
            remedy=f"register and resample {what} onto {expected_of}{or_else}",
            code="grid.different",
        )


def _is_bare(grid: Grid) -> bool:
    """Whether programs write such a grid that know of none: 1 mm along the axes of NIfTI (RAS) or of ITK (LPS)."""
    return np.array_equal(np.abs(grid.affine), np.eye(4))


def _place(grid: Grid) -> str:
    corner = ", ".join(f"{value:.1f}" for value in grid.affine[:3, 3])
    return f"({grid}, first voxel at {corner} mm)"
