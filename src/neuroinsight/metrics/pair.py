"""A truth and a prediction of one region, on one grid."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neuroinsight.core.grid import Grid, require_array_on
from neuroinsight.core.labels import Mask
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.imaging.surfaces import Spacing
from neuroinsight.metrics.lesions import GLIOMA_RULE, LesionScores, compare_lesions


@dataclass(frozen=True, kw_only=True, eq=False)  # without slots: the lesions are kept once compared
class MaskPair:
    """Both masks `[i, j, k]`, cropped to what they fill and a margin; `voxels` counts the whole grid."""

    truth: Mask
    prediction: Mask
    spacing_mm: Spacing
    voxels: int
    voxel_ml: float

    @cached_property
    def true_positives(self) -> int:
        """Voxels of the region that were predicted."""
        return int(np.count_nonzero(self.truth & self.prediction))

    @cached_property
    def truth_voxels(self) -> int:
        """Voxels of the truth."""
        return int(np.count_nonzero(self.truth))

    @cached_property
    def predicted_voxels(self) -> int:
        """Voxels of the prediction."""
        return int(np.count_nonzero(self.prediction))

    @cached_property
    def lesions(self) -> LesionScores:
        """The comparison lesion by lesion."""
        return compare_lesions(self.truth, self.prediction, self.spacing_mm)


def pair_masks(truth: Mask, prediction: Mask, grid: Grid) -> MaskPair:
    """Return the pair of two masks on a grid.

    Raises:
        GridError: A mask has another shape than the grid.
    """
    require_array_on(grid, truth)
    require_array_on(grid, prediction)
    # lesions' dilations must have room: they join outside the masks' own box
    box = bounding_box(truth | prediction, margin=GLIOMA_RULE.dilations) or (slice(0, 0),) * 3
    i, j, k = (float(extent) for extent in grid.spacing_mm)
    return MaskPair(
        truth=truth[box],
        prediction=prediction[box],
        spacing_mm=(i, j, k),
        voxels=truth.size,
        voxel_ml=grid.voxel_volume_ml,
    )
