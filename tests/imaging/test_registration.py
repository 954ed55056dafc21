"""Whole heads of two contrasts, on two grids, are laid onto each other; images are carried without going astray."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.registration import Registration, laid_onto, register
from tests.heads import raw_study
from tests.strategies import grid_of

POINTS = np.array([[-40.0, -50.0, -30.0], [40.0, 50.0, 30.0], [0.0, 0.0, 40.0], [50.0, 0.0, 0.0]])
NOWHERE = np.eye(4)


def way(turn_deg: tuple[float, float, float], shift_mm: tuple[float, float, float]) -> NDArray[np.float64]:
    matrix = np.eye(4)
    matrix[:3, :3] = Rotation.from_euler("xyz", turn_deg, degrees=True).as_matrix()
    matrix[:3, 3] = shift_mm
    return matrix


def moved(points: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return points @ matrix[:3, :3].T + matrix[:3, 3]


@pytest.mark.parametrize(
    ("turn_deg", "shift_mm"), [((0.0, 0.0, 0.0), (3.0, -2.0, 4.0)), ((-12.0, 6.0, 10.0), (15.0, -18.0, 12.0))]
)
def test_a_head_of_another_contrast_is_found_to_a_millimeter(
    turn_deg: tuple[float, float, float], shift_mm: tuple[float, float, float]
) -> None:
    truth = way(turn_deg, shift_mm)
    study = raw_study(way=truth)
    found = register(study.volumes[Sequence.FLAIR], study.volumes[Sequence.T1CE])
    assert np.linalg.norm(moved(POINTS, found.matrix) - moved(POINTS, truth), axis=1).mean() < 1.0
    assert found.turn_deg == pytest.approx(np.degrees(Rotation.from_matrix(truth[:3, :3]).magnitude()), abs=1.0)
    assert found.shift_mm(np.zeros(3)) == pytest.approx(np.linalg.norm(shift_mm), abs=1.0)
    assert found.information > 0.2


def test_the_same_images_give_the_same_answer() -> None:
    study = raw_study(way=way((0.0, 0.0, 0.0), (2.0, 0.0, 0.0)))
    both = [register(study.volumes[Sequence.FLAIR], study.volumes[Sequence.T1CE]) for _ in range(2)]
    assert np.array_equal(both[0].matrix, both[1].matrix)


def test_a_turn_is_an_angle_whatever_the_axis() -> None:
    assert Registration(matrix=way((0.0, 12.0, 0.0), (1.0, 2.0, 3.0)), information=1.0).turn_deg == pytest.approx(12)


@pytest.mark.parametrize("codes", ["RAS", "LPS", "PIR"])
def test_what_varies_linearly_in_space_is_carried_exactly(codes: str) -> None:
    source = grid_of(codes, shape=(20, 22, 18), spacing_mm=(2.0, 2.0, 3.0), origin_mm=(-10.0, -12.0, -8.0))
    source_mm = source.to_world_mm(np.moveaxis(np.indices(source.shape), 0, -1).astype(float))
    image = (source_mm @ np.array([1.0, 2.0, -0.5])).astype(np.float32)
    to = way((5.0, -3.0, 4.0), (1.0, 0.5, -2.0))
    middle = source.to_world_mm((np.array(source.shape) - 1) / 2)
    start = np.linalg.inv(to) @ np.append(middle - 4.0, 1)
    target = grid_of("RAS", shape=(6, 7, 5), spacing_mm=(1.0, 1.0, 1.0), origin_mm=tuple(start[:3]))
    found = laid_onto(image, source, target, to)
    target_mm = target.to_world_mm(np.moveaxis(np.indices(target.shape), 0, -1).astype(float))
    expected = moved(target_mm.reshape(-1, 3), to).reshape(target_mm.shape) @ np.array([1.0, 2.0, -0.5])
    assert np.abs(found - expected).max() < 0.01


def test_coarser_voxels_take_the_mean_of_finer_ones_and_beyond_the_image_is_air() -> None:
    fine = grid_of("RAS", shape=(12, 12, 60), spacing_mm=(1.0, 1.0, 1.0))
    stripes = np.zeros(fine.shape, np.float32)
    stripes[:, :, ::2] = 2.0  # each second slice: a voxel of 6 mm holds both, in equal parts
    thick = grid_of("RAS", shape=(12, 12, 14), spacing_mm=(1.0, 1.0, 6.0), origin_mm=(0.0, 0.0, 2.5))
    found = laid_onto(stripes, fine, thick, NOWHERE)
    assert np.abs(found[:, :, 2:8] - 1.0).max() < 0.05
    assert not found[:, :, 11:].any()
    one = Volume(array=stripes, grid=fine)
    assert np.array_equal(laid_onto(one.array, fine, fine, NOWHERE), stripes)
