"""A truth and a prediction of one region, on one grid."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid, require_array_on
from neuroinsight.core.labels import Mask
from neuroinsight.imaging.boxes import Box, bounding_box
from neuroinsight.imaging.surfaces import Spacing
from neuroinsight.metrics.lesions import GLIOMA_RULE, LesionScores, compare_lesions


@dataclass(frozen=True, kw_only=True, eq=False)  # without slots: the lesions are kept once compared
class MaskPair:
    """Both masks, cropped to what they fill and a margin; `voxels` counts the whole array.

    Of a volume they are `[i, j, k]`. Of pictures they are `[slice, row, column]`: these have no spacing, so that what
    is in millimeters has no value, and `slices` counts the patient's pictures.
    """

    truth: Mask
    prediction: Mask
    voxels: int
    spacing_mm: Spacing | None = None
    voxel_ml: float | None = None
    slices: int | None = None

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
        """The comparison lesion by lesion; `GridError` without spacing."""
        return compare_lesions(self.truth, self.prediction, self.in_millimeters)

    @property
    def in_millimeters(self) -> Spacing:
        """The spacing; `GridError` if there is none."""
        if self.spacing_mm is None:
            raise GridError(
                "Pictures have no millimeters",
                seen="masks without spacing",
                allowed="masks on a grid",
                remedy="ask for metrics that need none",
                code="metric.no_spacing",
            )
        return self.spacing_mm


def pair_masks(truth: Mask, prediction: Mask, grid: Grid) -> MaskPair:
    """Return the pair of two masks on a grid.

    Raises:
        GridError: A mask has another shape than the grid.
    """
    require_array_on(grid, truth)
    require_array_on(grid, prediction)
    i, j, k = (float(extent) for extent in grid.spacing_mm)
    box = _box(truth, prediction)
    return MaskPair(
        truth=truth[box],
        prediction=prediction[box],
        voxels=truth.size,
        spacing_mm=(i, j, k),
        voxel_ml=grid.voxel_volume_ml,
    )


def pair_pictures(truth: Mask, prediction: Mask) -> MaskPair:
    """Return the pair of two masks of one patient's pictures `[slice, row, column]`.

    Raises:
        GridError: The masks have different shapes.
    """
    if truth.shape != prediction.shape:
        raise GridError(
            "Truth and prediction have different shapes",
            seen=f"truth {truth.shape}; prediction {prediction.shape}",
            allowed="a mask of the same rows and columns for each picture",
            remedy="bring the prediction back to the size of the pictures",
            code="metric.shapes_differ",
        )
    box = _box(truth, prediction)
    return MaskPair(truth=truth[box], prediction=prediction[box], voxels=truth.size, slices=len(truth))


def _box(truth: Mask, prediction: Mask) -> Box:
    # lesions' dilations must have room: they join outside the masks' own box
    return bounding_box(truth | prediction, margin=GLIOMA_RULE.dilations) or (slice(0, 0),) * 3
