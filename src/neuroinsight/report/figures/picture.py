"""A picture: gray pixels as they are, and outlines, marks and position as vectors in millimeters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.labels import Region
from neuroinsight.core.origin import Sides
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.figures.outline import Point, outlines
from neuroinsight.report.figures.planes import NO_MARKS, Field, Marks, Plane, Position, marks, position
from neuroinsight.report.figures.scene import Scene, Window

OUTLINED_REGIONS = (Region.WT, Region.TC, Region.NCR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """A region's outer edge in one picture: closed polygons of (x, y) in mm from the upper left corner."""

    region: Region
    polygons_mm: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """One slice of one sequence."""

    pixels: NDArray[np.uint8]  # [row, column]
    width_mm: float
    height_mm: float
    sequence: Sequence
    plane: Plane
    position: Position
    window: Window
    marks: Marks
    contours: tuple[Contour, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A slice of one sequence."""

    sequence: Sequence
    plane: Plane
    index: int  # along the canonical axis that the plane is perpendicular to


def take_picture(scene: Scene, view: View, field: Field, *, regions: Iterable[Region] = ()) -> Picture:
    """Return what the field shows of a slice, with the outlines of these regions as far as the slice meets them."""
    sequence, plane, index = view.sequence, view.plane, view.index
    column_mm = float(scene.grid.spacing_mm[plane.column_axis])
    row_mm = float(scene.grid.spacing_mm[plane.row_axis])
    known, where = scene.sides is Sides.STATED, position(scene.grid, plane, index)
    drawn = (_contour(scene, region, view, field) for region in regions)
    return Picture(
        pixels=scene.gray(sequence, plane, index, field=field),
        width_mm=field.extent(plane.column_axis) * column_mm,
        height_mm=field.extent(plane.row_axis) * row_mm,
        sequence=sequence,
        plane=plane,
        position=where if known else replace(where, letter=None),
        window=scene.windows[sequence],
        marks=marks(scene.grid, plane) if known else NO_MARKS,
        contours=tuple(contour for contour in drawn if contour.polygons_mm),
    )


def _contour(scene: Scene, region: Region, view: View, field: Field) -> Contour:
    column_mm = float(scene.grid.spacing_mm[view.plane.column_axis])
    row_mm = float(scene.grid.spacing_mm[view.plane.row_axis])
    polygons = outlines(scene.mask(region, view.plane, view.index, field=field))
    return Contour(
        region=region,
        polygons_mm=tuple(
            tuple((round(column * column_mm, 3), round(row * row_mm, 3)) for column, row in polygon)
            for polygon in polygons
        ),
    )
