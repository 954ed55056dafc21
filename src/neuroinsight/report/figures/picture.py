"""A picture: gray pixels as they are, and outlines, marks and position as vectors in millimeters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Line
from neuroinsight.core.measurement import Point as WorldPoint
from neuroinsight.core.origin import Sides
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.figures.outline import Point, outlines
from neuroinsight.report.figures.planes import NO_MARKS, Field, Marks, Plane, Position, marks, position
from neuroinsight.report.figures.scene import Scene, Window

_IN_SLICE = 0.6  # of a slice: how far the ends of a length may lie from the middle of its slice
_LABEL_MM = 5.0
OUTLINED_REGIONS = (Region.WT, Region.TC, Region.NCR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contour:
    """A region's outer edge in one picture: closed polygons of (x, y) in mm from the upper left corner."""

    region: Region
    polygons_mm: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A diameter in one picture: its ends, where its number stands, and the number; (x, y) in mm as in contours."""

    start_mm: Point
    end_mm: Point
    label_mm: Point
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """The number of a lesion, where it stands in one picture."""

    at_mm: Point
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caliper:
    """A length in the patient that a picture of its slice is to show, with the number to write at its end."""

    line: Line
    label: str
    tag: str = ""  # of the lesion it was taken of, at its other end


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
    strokes: tuple[Stroke, ...] = ()
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A slice of one sequence."""

    sequence: Sequence
    plane: Plane
    index: int  # along the canonical axis that the plane is perpendicular to


def take_picture(
    scene: Scene, view: View, field: Field, *, regions: Iterable[Region] = (), calipers: Iterable[Caliper] = ()
) -> Picture:
    """Return what the field shows of a slice, with the outlines and lengths of it that were asked for."""
    sequence, plane, index = view.sequence, view.plane, view.index
    column_mm = float(scene.grid.spacing_mm[plane.column_axis])
    row_mm = float(scene.grid.spacing_mm[plane.row_axis])
    known, where = scene.sides is Sides.STATED, position(scene.grid, plane, index)
    drawn = (_contour(scene, region, view, field) for region in regions)
    here = [one for one in calipers if slice_of(one.line, scene.grid, plane) == index]
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
        strokes=tuple(_stroke(one, scene.grid, plane, field) for one in here),
        tags=tuple(_tag(one, scene.grid, plane, field) for one in here if one.tag),
    )


def slice_of(line: Line, canonical: Grid, plane: Plane) -> int | None:
    """Return the slice of a plane that a length lies in; None where it runs through several, or beside the images."""
    ends = [float(canonical.to_index(np.array(end))[plane]) for end in (line.start_mm, line.end_mm)]
    index = round((ends[0] + ends[1]) / 2)
    inside = 0 <= index < canonical.shape[plane]
    return index if inside and max(abs(end - index) for end in ends) <= _IN_SLICE else None


def _stroke(caliper: Caliper, canonical: Grid, plane: Plane, field: Field) -> Stroke:
    first, last = _ends(caliper.line, canonical, plane, field)
    return Stroke(start_mm=first, end_mm=last, label_mm=_beyond(last, first, _LABEL_MM), label=caliper.label)


def _tag(caliper: Caliper, canonical: Grid, plane: Plane, field: Field) -> Tag:
    first, last = _ends(caliper.line, canonical, plane, field)
    return Tag(at_mm=_beyond(first, last, _LABEL_MM), label=caliper.tag)


def _ends(line: Line, canonical: Grid, plane: Plane, field: Field) -> tuple[Point, Point]:
    """The end nearer to the picture's upper left corner first, whatever order they came in."""
    ends = [_on_picture(one, canonical, plane, field) for one in (line.start_mm, line.end_mm)]
    first, last = sorted(ends, key=lambda end: (end[0] + end[1], end))
    return first, last


def _on_picture(point_mm: WorldPoint, canonical: Grid, plane: Plane, field: Field) -> Point:
    """Return (x, y) in mm from the field's upper left corner; columns and rows run against the canonical axes."""
    index, spacing = canonical.to_index(np.array(point_mm)), canonical.spacing_mm
    axes = (plane.column_axis, plane.row_axis)
    x, y = ((field.stop[axis] - 0.5 - float(index[axis])) * float(spacing[axis]) for axis in axes)
    return round(x, 3), round(y, 3)


def _beyond(start: Point, end: Point, distance_mm: float) -> Point:
    """Return the point on the line through both, beyond its end."""
    length = float(np.hypot(end[0] - start[0], end[1] - start[1])) or 1.0
    step = distance_mm / length
    return round(end[0] + (end[0] - start[0]) * step, 3), round(end[1] + (end[1] - start[1]) * step, 3)


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
