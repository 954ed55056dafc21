"""A small whole head as scanned: scalp, skull, brain and noise in the air, of any contrast, on any grid."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from tests.strategies import grid_of

CENTER_MM = np.zeros(3)
BRAIN_MM = np.array([62.0, 78.0, 60.0])  # half axes
_STRUCTURE_MM = 14.0
# of scalp, skull, brain's two tissues
_GRAY = {
    Sequence.T1: (900.0, 120.0, 400.0, 620.0),
    Sequence.T1CE: (950.0, 120.0, 420.0, 640.0),
    Sequence.T2: (500.0, 90.0, 700.0, 430.0),
    Sequence.FLAIR: (520.0, 80.0, 560.0, 450.0),
}


def raw_head(sequence: Sequence, grid: Grid, *, way: NDArray[np.float64] | None = None, seed: int = 3) -> Volume:
    """Return the head in a sequence; `way` leads from its points to where they are on this grid (RAS+ mm)."""
    at_mm = grid.to_world_mm(np.moveaxis(np.indices(grid.shape), 0, -1).reshape(-1, 3).astype(np.float64))
    if way is not None:
        back = np.linalg.inv(way)
        at_mm = at_mm @ back[:3, :3].T + back[:3, 3]
    depth = brain_depth(at_mm)
    scalp, skull, gray, white = _GRAY[sequence]
    tissue = _structure(at_mm, seed)
    values = np.select([depth < 1.0, depth < 1.1, depth < 1.22], [gray + (white - gray) * tissue, skull, scalp], 0.0)
    noise = np.abs(np.random.default_rng(seed).normal(0, 18, len(values)))
    return Volume(array=(values + noise).reshape(grid.shape).astype(np.float32), grid=grid)


def raw_study(*, way: NDArray[np.float64] | None = None) -> Study:
    """Return T1CE with slices of 6 mm, and FLAIR on another grid, moved as `way` says."""
    t1ce = grid_of("LAS", shape=(56, 62, 32), spacing_mm=(4.0, 4.0, 6.0), origin_mm=(110.0, -122.0, -93.0))
    flair = grid_of("RAS", shape=(60, 64, 40), spacing_mm=(4.0, 4.0, 5.0), origin_mm=(-118.0, -126.0, -98.0))
    volumes = {
        Sequence.T1CE: raw_head(Sequence.T1CE, t1ce),
        Sequence.FLAIR: raw_head(Sequence.FLAIR, flair, way=way),
    }
    return Study(identity=Identity(case_id="raw"), volumes=volumes)


def brain_depth(at_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 0 at the head's center, 1 at the brain's surface, for points [n, 3] of the head."""
    depth: NDArray[np.float64] = np.sqrt((((at_mm - CENTER_MM) / BRAIN_MM) ** 2).sum(axis=1))
    return depth


def _structure(at_mm: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Smooth shares of white matter, 0 to 1, that belong to the head and not to a grid."""
    lattice = np.random.default_rng(seed).standard_normal((40, 40, 40))
    smooth = ndimage.gaussian_filter(lattice, 1.2)
    found = ndimage.map_coordinates(smooth / smooth.std(), at_mm.T / _STRUCTURE_MM + 20, order=1, mode="nearest")
    shares: NDArray[np.float64] = np.clip(0.5 + 0.4 * found, 0, 1)
    return shares
