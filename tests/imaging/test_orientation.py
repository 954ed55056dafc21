"""Laws of reordering axes."""

import numpy as np
import pytest
from hypothesis import given

from neuroinsight.core.grid import Grid
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, from_canonical, to_canonical
from tests.strategies import AXIS_CODES, grid_of, grids, permuted


def _numbered(grid: Grid) -> np.ndarray:
    return np.arange(np.prod(grid.shape)).reshape(grid.shape)


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_back_from_canonical_is_the_identity_in_all_48_orders(codes: str) -> None:
    grid = grid_of(codes, shape=(2, 3, 4))
    order = canonical_order(grid)
    there = to_canonical(_numbered(grid), order)
    assert there.shape == canonical_grid(grid).shape
    np.testing.assert_array_equal(from_canonical(there, order), _numbered(grid))


@given(grid=grids(max_tilt_degrees=15))
def test_every_voxel_stays_where_it_is_in_the_patient(grid: Grid) -> None:
    i, j, k = np.indices(grid.shape, dtype=np.float64)
    turned = np.stack([to_canonical(index, canonical_order(grid)) for index in (i, j, k)], axis=-1)
    canonical = canonical_grid(grid)
    after = canonical.to_world_mm(np.moveaxis(np.indices(canonical.shape, dtype=np.float64), 0, -1))
    np.testing.assert_allclose(grid.to_world_mm(turned), after, atol=1e-6)


@given(grid=grids())
def test_the_canonical_grid_is_ras(grid: Grid) -> None:
    assert canonical_grid(grid).axis_codes == "RAS"


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_an_image_stored_in_another_order_becomes_the_same_array(codes: str) -> None:
    grid = grid_of("RAS", shape=(2, 3, 4), spacing_mm=(1, 2, 3), origin_mm=(5, -7, 11))
    array = _numbered(grid)
    other, other_grid = permuted(array, grid, codes)
    assert other_grid.axis_codes == codes
    np.testing.assert_array_equal(to_canonical(other, canonical_order(other_grid)), array)
    assert canonical_grid(other_grid).is_same_as(grid)
