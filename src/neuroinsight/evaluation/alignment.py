"""Bringing a label map to the axis order that the truth was stored in."""

from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, from_canonical, to_canonical


def on_grid(label_map: LabelMap, grid: Grid, *, key: str) -> LabelMap:
    """Return the label map with the grid's own axes; whole axes are moved, no voxel is interpolated.

    `key` names the case if the two do not fit.

    Raises:
        GridError: The voxels are at other places, not only in another order.
    """
    if label_map.grid.is_same_as(grid):
        return label_map
    if not canonical_grid(label_map.grid).is_same_as(canonical_grid(grid)):
        raise GridError(
            f"The prediction for {key} is not on the grid of its patient's images",
            seen=f"prediction {label_map.grid}; truth {grid}",
            allowed="the same voxels at the same places, in any order of the axes",
            remedy="resample the prediction to the images that it was made from, and keep their header",
        )
    canonical = to_canonical(label_map.array, canonical_order(label_map.grid))
    return LabelMap(array=from_canonical(canonical, canonical_order(grid)), grid=grid, scheme=label_map.scheme)
