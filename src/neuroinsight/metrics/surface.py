"""How far apart the surfaces of two masks are.

"HD95" has three definitions in use that differ by 10 % on the same masks. The figure of record here is the larger of
the two directed 95th percentiles over the centers of edge voxels (MONAI's definition). The lesion-wise figure follows
the BraTS 2023 evaluation, whose percentiles weigh each surface element by its area (DeepMind's surface-distance).
Pooling both directions into one percentile (medpy) is not offered.
"""

import numpy as np

from neuroinsight.imaging.boxes import Mask
from neuroinsight.imaging.surfaces import PerPoint, Spacing, distances_mm, edge_points_mm, surface_elements

# Experts' outlines of the same glioma differ by one to two voxels of 1 mm: nearer than that is as good as equal.
TOLERANCE_MM = 2.0
_ROUNDING_MM = 1e-6  # a distance of exactly the tolerance is within it, whatever floating point makes of the spacing
_PERCENT = 95.0


def hd95_mm(truth: Mask, prediction: Mask, spacing_mm: Spacing) -> float:
    """Return the larger of the two directed 95th percentiles between edge voxels; both masks have voxels."""
    ours, theirs = edge_points_mm(truth, spacing_mm), edge_points_mm(prediction, spacing_mm)
    return max(_percentile(distances_mm(ours, theirs)), _percentile(distances_mm(theirs, ours)))


def area_weighted_hd95_mm(truth: Mask, prediction: Mask, spacing_mm: Spacing) -> float:
    """Return the larger of the two distances within which 95 % of a surface's area lies; both masks have voxels."""
    ours, theirs = surface_elements(truth, spacing_mm), surface_elements(prediction, spacing_mm)
    return max(
        _weighted_percentile(distances_mm(ours.points_mm, theirs.points_mm), ours.areas_mm2),
        _weighted_percentile(distances_mm(theirs.points_mm, ours.points_mm), theirs.areas_mm2),
    )


def surface_dice(truth: Mask, prediction: Mask, spacing_mm: Spacing, *, tolerance_mm: float = TOLERANCE_MM) -> float:
    """Return the share of both surfaces' area that lies within the tolerance of the other; both masks have voxels.

    Nikolov et al. 2021, doi:10.2196/26151.
    """
    ours, theirs = surface_elements(truth, spacing_mm), surface_elements(prediction, spacing_mm)
    reach = tolerance_mm + _ROUNDING_MM
    near = ours.areas_mm2[distances_mm(ours.points_mm, theirs.points_mm) <= reach].sum()
    near += theirs.areas_mm2[distances_mm(theirs.points_mm, ours.points_mm) <= reach].sum()
    return float(near / (ours.areas_mm2.sum() + theirs.areas_mm2.sum()))


def _percentile(distances: PerPoint) -> float:
    return float(np.percentile(distances, _PERCENT))


def _weighted_percentile(distances: PerPoint, weights: PerPoint) -> float:
    order = np.argsort(distances, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    place = int(np.searchsorted(share, _PERCENT / 100.0))
    return float(distances[order][min(place, len(distances) - 1)])
