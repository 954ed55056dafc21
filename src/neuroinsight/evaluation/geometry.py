"""Bringing a prediction to the axis order that the truth was stored in."""

import numpy as np

from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid, require_same_grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.imaging.matching import labels_onto


def onto_truth(label_map: LabelMap, grid: Grid, *, key: str) -> LabelMap:
    """Return the label map with the axes of the truth's grid; whole axes are moved, no voxel is interpolated.

    `key` names the case if the two do not fit.

    Raises:
        GridError: The voxels are at other places, not only in another order.
    """
    moved = labels_onto(label_map, grid)
    if moved is None and label_map.grid.shape == grid.shape and _is_bare(label_map.grid):
        # resampling would turn and move it: what is wrong is the header, not the place of the voxels
        raise GridError(
            f"The prediction for {key} was saved without the header of its patient's images",
            seen=f"prediction {label_map.grid}, as a program writes that was told no header; truth {grid}",
            allowed="the same voxels at the same places, in any order of the axes",
            remedy="do not resample it: save its array again with the header (affine) of the image it was made from",
            code="prediction.no_header",
        )
    if moved is None:
        require_same_grid(label_map.grid, grid, what=f"the prediction for {key}", expected_of="The truth")
    return moved or label_map


def _is_bare(grid: Grid) -> bool:
    """Whether programs write such a grid that know of none: 1 mm along the axes of NIfTI (RAS) or of ITK (LPS)."""
    return np.array_equal(np.abs(grid.affine), np.eye(4))
