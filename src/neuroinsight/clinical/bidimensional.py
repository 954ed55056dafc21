"""The two diameters of a lesion in an axial plane, as RANO takes them, and whether they make it measurable.

Source: RANO 2.0 (Wen et al. 2023, doi:10.1200/JCO.23.01059) and the criteria of 2010 that it keeps in this
(doi:10.1200/JCO.2009.26.3541). What they leave open is decided in docs/decisions/0016-lesions-and-diameters.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull

from neuroinsight.clinical.lesion_outlines import SMALLEST_CORE_ML, LesionOutline
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import Mask, Region
from neuroinsight.core.measurement import Line, Point
from neuroinsight.imaging.boxes import bounding_box, cut_grid
from neuroinsight.imaging.diameters import Chord, Diameters, Flat, Frame, diameters, edge_points, reach_mm
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical

SMALLEST_MEASURABLE_MM = 10.0
THICK_SLICE_MM = 5.0  # where slices are thicker, both diameters must be at least two of them
_SLICES = 2  # on which both diameters must be that long
_NEIGHBORS_26 = np.ones((3, 3, 3), bool)


class Basis(StrEnum):
    """What the diameters are of: RANO measures what enhances, and FLAIR's abnormality where nothing does."""

    ENHANCING = "core-enhancing"
    FLAIR = "flair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bidimensional:
    """The longest diameter of a lesion over all axial slices, and the longest one across it in the same slice."""

    basis: Basis
    longest_mm: float
    perpendicular_mm: float
    longest_along: Line
    perpendicular_along: Line
    measurable: bool

    @property
    def product_mm2(self) -> float:
        """Product of the two."""
        return self.longest_mm * self.perpendicular_mm


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Slices:
    """What is measured, slice by slice along the axis that runs most nearly from bottom to top."""

    masks: Mask  # [r, a, s]: its axes are the array's, in RAS order
    outline: Callable[[int], Flat]  # of one slice: `masks` with what counts in, without what does not
    grid: Grid


def smallest_measurable_mm(grid: Grid) -> float:
    """Return how long both diameters of a measurable lesion must be: 10 mm, or two slices thicker than 5 mm.

    The thickness of slices is taken for a voxel's longest side, whichever way the array lies.
    """
    thickness_mm = float(grid.spacing_mm.max())
    return SMALLEST_MEASURABLE_MM if thickness_mm <= THICK_SLICE_MM else 2 * thickness_mm


def bidimensional(lesion: LesionOutline) -> Bidimensional:
    """Return RANO's diameters of a lesion.

    Axial is the array's own plane that is nearest to it: no voxel is interpolated. Both lines lie inside the lesion.
    The slice is the one with the longest diameter; in a measurable lesion, of those where both are long enough.
    """
    enhances = lesion.volume_ml(lesion.enhancing) >= SMALLEST_CORE_ML
    return _taken(_enhancing(lesion), Basis.ENHANCING) if enhances else flair_diameters(lesion)


def flair_diameters(lesion: LesionOutline) -> Bidimensional:
    """Return the same diameters of a lesion's FLAIR abnormality, whether it enhances or not."""
    return _taken(_flair(lesion), Basis.FLAIR)


def _taken(slices: _Slices, basis: Basis) -> Bidimensional:
    frame = _frame(slices.grid)
    limit_mm = smallest_measurable_mm(slices.grid)
    reaches = [(reach_mm(slices.masks[:, :, k], frame), k) for k in range(slices.masks.shape[2])]
    found: list[tuple[Diameters, int]] = []
    long_enough: list[tuple[Diameters, int]] = []
    for reach, k in sorted(reaches, key=lambda pair: (-pair[0], pair[1])):
        measurable = len({at for _, at in long_enough}) >= _SLICES
        above_mm = max(one.longest.length_mm for one, _ in long_enough) if measurable else 0.0
        if reach < above_mm:
            break
        here = [(one, k) for one in diameters(slices.outline(k), frame, above_mm=above_mm)]
        found += here
        long_enough += [(one, at) for one, at in here if one.perpendicular.length_mm >= limit_mm]
    measurable = len({at for _, at in long_enough}) >= _SLICES
    best, at = max(long_enough if measurable else found, key=lambda pair: pair[0].rank)
    return Bidimensional(
        basis=basis,
        longest_mm=best.longest.length_mm,
        perpendicular_mm=best.perpendicular.length_mm,
        longest_along=_line(best.longest, at, slices.grid),
        perpendicular_along=_line(best.perpendicular, at, slices.grid),
        measurable=measurable,
    )


def _enhancing(lesion: LesionOutline) -> _Slices:
    """What enhances, with the core's other tissue between its parts, so that a ring counts with its center.

    That is what lies, within the slice, in the hull of one connected enhancing part: a ring with a gap is still a ring,
    and enhancing specks in a core that does not enhance stay specks. A cyst or a cavity does not count.
    """
    order = canonical_order(lesion.grid)
    box = bounding_box(to_canonical(lesion.enhancing, order)) or (slice(0, 0),) * 3
    hollow = lesion.label_map.mask(Region.CAVITY) | lesion.label_map.mask(Region.CYST)
    enhancing, core, left_out = (to_canonical(one, order)[box] for one in (lesion.enhancing, lesion.focus, hollow))
    parts, _ = ndimage.label(enhancing, structure=_NEIGHBORS_26)

    def outline(k: int) -> Flat:
        solid = enhancing[:, :, k].copy()
        others = np.argwhere(core[:, :, k] & ~solid)
        for part in np.unique(parts[:, :, k])[1:]:
            solid[tuple(others[_in_hull(others, parts[:, :, k] == part)].T)] = True
        return _filled(solid) & ~left_out[:, :, k]

    return _Slices(masks=enhancing, outline=outline, grid=cut_grid(canonical_grid(lesion.grid), box))


def _flair(lesion: LesionOutline) -> _Slices:
    """The FLAIR abnormality with what it encloses, but for a cavity."""
    order = canonical_order(lesion.grid)
    whole, cavity = (to_canonical(one, order) for one in (lesion.whole, lesion.label_map.mask(Region.CAVITY)))

    def outline(k: int) -> Flat:
        return _filled(whole[:, :, k]) & ~cavity[:, :, k]

    return _Slices(masks=whole, outline=outline, grid=canonical_grid(lesion.grid))


def _in_hull(pixels: NDArray[np.intp], part: Flat) -> NDArray[np.bool_]:
    """Say which pixels [n, 2] lie in the convex hull of a part's edge."""
    sides = ConvexHull(edge_points(part)).equations  # [side, (normal, offset)]: inside is negative
    inside: NDArray[np.bool_] = (pixels @ sides[:, :2].T + sides[:, 2] <= 0).all(axis=1)
    return inside


def _filled(mask: Flat) -> Flat:
    filled: Flat = ndimage.binary_fill_holes(mask)
    return filled


def _frame(grid: Grid) -> Frame:
    """The steps along the first two axes in millimeters of their plane, which need not be at a right angle."""
    along, across = grid.affine[:3, 0], grid.affine[:3, 1]
    first = along / np.linalg.norm(along)
    second = across - (across @ first) * first
    second /= np.linalg.norm(second)
    return np.array([[along @ first, across @ first], [0.0, across @ second]])


def _line(chord: Chord, k: int, grid: Grid) -> Line:
    start, end = (_point(np.array([*place, k]), grid) for place in (chord.start, chord.end))
    return Line(start_mm=start, end_mm=end)


def _point(place: NDArray[np.float64], grid: Grid) -> Point:
    x, y, z = np.round(grid.to_world_mm(place), 3).tolist()
    return x, y, z
