"""The head of a synthetic patient: which share of each tissue lies at a point.

Anatomy is the ICBM 152 average brain (see `template/NOTICE.txt`), scaled to a common head, bent at random so that no
two patients are alike and no brain is symmetric, and pushed aside by the tumor, which presses sulci and ventricles
beside it shut. Head space is RAS+ in mm around the anterior commissure, before the head is tilted.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.datasets.phantom.noise import Float32, SmoothField, Stream, generator
from neuroinsight.datasets.phantom.settings import Triple, TumorSettings
from neuroinsight.io import nifti

# MNI space is larger than a head: this gives the 1.5 liters within the mask that BraTS cases have in the median.
HEAD_SCALE = 0.93
CENTER_MM = np.array([0.0, -15.0, 5.0], np.float32)  # of the brain, in head space; the head is tilted about it
REACH_MM = 105.0  # no brain is farther from the center than this
_WARP_SCALE_MM = 45.0
_WARP_MM = 1.6  # standard deviation of the displacement along each axis
_MARGIN_MM = 9  # by which the brain of the template is widened to find the voxels worth computing
_GRAY_LEVEL, _WHITE_LEVEL, _FLUID_LEVEL = 165.0, 223.0, 65.0  # of pure tissue in the template's T1
_MASK_BLUR_MM = 1.5
_TIGHT = 0.75  # share of the blurred mask: brain extraction goes a millimeter inside of the outermost fluid
_EFFACED = 0.8  # of the tumor's radius: how far from its edge sulci and ventricles are pressed shut, less and less
_MIDDLE_MM = np.array([[0.0], [2.0], [8.0]], np.float32)  # of septum and third ventricle
_MIDDLE_REACH_MM = np.array([[30.0], [35.0], [30.0]], np.float32)  # over which a push of the middle fades to 1/e
_FLUID_GAIN = 1.7  # an average of many brains blurs the sulci away; this opens them again

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tissues:
    """Shares of the tissues at n points, each [n], 0 to 1, together 1; `detail` is what T1 shows beyond them."""

    gray: Float32
    white: Float32
    fluid: Float32
    detail: Float32  # in units of the difference of white and gray matter

    def at(self, chosen: NDArray[np.intp]) -> "Tissues":
        """Return the tissues at some of the points."""
        return Tissues(
            gray=self.gray[chosen], white=self.white[chosen], fluid=self.fluid[chosen], detail=self.detail[chosen]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mass:
    """The push of a tumor: tissue is moved away from its center, most at its edge."""

    center_mm: Float32  # [3], head space
    radius_mm: float

    def source_of(self, points_mm: Float32) -> Float32:
        """Return where the tissue at these points [3, n] was before the tumor grew."""
        away = points_mm - self.center_mm[:, None]
        distance = np.sqrt((away**2).sum(axis=0)) + np.float32(1e-3)
        beyond = np.maximum(distance - self.radius_mm, 0) / (1.1 * self.radius_mm)
        push = 0.22 * self.radius_mm * np.minimum(distance / self.radius_mm, 1) * np.exp(-(beyond**2))
        source: Float32 = points_mm - away * (push / distance).astype(np.float32)
        return source

    def openness_at(self, points_mm: Float32) -> Float32:
        """Return which part of sulci and ventricles is left open at points [3, n]: none at the tumor, all far away."""
        distance = np.sqrt(((points_mm - self.center_mm[:, None]) ** 2).sum(axis=0))
        left: Float32 = np.clip((distance - self.radius_mm) / (_EFFACED * self.radius_mm), 0, 1).astype(np.float32)
        return left


class Head:
    """The brain of one synthetic patient."""

    def __init__(self, seed: int, tumor: TumorSettings | None, *, middle_mm: float = 0.0) -> None:
        """Load and bend the template; septum and third ventricle lie `middle_mm` to the right."""
        self._middle_mm = np.float32(middle_mm)
        channels, self._origin = _template()
        self._maps, self._mask = channels[:3], channels[3]  # T1, gray and white matter; the brain
        self._brain = _blurred(self._mask, _MASK_BLUR_MM)
        self._warp = SmoothField(
            generator(seed, Stream.WARP), _WARP_SCALE_MM, center_mm=CENTER_MM, half_mm=REACH_MM, channels=3
        )
        wide = ndimage.maximum_filter(self._brain, 2 * _MARGIN_MM + 1) > 0
        self._near_brain: Mask = wide
        self._mass = None
        if tumor is not None:
            center = np.array(tumor.center_mni_mm, np.float32) * np.float32(HEAD_SCALE)
            self._mass = Mass(center_mm=center, radius_mm=tumor.size_mm / 2)

    def brain_at(self, points_mm: Float32) -> Mask:
        """Say which of the points [3, n] of head space are within the brain's mask."""
        inside: Mask = np.zeros(points_mm.shape[1], bool)
        rough = np.rint(self._index(points_mm / np.float32(HEAD_SCALE))).astype(np.int32)
        bounds = np.array(self._near_brain.shape, np.int32)[:, None]
        possible = np.flatnonzero(((rough >= 0) & (rough < bounds)).all(axis=0))
        possible = possible[self._near_brain[tuple(rough[:, possible])]]
        indices = self._index(self._unbent(points_mm[:, possible]))
        # the tumor pushes tissue against the skull, not the skull outward: the mask knows nothing of the mass
        inside[possible] = ndimage.map_coordinates(self._brain, indices, order=1, mode="constant") > _TIGHT
        return inside

    def tissues_at(self, points_mm: Float32, blur_mm: Triple = (0.0, 0.0, 0.0)) -> Tissues:
        """Return the tissues at points [3, n] of head space within the brain.

        `blur_mm` is the standard deviation along RAS of what a voxel averages over; air has no part in it.
        """
        moved = self._before_push(points_mm)
        indices = self._index(self._unbent(moved))
        maps = self._maps
        if max(blur_mm) > 0:
            sigma = tuple(blur / HEAD_SCALE for blur in blur_mm)
            covered = np.maximum(_blurred(self._mask, sigma), 1e-3)
            maps = np.stack([_blurred(values * self._mask, sigma) / covered for values in maps])
        t1, gray, white = (ndimage.map_coordinates(values, indices, order=1, mode="nearest") for values in maps)
        fluid = np.clip((255.0 - gray - white) / 255.0 * _FLUID_GAIN, 0, 1)
        rest = (1.0 - fluid) / np.maximum(gray + white, 1.0)
        gray, white = gray * rest, white * rest
        fluid = 1.0 - gray - white
        expected = gray * _GRAY_LEVEL + white * _WHITE_LEVEL + fluid * _FLUID_LEVEL
        detail = np.clip((t1 - expected) / (_WHITE_LEVEL - _GRAY_LEVEL), -1, 1) * (1.0 - fluid)
        if self._mass is not None:
            closed = fluid * (1 - self._mass.openness_at(points_mm))
            fluid, white = fluid - closed, white + closed
        return Tissues(
            gray=gray.astype(np.float32),
            white=white.astype(np.float32),
            fluid=fluid.astype(np.float32),
            detail=detail.astype(np.float32),
        )

    def from_middle_mm(self, points_mm: Float32) -> Float32:
        """Return how far to the right of the template's middle the tissue at points [3, n] was, in MNI space [n]."""
        right: Float32 = self._unbent(self._before_push(points_mm))[0]
        return right

    def _before_push(self, points_mm: Float32) -> Float32:
        """Return where the tissue at points [3, n] was before tumor and push; the brain's surface never moves."""
        moved = points_mm if self._mass is None else self._mass.source_of(points_mm)
        if not self._middle_mm:
            return moved
        share = np.exp(-(((points_mm - _MIDDLE_MM) / _MIDDLE_REACH_MM) ** 4).sum(axis=0))
        pushed: Float32 = moved - np.stack([self._middle_mm * share, 0 * share, 0 * share])
        return pushed

    def _unbent(self, points_mm: Float32) -> Float32:
        """Return the positions in MNI space, in mm."""
        moves = np.stack([self._warp.at(points_mm, axis) for axis in range(3)])
        moved = points_mm + np.float32(_WARP_MM) * moves
        moved /= np.float32(HEAD_SCALE)
        return moved

    def _index(self, mni_mm: Float32) -> Float32:
        """Return indices into the template's right half: left of the middle is its mirror image."""
        mirrored = np.stack([np.abs(mni_mm[0]), mni_mm[1], mni_mm[2]])
        indices: Float32 = (mirrored - self._origin[:, None]).astype(np.float32)
        return indices


def _blurred(values: Float32, sigma: float | tuple[float, ...]) -> Float32:
    # the first axis begins in the middle of the head, where the other half mirrors it
    blurred: Float32 = ndimage.gaussian_filter(values, sigma, mode=("mirror", "nearest", "nearest"))
    return blurred


@cache
def _template() -> tuple[Float32, Float32]:
    """Return T1, gray, white matter and mask [4, i, j, k] of the right half, and where its first voxel is, in mm."""
    file = resources.files("neuroinsight.datasets") / "template" / "icbm152_right_half.nii.gz"
    with resources.as_file(file) as path:
        channels = nifti.read_channels(path)
    origin = channels[0].grid.affine[:3, 3].astype(np.float32)
    stacked = np.stack([channel.array.astype(np.float32) for channel in channels])
    stacked.setflags(write=False)
    return stacked, origin
