"""Size and form of a lesion in space: its largest diameter, the area of its surface, its sphericity."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesion_outlines import LesionOutline
from neuroinsight.clinical.lesions import no_lesion
from neuroinsight.core.measurement import Line, Measured, Measurement, NotMeasured, Point
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.imaging.extent import farthest_points, surface_area_mm2

FEWEST_VOXELS_ACROSS = 4  # of a ball of so many, the surface is right to 10 %

_NAMES = ("size.longest_3d", "size.surface_area", "size.sphericity")


def size(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `size.…` of the largest lesion."""
    if not evidence.lesions:
        return dict.fromkeys(_NAMES, no_lesion(evidence))
    return size_of(evidence, evidence.lesions[0])


def size_of(_: Evidence, lesion: LesionOutline) -> Mapping[str, Measurement]:
    """Return `size.…` of a lesion: of its main core, or of all of it where it has none.

    Sphericity is the surface of the ball of the same volume over the lesion's own: 1 for a ball, less for any other
    form. Both need a lesion that is some voxels wide.
    """
    mask = lesion.core if lesion.core.any() else lesion.whole
    steps_mm = lesion.grid.affine[:3, :3]
    start, end = (_point(place, lesion) for place in farthest_points(mask, steps_mm))
    length_mm = math.dist(start, end)
    longest = Measured(value=length_mm, unit="mm", along=Line(start_mm=start, end_mm=end))
    sides = [side.stop - side.start for side in bounding_box(mask) or ()]
    if min(sides) < FEWEST_VOXELS_ACROSS:
        few = NotMeasured("size.few_voxels", {"voxels": float(min(sides)), "fewest": float(FEWEST_VOXELS_ACROSS)})
        return {"size.longest_3d": longest, "size.surface_area": few, "size.sphericity": few}
    area_mm2 = surface_area_mm2(mask, steps_mm)
    ball_mm2 = math.pi ** (1 / 3) * (6000 * lesion.volume_ml(mask)) ** (2 / 3)
    return {
        "size.longest_3d": longest,
        "size.surface_area": Measured(value=area_mm2, unit="mm2"),
        "size.sphericity": Measured(value=min(1.0, ball_mm2 / area_mm2), unit="1"),  # a ball of voxels may reach 1.02
    }


def _point(place: NDArray[np.float64], lesion: LesionOutline) -> Point:
    x, y, z = lesion.grid.to_world_mm(place).tolist()
    return x, y, z
