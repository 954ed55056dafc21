"""Bringing a prediction to the axis order that the truth was stored in."""

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
    if moved is None:
        require_same_grid(label_map.grid, grid, what=f"the prediction for {key}", expected_of="the truth")
    return moved or label_map
