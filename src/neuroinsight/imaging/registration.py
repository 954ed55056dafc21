"""Laying one sequence of a head onto another of the same examination: turned and moved, never scaled or bent.

Whole heads as scanned, of any two contrasts, with slices of any thickness. Scalp, skull and neck take part: a mask of
the brain, which is a guess at this point, sent a T2 image away that the whole head brought home.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import SimpleITK
from jaxtyping import Float, Float32, Float64, Num
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import Mask

_BINS = 32
_LEVELS_MM = (8.0, 4.0, 2.0)  # voxels of about this size, coarse to fine; slices that are thicker stay
_SHARES_SAMPLED = (1.0, 0.7, 0.4)  # of the fixed head's voxels
_ITERATIONS = 150
_RELAXATION = (0.7, 0.9, 0.9)  # steps shrink by less than the usual half: with that it stopped 2 to 7 mm away
_TRIED_DEG = 16.0  # turns that are tried beside the header's, about each axis
_WENT_ON_WITH = 3  # of these
_SEED = 1
_DIGITS = 6  # a micrometer
_BLUR_OF_STEP = 0.42  # standard deviation, where several voxels become one
_HEAD = 0.1  # of the 98th percentile: noise in the air is below
_FEWEST_TO_SMOOTH = 4  # voxels along an axis
_RIM = 2  # voxels of air around the head that still count: its edge lies there
Image = Num[NDArray[np.generic], "i j k"]
Matrix = Float64[NDArray[np.float64], "4 4"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registration:
    """Where the points of a fixed image are in a moving one, RAS+ mm to RAS+ mm.

    `information` is Mattes' mutual information (nats) of both heads as they were laid onto each other.
    """

    matrix: Matrix
    information: float

    @property
    def turn_deg(self) -> float:
        """By how much the head is turned against what the headers say, about whatever axis."""
        cosine = (np.trace(self.matrix[:3, :3]) - 1) / 2
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))

    def shift_mm(self, at_mm: Float[NDArray[np.floating], "3"]) -> float:
        """By how far a point of the fixed image is away from where the headers say."""
        return float(np.linalg.norm(self.matrix[:3, :3] @ at_mm + self.matrix[:3, 3] - at_mm))


def register(moving: Volume, fixed: Volume) -> Registration:
    """Return where the points of the fixed image are in the moving one.

    Mattes' mutual information from coarse to fine, beginning where the headers say that both are. Beside that, the
    coarsest level tries heads whose centers meet, turned by 0 and 16 degrees about each axis and all of them; what
    explains the images best goes on. The same images give the same answer: samples are drawn from a fixed seed.
    """
    pyramids = list(zip(_pyramid(fixed), _pyramid(moving), strict=True))  # fine to coarse
    coarsest = pyramids[-1]
    header, *turned = _starts(_center_mm(coarsest[0]), _center_mm(coarsest[1]))
    likely = sorted(turned, key=lambda start: _method(coarsest[0], start, level=0).MetricEvaluate(*coarsest))
    tried = (_improved(*coarsest, start, level=0) for start in (header, *likely[:_WENT_ON_WITH]))
    found, value = min(tried, key=lambda answer: answer[1])
    for level, (one, other) in enumerate(reversed(pyramids[:-1]), start=1):
        found, value = _improved(one, other, found, level=level)
    return Registration(matrix=_matrix(found), information=round(-value, _DIGITS))


def laid_onto(
    moving: Image | Mask, moving_grid: Grid, grid: Grid, matrix: Matrix
) -> Float32[NDArray[np.float32], "a b c"]:
    """Return an image on a grid of the fixed one's space: linear between its voxels, 0 beyond them.

    `matrix` is that of the registration. Where the grid's voxels are larger than the image's, these are averaged.
    """
    image = _smoothed(_image(moving, moving_grid), _blur_mm(moving_grid, grid))
    along = np.round(matrix @ grid.affine, _DIGITS)  # from the grid's indices to the moving image's space
    spacing = np.linalg.norm(along[:3, :3], axis=0)
    method = SimpleITK.ResampleImageFilter()
    method.SetSize(list(grid.shape))
    method.SetOutputSpacing(spacing.tolist())
    method.SetOutputOrigin(along[:3, 3].tolist())
    method.SetOutputDirection((along[:3, :3] / spacing).ravel().tolist())
    method.SetInterpolator(SimpleITK.sitkLinear)
    method.SetDefaultPixelValue(0.0)
    found: NDArray[np.float32] = SimpleITK.GetArrayFromImage(method.Execute(image)).transpose(2, 1, 0)
    return np.ascontiguousarray(found)


def _blur_mm(source: Grid, target: Grid) -> NDArray[np.float64]:
    """By how much the source's axes are to be widened, so that no voxel between two of the target's is passed over."""
    directions = target.affine[:3, :3]
    own = source.affine[:3, :3] / source.spacing_mm
    reach = np.abs(own.T @ directions).max(axis=1)  # of a step on the target's grid, along the source's axes, in mm
    wide = np.sqrt(np.maximum(0.0, reach**2 - source.spacing_mm**2)) * _BLUR_OF_STEP
    return np.where(reach > 1.25 * source.spacing_mm, wide, 0.0)  # a quarter more passes over nothing


def _image(array: Image | Mask, grid: Grid) -> SimpleITK.Image:
    """The array as an image; its RAS coordinates are taken for ITK's own, which is as good as its LPS to itself."""
    image = SimpleITK.GetImageFromArray(np.ascontiguousarray(array.transpose(2, 1, 0), dtype=np.float32))
    spacing = grid.spacing_mm
    image.SetSpacing(spacing.tolist())
    image.SetOrigin(grid.affine[:3, 3].tolist())
    image.SetDirection((grid.affine[:3, :3] / spacing).ravel().tolist())
    return image


def _pyramid(volume: Volume) -> list[SimpleITK.Image]:
    """The image at each level, fine to coarse, each made from the one before."""
    levels = [_image(volume.array, volume.grid)]
    for size_mm in reversed(_LEVELS_MM):
        spacing = np.array(levels[-1].GetSpacing())
        steps = np.maximum(1, np.rint(size_mm / spacing)).astype(int)
        smooth = _smoothed(levels[-1], np.where(steps > 1, _BLUR_OF_STEP * steps * spacing, 0.0))
        levels.append(SimpleITK.Shrink(smooth, steps.tolist()))
    return levels[1:]


def _smoothed(image: SimpleITK.Image, sigma_mm: NDArray[np.float64]) -> SimpleITK.Image:
    for axis, sigma in enumerate(sigma_mm):
        if sigma > 0 and image.GetSize()[axis] >= _FEWEST_TO_SMOOTH:
            image = SimpleITK.RecursiveGaussian(image, float(sigma), direction=axis)
    return image


def _head(image: SimpleITK.Image) -> SimpleITK.Image:
    """What is brighter than the noise of the air, with a rim around it."""
    level = _HEAD * float(np.percentile(SimpleITK.GetArrayFromImage(image), 98))
    bright = SimpleITK.Cast(image > level, SimpleITK.sitkUInt8)
    wide: SimpleITK.Image = SimpleITK.BinaryDilate(bright, [_RIM] * 3)
    return wide


def _center_mm(image: SimpleITK.Image) -> NDArray[np.float64]:
    places = np.argwhere(SimpleITK.GetArrayFromImage(_head(image)))[:, ::-1]
    middle = places.mean(axis=0) if len(places) else np.array(image.GetSize()) / 2
    return np.array(image.TransformContinuousIndexToPhysicalPoint(middle.tolist()))


def _starts(here_mm: NDArray[np.float64], there_mm: NDArray[np.float64]) -> list[SimpleITK.Euler3DTransform]:
    """The header's place, and heads whose centers meet, as they are and turned."""
    turns = [np.array(turn) for turn in product((0.0, -_TRIED_DEG, _TRIED_DEG), repeat=3)]
    tried = [(np.zeros(3), turns[0]), *((there_mm - here_mm, turn) for turn in turns)]
    starts = []
    for shift, turn in tried:
        start = SimpleITK.Euler3DTransform()
        start.SetCenter(here_mm.tolist())
        start.SetTranslation(shift.tolist())
        start.SetRotation(*np.radians(turn).tolist())
        starts.append(start)
    return starts


def _improved(
    fixed: SimpleITK.Image, moving: SimpleITK.Image, start: SimpleITK.Euler3DTransform, *, level: int
) -> tuple[SimpleITK.Euler3DTransform, float]:
    """The best transform near this one, and its metric: the less, the more alike; 0 where the images do not meet."""
    found = SimpleITK.Euler3DTransform(start)
    method = _method(fixed, found, level=level)
    try:
        method.Execute(fixed, moving)
    except RuntimeError:  # all samples lie outside of the other image
        return start, 0.0
    return found, float(method.GetMetricValue())


def _method(
    fixed: SimpleITK.Image, transform: SimpleITK.Euler3DTransform, *, level: int
) -> SimpleITK.ImageRegistrationMethod:
    """What improves a transform in place."""
    size_mm = _LEVELS_MM[level]
    method = SimpleITK.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(_BINS)
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentage(_SHARES_SAMPLED[level], _SEED)
    method.SetMetricFixedMask(_head(fixed))
    method.SetNumberOfWorkUnits(1)  # several add in another order each time, and go another way
    method.SetInterpolator(SimpleITK.sitkLinear)
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=size_mm,
        minStep=size_mm / 100,
        numberOfIterations=_ITERATIONS,
        relaxationFactor=_RELAXATION[level],
    )
    method.SetOptimizerScalesFromPhysicalShift()
    method.SetInitialTransform(transform, inPlace=True)
    return method


def _matrix(transform: SimpleITK.Euler3DTransform) -> Matrix:
    center, turn = np.array(transform.GetCenter()), np.array(transform.GetMatrix()).reshape(3, 3)
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = turn, center + np.array(transform.GetTranslation()) - turn @ center
    rounded: NDArray[np.float64] = np.round(matrix, _DIGITS)
    return rounded
