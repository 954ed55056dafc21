"""Bodies of known size in the patient's millimeters, drawn on any grid."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2024, LabelMap, LabelScheme, Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from tests.strategies import Spacing, grid_of

Mask = NDArray[np.bool_]


def field(
    codes: str = "RAS",
    *,
    spacing_mm: Spacing = (2.0, 2.0, 2.0),
    extent_mm: float = 64.0,
    tilt_degrees: Spacing = (0.0, 0.0, 0.0),
) -> Grid:
    """Return a grid about the origin; spacing is of i, j and k."""
    i, j, k = (round(extent_mm / step) + 1 for step in spacing_mm)
    grid = grid_of(codes, shape=(i, j, k), spacing_mm=spacing_mm, tilt_degrees=tilt_degrees)
    affine = grid.affine.copy()
    affine[:3, 3] = -affine[:3, :3] @ ((np.array(grid.shape) - 1) / 2)
    return Grid(shape=grid.shape, affine=affine)


def ellipsoid(grid: Grid, radii_mm: Spacing, center_mm: Spacing = (0.3, -0.2, 0.4)) -> Mask:
    """Return where an ellipsoid along the patient's axes is."""
    places = grid.to_world_mm(np.moveaxis(np.indices(grid.shape, dtype=np.float64), 0, -1))
    inside: Mask = (((places - np.array(center_mm)) / np.array(radii_mm)) ** 2).sum(axis=-1) <= 1
    return inside


def ball(grid: Grid, radius_mm: float, center_mm: Spacing = (0.3, -0.2, 0.4)) -> Mask:
    """Return where a ball is."""
    return ellipsoid(grid, (radius_mm,) * 3, center_mm)


def evidence_of(
    grid: Grid,
    *layers: tuple[Region, Mask],
    scheme: LabelScheme = BRATS_2024,
    sequences: Iterable[Sequence] = tuple(Sequence),
) -> Evidence:
    """Return a study with the masks as its label map, later ones over earlier ones."""
    array = np.zeros(grid.shape, np.uint8)
    for region, mask in layers:
        array[mask] = scheme.number_of(region)
    volume = Volume(array=np.ones(grid.shape, np.float32), grid=grid)
    study = Study(identity=Identity(case_id="case"), volumes=dict.fromkeys(sequences, volume))
    return Evidence(study=study, label_map=LabelMap(array=array, grid=grid, scheme=scheme))


def ring(grid: Grid, radius_mm: float, center_mm: Spacing = (0.3, -0.2, 0.4)) -> tuple[tuple[Region, Mask], ...]:
    """Return a necrotic center in an enhancing rim of a third of its radius in edema of twice its radius."""
    return (
        (Region.ED, ball(grid, 2 * radius_mm, center_mm)),
        (Region.ET, ball(grid, radius_mm, center_mm)),
        (Region.NCR, ball(grid, 2 / 3 * radius_mm, center_mm)),
    )
