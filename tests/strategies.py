"""Random anatomy for property tests: grids in all 48 axis orders, label maps, studies."""

from itertools import permutations, product

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, LabelMap, LabelScheme
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume

# The 48 ways in which i, j and k can point along the patient's axes, as in "RAS" or "PIL".
AXIS_CODES = tuple(
    "".join(pair[sign] for pair, sign in zip(order, signs, strict=True))
    for order in permutations(("LR", "PA", "IS"))
    for signs in product((0, 1), repeat=3)
)

Spacing = tuple[float, float, float]
Shape = tuple[int, int, int]


def directions_of(codes: str) -> NDArray[np.float64]:
    """Return the matrix [world, axis] of unit directions that the codes name."""
    matrix = np.zeros((3, 3))
    for axis, code in enumerate(codes):
        world = next(number for number, pair in enumerate(("LR", "PA", "IS")) if code in pair)
        matrix[world, axis] = 1.0 if code in "RAS" else -1.0
    return matrix


def grid_of(
    codes: str,
    *,
    shape: Shape,
    spacing_mm: Spacing = (1.0, 1.0, 1.0),
    origin_mm: Spacing = (0.0, 0.0, 0.0),
    tilt_degrees: Spacing = (0.0, 0.0, 0.0),
) -> Grid:
    """Return a grid whose axes i, j, k point as named, tilted by angles about the patient's axes."""
    affine = np.eye(4)
    tilt = Rotation.from_euler("xyz", tilt_degrees, degrees=True).as_matrix()
    affine[:3, :3] = tilt @ directions_of(codes) * np.array(spacing_mm)
    affine[:3, 3] = origin_mm
    return Grid(shape=shape, affine=affine)


def permuted(array: NDArray[np.generic], grid: Grid, codes: str) -> tuple[NDArray[np.generic], Grid]:
    """Return the same image as another program might have stored it: other axis order, same places.

    Written apart from `neuroinsight.imaging`, so that tests compare two ways of doing it.
    """
    wanted, have = directions_of(codes), directions_of(grid.axis_codes)
    steps = have.T @ wanted  # [old axis, new axis]: one entry of +1 or -1 in each row and column
    order = np.abs(steps).argmax(axis=0)
    signs = steps.sum(axis=0)
    turned = array.transpose(order)[tuple(slice(None, None, int(sign)) for sign in signs)]
    affine = grid.affine.copy()
    affine[:3, :3] = grid.affine[:3, :3] @ steps
    for new, old in enumerate(order):
        if signs[new] < 0:
            affine[:3, 3] += grid.affine[:3, old] * (grid.shape[old] - 1)
    extents = turned.shape
    return np.ascontiguousarray(turned), Grid(shape=(extents[0], extents[1], extents[2]), affine=affine)


def ellipsoid(shape: Shape, center: Spacing, radii: Spacing) -> NDArray[np.bool_]:
    """Return the mask of an ellipsoid, in voxels."""
    distance = sum(
        ((index - middle) / radius) ** 2 for index, middle, radius in zip(np.indices(shape), center, radii, strict=True)
    )
    inside: NDArray[np.bool_] = np.asarray(distance) <= 1.0
    return inside


def tumor(shape: Shape, center: Spacing, radius: float, scheme: LabelScheme = BRATS_2017) -> NDArray[np.uint8]:
    """Return label numbers of a ball of edema around an enhancing rim around a necrotic core."""
    numbers = {tissue.value: number for number, tissue in scheme.tissue_of.items()}
    labels = np.zeros(shape, np.uint8)
    for share, tissue in ((1.0, "ED"), (0.75, "ET"), (0.45, "NCR")):
        labels[ellipsoid(shape, center, (radius * share,) * 3)] = numbers[tissue]
    return labels


def head(grid: Grid, *, seed: int = 0, sequences: tuple[Sequence, ...] = (Sequence.T1CE, Sequence.FLAIR)) -> Study:
    """Return a study with a noisy ellipsoid for a brain, air exactly 0 around it."""
    random = np.random.default_rng(seed)
    shape = grid.shape
    middle = ((shape[0] - 1) / 2, (shape[1] - 1) / 2, (shape[2] - 1) / 2)
    brain = ellipsoid(shape, middle, (shape[0] * 0.42, shape[1] * 0.44, shape[2] * 0.4))
    volumes = {}
    for number, sequence in enumerate(sequences):
        tissue = random.normal(300 + 100 * number, 40, shape).clip(1, None)
        volumes[sequence] = Volume(array=np.where(brain, tissue, 0).astype(np.float32), grid=grid)
    return Study(identity=Identity(case_id="head"), volumes=volumes)


@st.composite
def grids(draw: st.DrawFn, *, smallest: int = 2, largest: int = 9, max_tilt_degrees: float = 20.0) -> Grid:
    """Draw a grid in any axis order, with any spacing from 0.4 to 6 mm, and tilted."""
    extents = st.integers(smallest, largest)
    angles = st.floats(-max_tilt_degrees, max_tilt_degrees)
    spacings = st.floats(0.4, 6.0)
    origins = st.floats(-200.0, 200.0)
    return grid_of(
        draw(st.sampled_from(AXIS_CODES)),
        shape=draw(st.tuples(extents, extents, extents)),
        spacing_mm=draw(st.tuples(spacings, spacings, spacings)),
        origin_mm=draw(st.tuples(origins, origins, origins)),
        tilt_degrees=draw(st.tuples(angles, angles, angles)),
    )


@st.composite
def label_maps(draw: st.DrawFn, *, scheme: LabelScheme = BRATS_2017, grid: Grid | None = None) -> LabelMap:
    """Draw a label map of a few overlapping balls of tissue: sometimes none, sometimes one voxel."""
    on = grid if grid is not None else draw(grids())
    array = np.zeros(on.shape, np.uint8)
    for _ in range(draw(st.integers(0, 4))):
        center = tuple(draw(st.integers(0, extent - 1)) for extent in on.shape)
        radius = draw(st.floats(0.5, 4.0))
        number = draw(st.sampled_from(sorted(scheme.tissue_of)))
        array[ellipsoid(on.shape, (center[0], center[1], center[2]), (radius,) * 3)] = number
    return LabelMap(array=array, grid=on, scheme=scheme)


def masks(grid: Grid) -> st.SearchStrategy[NDArray[np.bool_]]:
    """Draw a mask on the grid."""
    return label_maps(grid=grid).map(lambda label_map: label_map.array > 0)
