"""A study and its label map made ready for pictures: canonical axes, gray windows, field of view, masks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import GridError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, LabelScheme, Mask, Region
from neuroinsight.core.origin import Sides
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.core.volume import AnyArray
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical
from neuroinsight.report.figures.planes import Field, Plane, cut

_MARGIN_MM = 7.0
_PERCENTILES = (0.5, 99.8)
_ENOUGH_VOXELS = 300_000  # for percentiles; a whole head at 1 mm would take ten times as long to sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The intensities that are shown black and white."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """From black to white."""
        return self.high - self.low

    @property
    def level(self) -> float:
        """The middle gray."""
        return (self.high + self.low) / 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """What pictures are cut from: everything in RAS axes, nothing resampled."""

    grid: Grid  # canonical
    images: Mapping[Sequence, AnyArray]
    windows: Mapping[Sequence, Window]
    labels: NDArray[np.uint8]
    scheme: LabelScheme
    brain: Mask  # non-zero in any image, or labelled
    sides: Sides  # where unknown, pictures have no letters
    tumor: Field | None  # bounding box of all labels; None where nothing is labelled

    def field(self, views: Iterable[tuple[Plane, int]]) -> Field:
        """Return the brain's bounding box in these slices and 7 mm around it.

        Along an axis that no slice shows it is the whole grid.
        """
        seen = [np.zeros(extent, np.bool_) for extent in self.grid.shape]
        for plane, index in views:
            whole = self.brain[(slice(None),) * plane + (index,)]  # [column axis, row axis]
            seen[plane.column_axis] |= whole.any(axis=1)
            seen[plane.row_axis] |= whole.any(axis=0)
        edges = [np.flatnonzero(line) if line.any() else np.array((0, len(line) - 1)) for line in seen]
        margins = [int(np.ceil(_MARGIN_MM / spacing)) for spacing in self.grid.spacing_mm]
        start = [int(edge[0]) - margin for edge, margin in zip(edges, margins, strict=True)]
        stop = [int(edge[-1]) + 1 + margin for edge, margin in zip(edges, margins, strict=True)]
        return Field(start=(start[0], start[1], start[2]), stop=(stop[0], stop[1], stop[2]))

    def gray(self, sequence: Sequence, plane: Plane, index: int, *, field: Field) -> NDArray[np.uint8]:
        """Return a slice's gray values [row, column]; air, which is exactly 0, stays black."""
        window = self.windows[sequence]
        values = np.nan_to_num(cut(self.images[sequence], plane, index, field).astype(np.float64))
        shown = np.clip((values - window.low) / window.width, 0, 1) * 255
        return np.where(values == 0, 0, np.rint(shown)).astype(np.uint8)

    def mask(self, region: Region, plane: Plane, index: int, *, field: Field) -> Mask:
        """Return where a region is in a slice [row, column]."""
        labels = cut(self.labels, plane, index, field)
        mask: Mask = np.isin(labels, self.scheme.numbers_of(region))
        return mask

    def areas(self, region: Region, plane: Plane) -> NDArray[np.int64]:
        """Return the number of the region's voxels in every slice of a plane."""
        areas = np.zeros(self.grid.shape[plane], np.int64)
        if self.tumor is not None:
            box = tuple(slice(a, b) for a, b in zip(self.tumor.start, self.tumor.stop, strict=True))
            others = tuple(axis for axis in range(3) if axis != plane)
            counts = np.isin(self.labels[box], self.scheme.numbers_of(region)).sum(axis=others)
            areas[box[plane]] = counts
        return areas


def make_scene(study: Study, label_map: LabelMap) -> Scene:
    """Return the scene of a study and its label map.

    Raises:
        GridError: An image or the label map is on another grid than the rest.
    """
    for volume in study.volumes.values():
        if not volume.grid.is_same_as(label_map.grid):
            raise GridError(
                "The images and the segmentation are not on the same grid",
                seen=f"image {volume.grid}; segmentation {label_map.grid}",
                allowed="one grid for all images and the segmentation",
                remedy="pass the images that the segmentation was made from",
                code="grid.different",
            )
    order = canonical_order(label_map.grid)
    grid = canonical_grid(label_map.grid)
    brain = np.zeros_like(label_map.array, dtype=np.bool_)  # in the same memory order as the file's arrays
    windows = {}
    for sequence, volume in study.volumes.items():
        bright = volume.array != 0
        windows[sequence] = _window(volume.array, bright)
        np.logical_or(brain, bright, out=brain)
    labelled = label_map.array != 0
    np.logical_or(brain, labelled, out=brain)
    return Scene(
        grid=grid,
        images={sequence: to_canonical(volume.array, order) for sequence, volume in study.volumes.items()},
        windows=windows,
        labels=to_canonical(label_map.array, order),
        scheme=label_map.scheme,
        brain=to_canonical(brain, order),
        sides=study.sides,
        tumor=field_around(to_canonical(labelled, order)),
    )


def field_around(mask: Mask) -> Field | None:
    """Return the smallest field that holds a mask [i, j, k]; None if it is empty."""
    box = bounding_box(mask)
    if box is None:
        return None
    i, j, k = box
    return Field(start=(i.start, j.start, k.start), stop=(i.stop, j.stop, k.stop))


def _window(array: AnyArray, bright: Mask) -> Window:
    """Return the window from the 0.5 to the 99.8 percentile of the non-zero voxels."""
    stride = max(1, round((array.size / 6 / _ENOUGH_VOXELS) ** (1 / 3)))  # a brain fills about a sixth of its box
    every = (slice(None, None, stride),) * 3
    values = array[every][bright[every]].astype(np.float64)
    values = values[np.isfinite(values)]
    if not values.size:
        return Window(low=0.0, high=1.0)
    low, high = (float(value) for value in np.percentile(values, _PERCENTILES))
    return Window(low=low, high=high if high > low else low + 1.0)
