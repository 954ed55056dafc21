"""Laying one brain onto another of the same person: turned and moved, never scaled or bent.

Both heads are read on cubes of 2 mm, which is fine enough for pairing lesions and takes seconds; nothing that is
measured is resampled here.
"""

from dataclasses import dataclass

import numpy as np
import SimpleITK
from jaxtyping import Float, Float32
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.grid import Grid
from neuroinsight.imaging.boxes import Mask

_CUBE_MM = 2.0
_MARGIN_MM = 20.0  # around the brain: its edge tells the most, and a turned head needs room
_BLUR_OF_SPACING = 0.42  # standard deviation in cubes over voxels, where a cube is larger than a voxel
_RIM = 4  # cubes beyond the brain that still count: its edge lies there
_BINS = 32
_SHRINK, _SMOOTH = (4, 2, 1), (2.0, 1.0, 0.0)  # cubes, coarse to fine
_SHARES_SAMPLED = (1.0, 0.5, 0.1)
_SEED = 1
_DIGITS = 6  # threads add in another order each time, which shows far behind these
_FEWEST_CUBES = 1000  # of brain, below which there is nothing to align


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """A brain-extracted image `[i, j, k]` (air exactly 0) and what of it may have changed since, as the tumor."""

    array: NDArray[np.floating] | NDArray[np.integer]
    grid: Grid
    changing: Mask


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rigid:
    """Where the points of one head are in another; RAS+ mm to RAS+ mm.

    `overlap` is the Dice of the two brains once aligned; `likeness` the correlation of their gray values where both are
    brain and nothing may have changed. Both are near 1 in one person with one sequence.
    """

    matrix: Float[NDArray[np.float64], "4 4"]
    overlap: float
    likeness: float
    shift_mm: float  # of the center of the moving brain

    @property
    def turn_deg(self) -> float:
        """By how much the head is turned, about whatever axis."""
        cosine = (np.trace(self.matrix[:3, :3]) - 1) / 2
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))

    def apply(self, points_mm: Float[NDArray[np.float64], "n 3"]) -> Float[NDArray[np.float64], "n 3"]:
        """Return where points of the moving head lie in the fixed one."""
        moved: NDArray[np.float64] = points_mm @ self.matrix[:3, :3].T + self.matrix[:3, 3]
        return moved


def align(moving: Head, fixed: Head) -> Rigid | None:
    """Return how the moving head lies onto the fixed one; None where one shows next to no brain.

    Mattes' mutual information outside of what may have changed, from coarse to fine, beginning with the brains' centers
    one upon the other. The same heads give the same answer: the samples are drawn from a fixed seed.
    """
    one, other = _cubes(fixed), _cubes(moving)
    if min(np.count_nonzero(part.brain) for part in (one, other)) < _FEWEST_CUBES:
        return None
    found = _register(one, other)  # from the fixed lattice's points to the moving one's
    center, turn = np.array(found.GetCenter()), np.array(found.GetMatrix()).reshape(3, 3)
    onto = np.eye(4)
    onto[:3, :3], onto[:3, 3] = turn, center + np.array(found.GetTranslation()) - turn @ center
    there = _sampled(other, onto, one)
    both = there.brain & one.brain
    still = both & ~there.changing & ~one.changing
    matrix = np.round(np.linalg.inv(onto), _DIGITS).astype(np.float64)
    middle = other.center_mm
    return Rigid(
        matrix=matrix,
        overlap=2 * float(np.count_nonzero(both)) / float(np.count_nonzero(one.brain) + np.count_nonzero(there.brain)),
        likeness=round(_correlation(there.image[still], one.image[still]), _DIGITS),
        shift_mm=round(float(np.linalg.norm(matrix[:3, :3] @ middle + matrix[:3, 3] - middle)), _DIGITS),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cubes:
    """A head on cubes along RAS, `[right, front, top]`, from `origin_mm` on."""

    image: Float32[NDArray[np.float32], "x y z"]
    brain: Mask
    changing: Mask
    origin_mm: NDArray[np.float64]

    @property
    def center_mm(self) -> NDArray[np.float64]:
        """Center of mass of the brain."""
        center: NDArray[np.float64] = np.argwhere(self.brain).mean(axis=0) * _CUBE_MM + self.origin_mm
        return center

    def as_itk(self, array: NDArray[np.generic]) -> SimpleITK.Image:
        """Return an array as an image; the lattice is taken in RAS, which is as good as ITK's LPS to itself."""
        image = SimpleITK.GetImageFromArray(np.ascontiguousarray(array.transpose(2, 1, 0)))
        image.SetSpacing((_CUBE_MM,) * 3)
        image.SetOrigin(self.origin_mm.tolist())
        return image


def _cubes(head: Head) -> _Cubes:
    brain = head.array != 0
    places = np.argwhere(brain)
    if not places.size:
        empty = np.zeros((1, 1, 1), np.float32)
        return _Cubes(image=empty, brain=empty > 0, changing=empty > 0, origin_mm=np.zeros(3))
    ends = np.array(np.meshgrid(*zip(places.min(axis=0), places.max(axis=0), strict=True))).reshape(3, -1).T
    corners = head.grid.to_world_mm(ends)
    low, high = corners.min(axis=0) - _MARGIN_MM, corners.max(axis=0) + _MARGIN_MM
    shape = tuple(int(extent) for extent in np.ceil((high - low) / _CUBE_MM) + 1)
    step = np.linalg.inv(head.grid.affine)[:3, :3] * _CUBE_MM  # from cubes to voxels
    start = head.grid.to_index(low)
    wide = np.maximum(0.0, (_CUBE_MM / head.grid.spacing_mm) ** 2 - 1) ** 0.5 * _BLUR_OF_SPACING

    def read(array: NDArray[np.generic]) -> NDArray[np.float32]:
        smooth = ndimage.gaussian_filter(array.astype(np.float32), wide, truncate=2.5)
        values: NDArray[np.float32] = ndimage.affine_transform(smooth, step, start, output_shape=shape, order=1)
        return values

    inside = read(brain) > 0.5  # noqa: PLR2004 - mostly brain
    return _Cubes(image=read(head.array) * inside, brain=inside, changing=read(head.changing) > 0, origin_mm=low)


def _register(fixed: _Cubes, moving: _Cubes) -> SimpleITK.Euler3DTransform:
    """Return the transform of fixed points to moving points."""
    method = SimpleITK.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(_BINS)
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentagePerLevel(_SHARES_SAMPLED, _SEED)
    near = ndimage.binary_dilation(fixed.brain, iterations=_RIM)
    method.SetMetricFixedMask(fixed.as_itk((near & ~fixed.changing).astype(np.uint8)))
    method.SetInterpolator(SimpleITK.sitkLinear)
    method.SetShrinkFactorsPerLevel(_SHRINK)
    method.SetSmoothingSigmasPerLevel(_SMOOTH)
    method.SmoothingSigmasAreSpecifiedInPhysicalUnitsOff()
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=4.0, minStep=0.005, numberOfIterations=150, relaxationFactor=0.6
    )
    method.SetOptimizerScalesFromPhysicalShift()
    start = SimpleITK.Euler3DTransform()
    start.SetCenter(fixed.center_mm.tolist())
    start.SetTranslation((moving.center_mm - fixed.center_mm).tolist())
    method.SetInitialTransform(start, inPlace=True)
    method.Execute(fixed.as_itk(fixed.image), moving.as_itk(moving.image))
    return start


def _sampled(moving: _Cubes, onto: NDArray[np.float64], fixed: _Cubes) -> _Cubes:
    """The moving head on the fixed one's cubes."""
    turn = onto[:3, :3]
    start = (turn @ fixed.origin_mm + onto[:3, 3] - moving.origin_mm) / _CUBE_MM

    def read(array: NDArray[np.generic]) -> NDArray[np.float32]:
        values: NDArray[np.float32] = ndimage.affine_transform(
            array.astype(np.float32), turn, start, output_shape=fixed.image.shape, order=1
        )
        return values

    return _Cubes(
        image=read(moving.image),
        brain=read(moving.brain) > 0.5,  # noqa: PLR2004 - mostly brain
        changing=read(moving.changing) > 0,
        origin_mm=fixed.origin_mm,
    )


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    if min(one.size, other.size) < _FEWEST_CUBES or one.std() == 0 or other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
