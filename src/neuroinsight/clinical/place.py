"""Where a tumor is: its side, how far from the midline and from the brain's surface, and its center.

Side, share, distance and crossing are of the whole tumor against the patient's own mid-sagittal plane; depth and center
are of the core where there is one, else of the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesion_outlines import LesionOutline
from neuroinsight.core.grid import FloatArray, Grid
from neuroinsight.core.labels import Mask, Region
from neuroinsight.core.measurement import Located, Measured, Measurement, NotMeasured, Space, Stated
from neuroinsight.core.origin import Sides
from neuroinsight.imaging.boxes import bounding_box, cut_grid
from neuroinsight.imaging.surfaces import distances_mm
from neuroinsight.imaging.symmetry import Plane

NO_TUMOR = NotMeasured("tumor.absent")
OUTSIDE_BRAIN = NotMeasured("tumor.outside_brain")
NO_SURFACE = NotMeasured("brain.no_surface")
NO_ATLAS = NotMeasured("atlas.none")
SIDES_UNKNOWN = NotMeasured("sides.unknown")

ONE_SIDED = 2 / 3  # of the whole tumor: with less on either side, it is on both
_CLEARLY_MM, _CROSSING_ML = 3.0, 0.1  # of a part that crosses, so far and so much lies beyond the plane
_MOSTLY = 0.5
_NEIGHBORS_26 = np.ones((3, 3, 3), bool)
_NAMES = ("side", "right_share", "midline_distance", "crosses_midline", "depth", "center", "lobe")

RIGHT, LEFT = Stated(code="right", title="Right"), Stated(code="left", title="Left")
BOTH = Stated(code="both", title="Both sides")
YES, NO = Stated(code="yes", title="Yes"), Stated(code="no", title="No")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Outline:
    """What is placed, on a piece of the patient's grid: the whole, and its core if that is known."""

    whole: Mask
    core: Mask
    brain: Mask
    grid: Grid


def place(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `place.side`, `.right_share`, `.midline_distance`, `.crosses_midline`, `.depth` and `.center`."""
    label_map = evidence.label_map
    whole = label_map.mask(Region.WT)
    box = bounding_box(whole)
    if box is None:
        return {f"place.{name}": NO_TUMOR for name in _NAMES}
    core = label_map.mask(Region.TC)[box] if evidence.core_known else np.zeros_like(whole[box])
    grid = cut_grid(label_map.grid, box)
    return _placed(evidence, _Outline(whole=whole[box], core=core, brain=evidence.brain[box], grid=grid))


def place_of(evidence: Evidence, lesion: LesionOutline) -> Mapping[str, Measurement]:
    """Return the same of one lesion."""
    brain = evidence.brain[lesion.box]
    return _placed(evidence, _Outline(whole=lesion.whole, core=lesion.core, brain=brain, grid=lesion.grid))


def _placed(evidence: Evidence, outline: _Outline) -> Mapping[str, Measurement]:
    inside = outline.whole & outline.brain
    if np.count_nonzero(inside) < _MOSTLY * np.count_nonzero(outline.whole):
        return {f"place.{name}": OUTSIDE_BRAIN for name in _NAMES}
    core = outline.core & outline.brain
    inner = core if core.any() else inside
    points_mm = outline.grid.to_world_mm(np.argwhere(inner).astype(np.float64))
    x, y, z = points_mm.mean(axis=0).tolist()
    found: dict[str, Measurement] = {
        **_against_midline(evidence.midline, outline.whole, outline.grid),
        "depth": _depth(inner, outline.grid, evidence.surface_mm),
        "center": Located(point_mm=(x, y, z), space=Space.PATIENT),
        "lobe": NO_ATLAS,
    }
    if evidence.study.sides is Sides.UNKNOWN:
        found |= dict.fromkeys(("side", "right_share", "center"), SIDES_UNKNOWN)
    return {f"place.{name}": found[name] for name in _NAMES}


def crosses(plane: Plane, mask: Mask, grid: Grid) -> bool:
    """Say whether a connected part of the mask lies clearly on both sides of the plane: 0.1 ml of it beyond 3 mm."""
    return any(_beyond_ml(one, grid) >= _CROSSING_ML for one in _signed_parts_mm(plane, mask, grid))


def _depth(inner: Mask, grid: Grid, surface_mm: FloatArray) -> Measured | NotMeasured:
    """Return the least distance to the air around the brain, between centers of voxels."""
    if not len(surface_mm):
        return NO_SURFACE
    edges = np.argwhere(inner & ~ndimage.binary_erosion(inner)).astype(np.float64)
    return Measured(value=float(distances_mm(grid.to_world_mm(edges), surface_mm).min()), unit="mm")


def _against_midline(plane: Plane | NotMeasured, whole: Mask, grid: Grid) -> dict[str, Measurement]:
    if isinstance(plane, NotMeasured):
        return dict.fromkeys(("side", "right_share", "midline_distance", "crosses_midline"), plane)
    of_parts = _signed_parts_mm(plane, whole, grid)
    signed_mm = np.concatenate(of_parts)
    right_share = float(np.mean(signed_mm > 0))
    touches = any(one.min() <= 0 <= one.max() for one in of_parts)
    side = RIGHT if right_share > ONE_SIDED else LEFT if right_share < 1 - ONE_SIDED else BOTH
    return {
        "side": side,
        "right_share": Measured(value=right_share, unit="1"),
        "midline_distance": Measured(value=0.0 if touches else float(np.abs(signed_mm).min()), unit="mm"),
        "crosses_midline": YES if max(_beyond_ml(one, grid) for one in of_parts) >= _CROSSING_ML else NO,
    }


def _signed_parts_mm(plane: Plane, mask: Mask, grid: Grid) -> list[FloatArray]:
    """Return the distances of the voxels of each connected part to the plane, to the right positive."""
    parts, count = ndimage.label(mask, structure=_NEIGHBORS_26)
    indices = np.argwhere(mask)
    signed_mm = plane.signed_mm(grid.to_world_mm(indices.astype(np.float64)))
    return [signed_mm[parts[tuple(indices.T)] == number] for number in range(1, count + 1)]


def _beyond_ml(signed_mm: FloatArray, grid: Grid) -> float:
    """Return how much of a part is clearly beyond the plane, seen from the side where most of it is."""
    voxels = min(np.count_nonzero(signed_mm > _CLEARLY_MM), np.count_nonzero(signed_mm < -_CLEARLY_MM))
    return voxels * grid.voxel_volume_ml
