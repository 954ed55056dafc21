"""Outlines follow the borders of pixels and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage

from neuroinsight.core.labels import Mask
from neuroinsight.report.figures.outline import Point, outlines

pictures = arrays(np.bool_, st.tuples(st.integers(1, 8), st.integers(1, 8)))


def area(polygon: tuple[Point, ...]) -> float:
    """Return the signed area by the shoelace formula: positive clockwise on the screen."""
    following = (*polygon[1:], polygon[0])
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(polygon, following, strict=True)) / 2


def test_one_pixel_is_outlined_by_the_middles_of_its_sides() -> None:
    mask = np.zeros((3, 4), np.bool_)
    mask[1, 2] = True
    (polygon,) = outlines(mask)
    assert sorted(polygon) == [(2.0, 1.5), (2.5, 1.0), (2.5, 2.0), (3.0, 1.5)]


def test_nothing_has_no_outline() -> None:
    assert outlines(np.zeros((5, 5), np.bool_)) == ()


def test_straight_borders_have_no_points_between_their_ends() -> None:
    (polygon,) = outlines(np.ones((10, 20), np.bool_))
    assert len(polygon) == 8


@given(mask=pictures)
def test_the_enclosed_area_is_the_mask_but_for_its_cut_corners(mask: Mask) -> None:
    parts = ndimage.label(mask)[1]
    background = ~np.pad(mask, 1)
    holes = ndimage.label(background, structure=np.ones((3, 3)))[1] - 1
    # every outline turns once around: four more corners are cut off than filled in, an eighth of a pixel each
    assert sum(area(polygon) for polygon in outlines(mask)) == mask.sum() - (parts - holes) / 2


@given(mask=pictures)
def test_every_point_lies_on_a_border_between_inside_and_outside(mask: Mask) -> None:
    padded = np.pad(mask, 1)
    for column, row in (point for polygon in outlines(mask) for point in polygon):
        before = (int(np.ceil(row)) - 1, int(np.ceil(column)) - 1)
        after = (int(np.floor(row)), int(np.floor(column)))
        sides = {bool(padded[r + 1, c + 1]) for r, c in (before, after)}
        assert sides == {True, False}
