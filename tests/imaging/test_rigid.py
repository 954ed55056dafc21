"""A head that was turned and moved by a known amount is laid back onto itself."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial.transform import Rotation

from neuroinsight.core.grid import Grid
from neuroinsight.imaging.rigid import Head, Rigid, align
from tests.strategies import ellipsoid, grid_of, permuted

SHAPE = (40, 46, 36)
GRID = grid_of("RAS", shape=SHAPE, spacing_mm=(4.0, 4.0, 4.0), origin_mm=(-80.0, -100.0, -70.0))
POINTS = np.array([[-50.0, -60.0, -30.0], [50.0, 40.0, 30.0], [0.0, 0.0, 0.0], [40.0, -50.0, 20.0]])


def person(seed: int) -> Head:
    """Return a brain of smooth gray values of its own."""
    random = np.random.default_rng(seed)
    gray = ndimage.gaussian_filter(random.standard_normal(SHAPE), 1.5)
    brain = ellipsoid(SHAPE, (19.5, 22.5, 17.5), (14.0, 18.0, 12.0))
    array = np.where(brain, 500 + 100 * gray / gray.std(), 0).clip(0).astype(np.float32)
    return Head(array=array, grid=GRID, changing=np.zeros(SHAPE, np.bool_))


def moved(head: Head, degrees: tuple[float, float, float], shift_mm: tuple[float, float, float]) -> Head:
    """Return the head as another examination has it: the voxels' places turned and moved with it."""
    return replace(head, grid=Grid(shape=head.grid.shape, affine=way(degrees, shift_mm) @ head.grid.affine))


def way(degrees: tuple[float, float, float], shift_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_euler("xyz", degrees, degrees=True).as_matrix()
    matrix[:3, 3] = shift_mm
    return matrix


def found(moving: Head, fixed: Head) -> Rigid:
    rigid = align(moving, fixed)
    assert rigid is not None
    return rigid


def test_turn_and_shift_are_found_to_a_quarter_of_a_voxel_in_another_axis_order() -> None:
    one, truth = person(1), way((8.0, -3.0, 5.0), (7.0, -5.0, 5.0))
    array, grid = permuted(one.array, moved(one, (8.0, -3.0, 5.0), (7.0, -5.0, 5.0)).grid, "PIL")
    other = Head(array=array.astype(np.float32), grid=grid, changing=np.zeros(array.shape, np.bool_))
    rigid = found(one, other)
    error = np.linalg.norm(rigid.apply(POINTS) - (POINTS @ truth[:3, :3].T + truth[:3, 3]), axis=1)
    assert error.max() < 1.0
    assert rigid.turn_deg == pytest.approx(np.degrees(Rotation.from_matrix(truth[:3, :3]).magnitude()), abs=0.5)
    assert rigid.likeness > 0.9
    assert rigid.overlap > 0.97


def test_the_same_heads_give_the_same_answer() -> None:
    one, other = person(1), moved(person(1), (4.0, 0.0, 0.0), (0.0, 3.0, 0.0))
    assert np.array_equal(found(one, other).matrix, found(one, other).matrix)


def test_a_strangers_brain_fits_and_does_not_look_alike() -> None:
    rigid = found(person(1), person(2))
    assert rigid.overlap > 0.9
    assert rigid.likeness < 0.5


def test_without_brain_there_is_nothing_to_align() -> None:
    empty = replace(person(1), array=np.zeros(SHAPE, np.float32))
    assert align(person(1), empty) is None
    assert align(empty, person(1)) is None
