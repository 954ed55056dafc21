"""What the model's own probabilities say of its outline: how much is in doubt, and how sharply it ends."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.labels import MEASURED_REGIONS, LabelMap, Mask, Region
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.imaging.boxes import Box, bounding_box

_SURELY_NOT = 0.01
_SHELL_VOXELS = 2  # on either side of the border
_NESTED_IN = {Region.NCR: (Region.TC, Region.ET), Region.ED: (Region.WT, Region.TC)}


def signs_of_outline(label_map: LabelMap, probabilities: Probabilities) -> Mapping[str, float]:
    """Return five signs of each region, as in `doubt.WT`; lengths are cube roots of milliliters.

    `size` of what was outlined; `gap` of the volume that the probabilities add up to, against it; `doubt`, the volume
    that is expected to be wrong if the probabilities are right (the sum of the smaller of p and 1 - p); `agreement`,
    the Dice of the outline with the probabilities themselves as -ln(1.01 - Dice), which is 0 where nothing was
    outlined; `blur`, the mean entropy (0 to 1) within two voxels of the border, 1 where nothing was outlined. Arrays
    are `[region, i, j, k]` on the label map's grid.
    """
    voxel_ml = label_map.grid.voxel_volume_ml
    box = bounding_box(probabilities.of(Region.WT) > _SURELY_NOT, margin=_SHELL_VOXELS) or (slice(0, 1),) * 3
    known = [region for region in MEASURED_REGIONS if label_map.knows(region)]
    signs: dict[str, float] = {}
    for region in known:
        p = _probability_of(region, probabilities, box)
        mask: Mask = np.isin(label_map.array[box], label_map.scheme.numbers_of(region))
        soft, hard = float(p.sum(dtype=np.float64)), int(mask.sum())
        doubt = float(np.minimum(p, 1 - p).sum(dtype=np.float64))
        inside = float(p[mask].sum(dtype=np.float64))
        size = _length(hard * voxel_ml)
        signs |= {
            f"size.{region.value}": size,
            f"gap.{region.value}": _length(soft * voxel_ml) - size,
            f"doubt.{region.value}": _length(doubt * voxel_ml),
            f"agreement.{region.value}": -math.log(1.01 - (2 * inside / (soft + hard) if hard else 0.0)),
            f"blur.{region.value}": _blur(mask, p),
        }
    return signs


def _probability_of(region: Region, probabilities: Probabilities, box: Box) -> NDArray[np.float32]:
    if region in probabilities.regions or probabilities.are_disjoint or region not in _NESTED_IN:
        return probabilities.of(region)[box]
    outer, inner = (probabilities.of(one)[box] for one in _NESTED_IN[region])
    between: NDArray[np.float32] = np.clip(outer - inner, 0, 1)
    return between


def _blur(mask: Mask, p: NDArray[np.float32]) -> float:
    if not mask.any():
        return 1.0
    grown = ndimage.binary_dilation(mask, iterations=_SHELL_VOXELS)
    shell = grown & ~ndimage.binary_erosion(mask, iterations=_SHELL_VOXELS, border_value=1)
    sure = np.clip(p[shell].astype(np.float64), 1e-6, 1 - 1e-6)
    return float(-(sure * np.log2(sure) + (1 - sure) * np.log2(1 - sure)).mean())


def _length(volume_ml: float) -> float:
    return float(np.cbrt(volume_ml))
