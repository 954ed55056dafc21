"""What a tumor looks like, in seven numbers that do not depend on scanner, side or axes."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.calibration import Signs
from neuroinsight.core.labels import LabelMap, Mask, Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.imaging.boxes import bounding_box

LEAST_ML = 0.1  # added to volumes before their logarithm
_AROUND_VOXELS = 3  # of the tumor, not taken for normal brain
_BRIGHTEST, _MIDDLE = 95, 50  # percentiles


def signs_of_looks(study: Study, label_map: LabelMap, brain: Mask) -> Signs:
    """Return what the class is told from; nothing where there is no tumor, or no post-contrast T1 or FLAIR.

    `enhancing` and `whole` are natural logarithms of ml, `necrotic_share` and `edema_share` of the whole tumor;
    `brightness_t1ce` and `brightness_flair` are the whole tumor's 95th percentile and median as distances from the
    median of the brain around it, in the brain's interquartile ranges; `from_middle` is the distance of the tumor's
    center from the brain's in mm. Masks are `[i, j, k]` on the shared grid.
    """
    volumes, whole = study.volumes, label_map.mask(Region.WT)
    if Sequence.T1CE not in volumes or Sequence.FLAIR not in volumes or not whole.any():
        return {}
    ml = {region: float(label_map.mask(region).sum()) * label_map.grid.voxel_volume_ml for region in Region}
    box = bounding_box(whole, margin=_AROUND_VOXELS)
    normal = brain.copy()
    normal[box] &= ~ndimage.binary_dilation(whole[box], iterations=_AROUND_VOXELS)
    if not normal.any():
        return {}
    center, middle = _center(whole), _center(brain)
    return {
        "enhancing": math.log(ml[Region.ET] + LEAST_ML),
        "whole": math.log(ml[Region.WT] + LEAST_ML),
        "necrotic_share": ml[Region.NCR] / ml[Region.WT],
        "edema_share": ml[Region.ED] / ml[Region.WT],
        "brightness_t1ce": _above(volumes[Sequence.T1CE].array, whole, normal, percentile=_BRIGHTEST),
        "brightness_flair": _above(volumes[Sequence.FLAIR].array, whole, normal, percentile=_MIDDLE),
        "from_middle": float(np.linalg.norm(label_map.grid.affine[:3, :3] @ (center - middle))),
    }


def _center(mask: Mask) -> NDArray[np.float64]:
    """The mean index along each axis."""
    profiles = [mask.sum(axis=others) for others in ((1, 2), (0, 2), (0, 1))]
    return np.array([np.average(np.arange(len(profile)), weights=profile) for profile in profiles])


def _above(
    image: NDArray[np.generic], tumor: NDArray[np.bool_], normal: NDArray[np.bool_], *, percentile: int
) -> float:
    low, median, high = np.percentile(np.asarray(image[normal], np.float32), (25, 50, 75))
    return float((np.percentile(np.asarray(image[tumor], np.float32), percentile) - median) / max(high - low, 1e-9))
