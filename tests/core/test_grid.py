"""Laws of grids."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid, require_array_on
from tests.strategies import AXIS_CODES, grid_of, grids

COORDINATES = st.floats(-300, 300)
POINTS = st.lists(st.tuples(COORDINATES, COORDINATES, COORDINATES), min_size=1, max_size=5).map(np.array)


@given(grid=grids(), points=POINTS)
def test_indices_and_positions_are_inverse(grid: Grid, points: np.ndarray) -> None:
    np.testing.assert_allclose(grid.to_world_mm(grid.to_index(points)), points, atol=1e-6)
    np.testing.assert_allclose(grid.to_index(grid.to_world_mm(points)), points, atol=1e-6)


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_each_of_the_48_orientations_is_recognized_even_when_tilted(codes: str) -> None:
    assert grid_of(codes, shape=(2, 3, 4)).axis_codes == codes
    assert grid_of(codes, shape=(2, 3, 4), tilt_degrees=(15, -10, 12), spacing_mm=(0.9, 1.1, 5)).axis_codes == codes


def test_there_are_48_orientations() -> None:
    assert len(set(AXIS_CODES)) == 48


@given(grid=grids())
def test_the_voxel_volume_is_the_product_of_the_spacings(grid: Grid) -> None:
    assert grid.voxel_volume_ml == pytest.approx(float(np.prod(grid.spacing_mm)) / 1000)


@given(grid=grids())
def test_neighboring_voxels_are_one_spacing_apart(grid: Grid) -> None:
    for axis in range(3):
        step = np.eye(3)[axis]
        distance = np.linalg.norm(grid.to_world_mm(step) - grid.to_world_mm(np.zeros(3)))
        assert distance == pytest.approx(grid.spacing_mm[axis])


@given(grid=grids())
def test_a_tenth_of_a_micrometer_is_no_difference_and_a_tenth_of_a_millimeter_is_one(grid: Grid) -> None:
    def moved(by_mm: float) -> Grid:
        affine = grid.affine.copy()
        affine[0, 3] += by_mm
        return Grid(shape=grid.shape, affine=affine)

    assert grid.is_same_as(moved(1e-4))
    assert not grid.is_same_as(moved(0.1))


def test_grids_of_other_shapes_are_not_the_same() -> None:
    assert not grid_of("RAS", shape=(2, 3, 4)).is_same_as(grid_of("RAS", shape=(2, 3, 5)))


@given(grid=grids())
def test_equal_grids_have_equal_hashes(grid: Grid) -> None:
    twin = Grid(shape=grid.shape, affine=grid.affine.copy())
    assert twin == grid
    assert hash(twin) == hash(grid)


@pytest.mark.parametrize("affine", [np.zeros((4, 4)), np.full((4, 4), np.nan), np.eye(3)])
def test_an_affine_that_says_nothing_is_refused(affine: np.ndarray) -> None:
    with pytest.raises(GridError) as caught:
        Grid(shape=(2, 2, 2), affine=affine)
    assert "invertible" in caught.value.allowed


def test_the_affine_cannot_be_changed_from_outside() -> None:
    affine = np.eye(4)
    grid = Grid(shape=(2, 2, 2), affine=affine)
    affine[0, 3] = 99
    assert grid.affine[0, 3] == 0
    with pytest.raises(ValueError, match="read-only"):
        grid.affine[0, 3] = 99


def test_an_array_of_another_shape_is_refused() -> None:
    with pytest.raises(GridError):
        require_array_on(grid_of("RAS", shape=(2, 3, 4)), np.zeros((4, 3, 2)))


def test_a_grid_names_its_shape_spacing_and_orientation() -> None:
    assert str(grid_of("LPS", shape=(240, 240, 155), spacing_mm=(1, 1, 1.5))) == "240x240x155, 1x1x1.5 mm, LPS"
