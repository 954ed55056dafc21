"""Bringing a label map to the axis order that the truth was stored in."""

from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.imaging.matching import labels_onto


def on_grid(label_map: LabelMap, grid: Grid, *, key: str) -> LabelMap:
    """Return the label map with the grid's own axes; whole axes are moved, no voxel is interpolated.

    `key` names the case if the two do not fit.

    Raises:
        GridError: The voxels are at other places, not only in another order.
    """
    moved = labels_onto(label_map, grid)
    if moved is None:
        raise GridError(
            f"The prediction for {key} is not on the grid of its patient's images",
            seen=f"prediction {label_map.grid}; truth {grid}",
            allowed="the same voxels at the same places, in any order of the axes",
            remedy="resample the prediction to the images that it was made from, and keep their header",
        )
    return moved
