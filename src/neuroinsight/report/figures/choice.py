"""Which slices are shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.labels import Region
from neuroinsight.report.figures.planes import Field, Plane
from neuroinsight.report.figures.scene import Scene, field_around


@dataclass(frozen=True, slots=True, kw_only=True)
class Slices:
    """Slice indices by canonical axis; `through` goes from the lesion's bottom to its top, `step` slices apart."""

    axial: int
    coronal: int
    sagittal: int
    through: tuple[int, ...]
    step: int


def choose_slices(scene: Scene, leading: Region | None, *, most: int, axial: int | None = None) -> Slices:
    """Return the slices that show a region best, and at most `most` slices through the whole labelled tissue.

    Axial is the slice asked for, or that with the region's largest cross-section (the lowest of equals); coronal and
    sagittal go through its center of mass, or through its largest cross-section where the center lies outside. Without
    a region the middle of the brain is shown, and slices through all of it.
    """
    if leading is None:
        return _middle_slices(scene, most)
    areas = {plane: scene.areas(leading, plane) for plane in Plane}
    labelled = scene.tumor or Field(start=(0, 0, 0), stop=scene.grid.shape)
    bottom, top = labelled.start[Plane.AXIAL], labelled.stop[Plane.AXIAL]
    step = max(1, int(np.ceil((top - bottom) / most)))
    first = bottom + ((top - 1 - bottom) % step) // 2  # what the steps leave over is shared between both ends
    return Slices(
        axial=int(np.argmax(areas[Plane.AXIAL])) if axial is None else axial,
        coronal=_central(areas[Plane.CORONAL]),
        sagittal=_central(areas[Plane.SAGITTAL]),
        through=tuple(range(first, top, step)),
        step=step,
    )


def _central(areas: NDArray[np.int64]) -> int:
    center = int(np.rint(np.average(np.arange(len(areas)), weights=areas)))
    return center if areas[center] else int(np.argmax(areas))


def _middle_slices(scene: Scene, most: int) -> Slices:
    box = field_around(scene.brain) or Field(start=(0, 0, 0), stop=scene.grid.shape)
    middle = [(start + stop) // 2 for start, stop in zip(box.start, box.stop, strict=True)]
    height = box.extent(Plane.AXIAL)
    step = max(1, height // (most + 1))
    first = box.start[Plane.AXIAL] + (height - 1 - step * (min(most, height) - 1)) // 2
    return Slices(
        axial=middle[Plane.AXIAL],
        coronal=middle[Plane.CORONAL],
        sagittal=middle[Plane.SAGITTAL],
        through=tuple(range(first, box.stop[Plane.AXIAL], step))[:most],
        step=step,
    )
