"""The plane of symmetry is that of the brain, wherever it lies in its array."""

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.imaging.symmetry import Plane, Symmetry, symmetry_plane
from tests.strategies import grid_of

SHAPE = (30, 36, 27)
SPACING_MM = (6.0, 6.0, 6.0)


def symmetric_brain(grid: Grid, plane: Plane, *, seed: int = 1) -> NDArray[np.float32]:
    """Return an egg with random waves, all mirrored at the plane; air is 0."""
    points = grid.to_world_mm(np.moveaxis(np.indices(grid.shape, dtype=np.float64), 0, -1))
    normal = np.array(plane.normal)
    across = plane.signed_mm(points)
    along = points - across[..., None] * normal - plane.offset_mm * normal
    front = np.cross([0.0, 0.0, 1.0], normal)
    front /= np.linalg.norm(front)
    ahead, up = along @ front, along @ np.cross(normal, front)
    inside = (across / 65) ** 2 + (ahead / (80 + 8 * np.sign(ahead))) ** 2 + (up / 60) ** 2 < 1
    random = np.random.default_rng(seed)
    waves = sum(
        np.cos(
            np.abs(across) * random.uniform(0.03, 0.12) + ahead * random.normal(0, 0.06) + up * random.normal(0, 0.06)
        )
        for _ in range(12)
    )
    return np.where(inside, 50 + np.asarray(waves), 0).astype(np.float32)


def found(image: NDArray[np.float32], grid: Grid, *, ignored: NDArray[np.bool_] | None = None) -> Symmetry:
    hidden = np.zeros(image.shape, bool) if ignored is None else ignored
    symmetry = symmetry_plane([image], image != 0, hidden, grid)
    assert symmetry is not None
    return symmetry


def apart_mm(one: Plane, other: Plane) -> float:
    """Return how far the planes are from each other within a head."""
    rim = np.array([(0.0, y, z) for y in (-70.0, 70.0) for z in (-50.0, 50.0)])
    on_one = rim - one.signed_mm(rim)[:, None] * np.array(one.normal)
    return float(np.abs(other.signed_mm(on_one)).max())


def plane_of(turn_deg: float, tilt_deg: float, offset_mm: float) -> Plane:
    turn, tilt = np.radians([turn_deg, tilt_deg])
    normal = np.array([np.cos(turn) * np.cos(tilt), np.sin(turn) * np.cos(tilt), np.sin(tilt)])
    return Plane(normal=(float(normal[0]), float(normal[1]), float(normal[2])), offset_mm=offset_mm)


@pytest.mark.parametrize(
    ("turn_deg", "tilt_deg", "offset_mm"), [(0.0, 0.0, 0.0), (8.0, -5.0, 11.0), (-24.0, 13.0, -9.0)]
)
@pytest.mark.parametrize("oblique", [(0.0, 0.0, 0.0), (12.0, -8.0, 15.0)])
def test_a_known_plane_is_found_within_a_millimeter(
    turn_deg: float, tilt_deg: float, offset_mm: float, oblique: tuple[float, float, float]
) -> None:
    middle = grid_of("PIL", shape=SHAPE, spacing_mm=SPACING_MM, tilt_degrees=oblique)
    origin = -middle.to_world_mm((np.array(SHAPE) - 1) / 2)
    grid = grid_of(
        "PIL",
        shape=SHAPE,
        spacing_mm=SPACING_MM,
        tilt_degrees=oblique,
        origin_mm=(float(origin[0]), float(origin[1]), float(origin[2])),
    )
    plane = plane_of(turn_deg, tilt_deg, offset_mm)
    symmetry = found(symmetric_brain(grid, plane), grid)
    assert apart_mm(symmetry.plane, plane) < 1.0
    assert symmetry.overlap > 0.95
    assert symmetry.correlation > 0.9


def test_an_ignored_tumor_does_not_move_the_plane() -> None:
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=SPACING_MM, origin_mm=(-87.0, -105.0, -78.0))
    plane = plane_of(5.0, 3.0, 2.0)
    image = symmetric_brain(grid, plane)
    tumor = (
        np.linalg.norm(
            grid.to_world_mm(np.moveaxis(np.indices(SHAPE, dtype=np.float64), 0, -1)) - [30, 10, 10], axis=-1
        )
        < 28
    )
    image[tumor & (image != 0)] = 500
    assert apart_mm(found(image, grid, ignored=tumor).plane, plane) < 1.0


def test_noise_is_not_symmetric() -> None:
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=SPACING_MM, origin_mm=(-87.0, -105.0, -78.0))
    brain = symmetric_brain(grid, plane_of(0.0, 0.0, 0.0)) != 0
    noise = np.where(brain, np.random.default_rng(0).uniform(1, 2, SHAPE), 0).astype(np.float32)
    assert found(noise, grid).correlation < 0.15


def test_no_brain_has_no_plane() -> None:
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=SPACING_MM)
    empty = np.zeros(SHAPE, np.float32)
    assert symmetry_plane([empty], empty != 0, empty != 0, grid) is None
    assert symmetry_plane([empty + 1], empty == 0, empty == 0, grid) is None
