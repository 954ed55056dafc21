"""How far the brain's middle is pushed aside: septum pellucidum and third ventricle against the straight midline.

The straight midline is fitted to where the falx holds the middle, under the brain's front, top and back. The shift is
the largest distance from it at the level of the septum and the third ventricle, found in the brain's own extents. It is
taken twice, from T1-weighted images and from T2-weighted ones, and told only where both agree.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Line, Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.origin import Sides
from neuroinsight.core.sequences import Sequence
from neuroinsight.imaging.midsurface import Middle, middle_of, straight_middle
from neuroinsight.imaging.orientation import canonical_order, to_canonical
from neuroinsight.imaging.section import STEP, Section, section_along

_NAMES = ("mass_effect.midline_shift", "mass_effect.shift_to")
_FRONT, _TOP = (0.24, 0.46), (0.36, 0.46)  # of the section's length, behind its front and under its top
_LENGTHS = (140.0, 195.0)  # units that brains' sections are long: 147 to 186 in 51 patients
_LEAST_LIKENESS = 0.15  # correlation of both sides, median over the level; less is seen nowhere
_MOST_CORE, _CORE_NEAR = 0.1, 6  # share of the level with core within so many units of the middle or between
_APART_MM = 3.0  # the two takings may differ by this much
_STRAY = 2.5  # units that the held rim may stray from a straight line
_NO_SHIFT_MM = 1.0
CONTRASTS = ((Sequence.T1, Sequence.T1CE), (Sequence.T2, Sequence.FLAIR))
_HALF = 0.5

RIGHT, LEFT = Stated(code="right", title="To the right"), Stated(code="left", title="To the left")
NEITHER = Stated(code="none", title="To neither side")


def mass_effect(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `mass_effect.midline_shift` in mm, along its line, and `.shift_to`."""
    found = _shift(evidence)
    if isinstance(found, NotMeasured):
        return dict.fromkeys(_NAMES, found)
    shift_mm, along = found
    to = NEITHER if abs(shift_mm) < _NO_SHIFT_MM else RIGHT if shift_mm > 0 else LEFT
    return dict(zip(_NAMES, (Measured(value=abs(shift_mm), unit="mm", along=along), to), strict=True))


def _shift(evidence: Evidence) -> tuple[float, Line] | NotMeasured:
    """Return the shift in mm, positive to the right, and the line from the straight midline to the middle."""
    plane, kinds = evidence.midline, list(evidence.study.volumes)
    groups = [[kinds.index(one) for one in contrast if one in kinds] for contrast in CONTRASTS]
    hindrance = _hindrance(evidence)
    if hindrance is not None:
        return hindrance
    if isinstance(plane, NotMeasured):
        return plane
    if not all(groups):
        return NotMeasured("midline.one_contrast")
    images = [volume.array for volume in evidence.study.volumes.values()]
    masks = (evidence.brain, evidence.label_map.mask(Region.TC), evidence.label_map.mask(Region.WT))
    section = section_along(plane, images, masks, evidence.label_map.grid)
    if section is None or not _LENGTHS[0] < STEP * section.inside.shape[0] < _LENGTHS[1]:
        return NotMeasured("midline.no_level")
    return _told(section, [middle_of(section, chosen) for chosen in ([*groups[0], *groups[1]], *groups)])


def _hindrance(evidence: Evidence) -> NotMeasured | None:
    if not evidence.label_map.mask(Region.WT).any():
        return NotMeasured("tumor.absent")
    if evidence.study.sides is Sides.UNKNOWN:
        return NotMeasured("sides.unknown")
    return NotMeasured("brain.cut_off") if _cut_off(evidence) else None


def deviation(section: Section, middle: Middle) -> tuple[float, int]:
    """Return how far the middle is from the straight one at most, in units across, and in which row from the back.

    At the level of septum and third ventricle; the median over its height, smoothed over three rows.
    """
    at, apart = _level(section), middle.offsets - straight_middle(section, middle)[0]
    rows = np.flatnonzero(at.any(axis=1))
    if not rows.size:
        return 0.0, 0
    smooth = ndimage.uniform_filter1d([np.median(apart[row][at[row]]) for row in rows], 3, mode="nearest")
    most = int(np.abs(smooth).argmax())
    return float(smooth[most]), int(rows[most])


def _told(section: Section, middles: list[Middle]) -> tuple[float, Line] | NotMeasured:
    """Return the first middle's shift if the others agree with it and nothing speaks against it."""
    at, (straight, strays) = _level(section), straight_middle(section, middles[0])
    if not at.any():
        return NotMeasured("midline.no_level")
    ends = np.stack([middles[0].offsets, straight])
    across = np.arange(section.core.shape[2]) - section.core.shape[2] // 2
    near = (across >= ends.min(axis=0)[..., None] - _CORE_NEAR) & (across <= ends.max(axis=0)[..., None] + _CORE_NEAR)
    if np.mean(((section.core > _HALF) & near).any(axis=-1)[at]) > _MOST_CORE:
        return NotMeasured("midline.in_tumor")
    if np.median(middles[0].likeness[at]) < _LEAST_LIKENESS or strays > _STRAY:
        return NotMeasured("midline.unseen")
    shifts = [deviation(section, middle)[0] * section.unit_mm for middle in middles]
    if max(shifts) - min(shifts) > _APART_MM:
        return NotMeasured("midline.disagree", {"apart_mm": max(shifts) - min(shifts)})
    value, row = deviation(section, middles[0])
    top = float(np.flatnonzero(at.any(axis=0)).mean())
    start = float(straight[row, round(top)])
    ends_mm = [section.point_mm(float(row), top, across) for across in (start, start + value)]
    line = Line(start_mm=ends_mm[0], end_mm=ends_mm[1])
    return shifts[0], line


def _level(section: Section) -> NDArray[np.bool_]:
    """Return the columns where septum and third ventricle are, [front, top]."""
    rows, columns = section.inside.shape
    behind = (rows - 1 - np.arange(rows)) / rows
    under = (columns - 1 - np.arange(columns)) / rows
    there: NDArray[np.bool_] = (
        section.inside
        & ((behind > _FRONT[0]) & (behind < _FRONT[1]))[:, None]
        & ((under > _TOP[0]) & (under < _TOP[1]))[None, :]
    )
    return there


def _cut_off(evidence: Evidence) -> bool:
    """Say whether the brain runs out of the images in front, behind or above, so that its extents are not known."""
    brain = to_canonical(evidence.brain, canonical_order(evidence.label_map.grid))
    return bool(brain[:, 0].any() or brain[:, -1].any() or brain[:, :, -1].any())
