"""The patient's right is on the left of every picture, however the file is stored."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.imaging.orientation import canonical_grid
from neuroinsight.report.figures.picture import Caliper, Picture, View, slice_of, take_picture
from neuroinsight.report.figures.planes import Marks, Plane, direction_letters, marks, position
from neuroinsight.report.figures.scene import make_scene
from neuroinsight.report.gallery import position_text
from neuroinsight.report.languages.english import ENGLISH
from tests.report.findings import diameters_of
from tests.report.patient import SPACING_MM, make_patient
from tests.strategies import AXIS_CODES, grid_of

TUMOR = {Plane.SAGITTAL: 35, Plane.CORONAL: 42, Plane.AXIAL: 29}  # where the small patient has it, by canonical axis
MARKS = {
    Plane.AXIAL: Marks(left="R", right="L", top="A", bottom="P"),
    Plane.CORONAL: Marks(left="R", right="L", top="S", bottom="I"),
    Plane.SAGITTAL: Marks(left="A", right="P", top="S", bottom="I"),
}


@cache
def picture_of(codes: str, plane: Plane) -> Picture:
    scene = make_scene(*make_patient(codes, sequences=(Sequence.FLAIR,)))
    view = View(Sequence.FLAIR, plane, TUMOR[plane])
    return take_picture(scene, view, scene.field([(plane, TUMOR[plane])]), regions=(Region.WT,))


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_a_tumor_on_the_right_in_front_and_above_is_drawn_there(codes: str) -> None:
    for plane in Plane:
        picture = picture_of(codes, plane)
        assert picture.marks == MARKS[plane]
        rows, columns = np.nonzero(picture.pixels >= 190)
        height, width = picture.pixels.shape
        assert rows.mean() < height / 2, "bright tissue in the upper half: front or top"
        assert columns.mean() < width / 2, "bright tissue in the left half: right or front"
        (contour,) = picture.contours
        outline = np.array(contour.polygons_mm[0]).mean(axis=0)
        bright = np.array((columns.mean() + 0.5, rows.mean() + 0.5))
        pixel_mm = np.array((SPACING_MM[plane.column_axis], SPACING_MM[plane.row_axis]))
        assert np.abs(outline - bright * pixel_mm).max() < 3, "the outline lies around the bright tissue"


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_all_ways_of_storing_one_image_give_the_same_picture(codes: str) -> None:
    for plane in Plane:
        picture, reference = picture_of(codes, plane), picture_of("RAS", plane)
        assert np.array_equal(picture.pixels, reference.pixels)
        assert picture.position.letter == reference.position.letter
        assert picture.position.distance_mm == pytest.approx(reference.position.distance_mm)
        assert picture.contours == reference.contours


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_diameters_are_drawn_from_edge_to_edge_of_the_core_however_it_is_stored(codes: str) -> None:
    study, label_map = make_patient(codes, sequences=(Sequence.T1CE,))
    scene = make_scene(study, label_map)
    longest = diameters_of(label_map, label_map.mask(Region.TC))["rano.longest"]
    assert longest.along is not None
    index = slice_of(longest.along, scene.grid, Plane.AXIAL)
    assert index == 28, "the lowest of the three largest slices"
    view = View(Sequence.T1CE, Plane.AXIAL, index)
    field = scene.field([(Plane.AXIAL, index)])
    caliper = Caliper(line=longest.along, label="28", tag="1")
    picture = take_picture(scene, view, field, regions=(Region.TC,), calipers=(caliper,))
    (stroke,), (tag,), (core,) = picture.strokes, picture.tags, picture.contours
    points = np.array([point for polygon in core.polygons_mm for point in polygon])
    right_to_left = [stroke.start_mm[0], stroke.end_mm[0]]
    assert right_to_left == pytest.approx([points[:, 0].min(), points[:, 0].max()])
    assert stroke.start_mm[1] == pytest.approx(stroke.end_mm[1])
    assert stroke.label_mm[0] < stroke.start_mm[0] < stroke.end_mm[0] < tag.at_mm[0]
    assert not take_picture(scene, replace(view, index=index + 1), field, calipers=(caliper,)).strokes


def test_pictures_have_the_patients_proportions() -> None:
    axial = picture_of("RAS", Plane.AXIAL)
    rows, columns = axial.pixels.shape
    assert axial.width_mm == pytest.approx(columns * SPACING_MM[0])
    assert axial.height_mm == pytest.approx(rows * SPACING_MM[1])


def test_an_oblique_side_is_named_by_two_letters() -> None:
    grid = grid_of("RAS", shape=(4, 4, 4), tilt_degrees=(0.0, 0.0, 30.0))
    assert marks(grid, Plane.AXIAL) == Marks(left="RA", right="LP", top="AL", bottom="PR")


def test_a_slight_tilt_keeps_one_letter() -> None:
    grid = grid_of("RAS", shape=(4, 4, 4), tilt_degrees=(0.0, 10.0, 10.0))
    assert marks(grid, Plane.AXIAL) == MARKS[Plane.AXIAL]


def test_letters_name_the_strongest_direction_first() -> None:
    assert direction_letters(np.array((0.0, 0.0, -2.0))) == "I"
    assert direction_letters(np.array((-0.5, -1.0, 0.0))) == "PL"


def test_positions_have_letters_instead_of_signs() -> None:
    grid = grid_of("LPS", shape=(10, 10, 10), spacing_mm=(1.0, 1.0, 3.0), origin_mm=(5.0, 5.0, -12.0))
    below, above = position(grid, Plane.AXIAL, 1), position(grid, Plane.AXIAL, 6)
    assert (below.letter, below.distance_mm) == ("I", 9.0)
    assert (above.letter, above.distance_mm) == ("S", 6.0)


def test_an_origin_in_the_corner_names_no_side() -> None:
    # as in BraTS: the whole head is "left" and "front" of the origin
    grid = canonical_grid(grid_of("LPS", shape=(10, 10, 10), origin_mm=(0.0, 0.0, 0.0)))
    for plane in Plane:
        where = position(grid, plane, 3)
        assert (where.letter, where.number, where.count) == (None, 4, 10)
        assert position_text(where, ENGLISH) == "slice 4/10"
