"""The same voxels in another axis order are found, and nothing else is taken for them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.grid import Grid
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.matching import order_onto, reorder_onto
from tests.strategies import AXIS_CODES, grid_of, grids, permuted


@given(grid=grids(max_tilt_degrees=30.0), codes=st.sampled_from(AXIS_CODES))
def test_every_axis_order_of_an_image_leads_back_to_it(grid: Grid, codes: str) -> None:
    array = np.arange(np.prod(grid.shape)).reshape(grid.shape)
    turned, other = permuted(array, grid, codes)
    back = reorder_onto(Volume(array=turned.astype(np.int64), grid=other), grid)
    assert back is not None
    assert back.grid == grid
    np.testing.assert_array_equal(back.array, array)


def test_axes_tilted_by_half_a_right_angle_are_no_obstacle() -> None:
    grid = grid_of("RAS", shape=(3, 4, 5), tilt_degrees=(0.0, 0.0, 45.0))
    turned, other = permuted(np.arange(60).reshape(3, 4, 5), grid, "PIL")
    back = reorder_onto(Volume(array=turned.astype(np.int64), grid=other), grid)
    assert back is not None
    np.testing.assert_array_equal(back.array.ravel(), np.arange(60))


@pytest.mark.parametrize(
    "other",
    [
        grid_of("LPS", shape=(4, 5, 6), spacing_mm=(1.0, 1.0, 2.0)),
        grid_of("LPS", shape=(4, 5, 7)),
        grid_of("LPS", shape=(4, 5, 6), origin_mm=(0.5, 0.0, 0.0)),
        grid_of("LPS", shape=(4, 5, 6), tilt_degrees=(0.0, 3.0, 0.0)),
    ],
    ids=["spacing", "shape", "place", "tilt"],
)
def test_other_grids_are_not_taken_for_the_same(other: Grid) -> None:
    assert order_onto(other, grid_of("LPS", shape=(4, 5, 6))) is None
    assert reorder_onto(Volume(array=np.zeros(other.shape), grid=other), grid_of("LPS", shape=(4, 5, 6))) is None


def test_the_rounding_of_a_header_is_forgiven() -> None:
    grid = grid_of("LPS", shape=(4, 5, 6))
    rounded = replace(grid, affine=grid.affine + 1e-6)
    assert order_onto(rounded, grid) is not None
