"""Heads as scanned: how they are told from prepared brains, and what their preparation decides and doubts.

Prepared are images of the extracted brain on one grid. Raw are whole heads, each sequence on a grid of its own, with
slices of 1 to 7 mm. The stations that compute (registration, brain extraction, resampling) are elsewhere; what they
find is judged here.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from jaxtyping import Float32
from numpy.typing import NDArray

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import Mask, bounding_box, cut_grid
from neuroinsight.preprocess.air import clear_air
from neuroinsight.preprocess.extraction import show_heads, signs_of_head
from neuroinsight.preprocess.thumbnail import thumbnail

WORKING_MM = 1.0
_ROOM_MM = 15.0  # around the reference's brain: another sequence may show more of it
_EVEN = 0.5
_HARDLY, _DOUBTFUL = 0.80, 0.95  # share of the smaller brain in the larger, after registration
_IMPOSSIBLE_ML = (200.0, 2600.0)  # adults: 1000 to 1900 with the fluid around the brain; slabs have less
_UNUSUAL_ML = (800.0, 2000.0)
Likely = Float32[NDArray[np.float32], "i j k"]


class Kind(StrEnum):
    """What a study's images are: recognized, or said by who knows."""

    AUTO = "auto"
    RAW = "raw"
    PREPARED = "prepared"


def is_raw(study: Study) -> bool:
    """Say whether the images show whole heads, by the signs for which prepared images are refused."""
    signs = {}
    for sequence, volume in study.volumes.items():
        cleared = clear_air(volume)
        image = volume if cleared is None else cleared.volume
        signs[sequence] = signs_of_head(image, thumbnail(image), sequence)
    return show_heads(signs)


def is_extracted(volume: Volume, sequence: Sequence) -> bool:
    """Say whether one image among raw ones shows nothing but brain already."""
    cleared = clear_air(volume)
    image = volume if cleared is None else cleared.volume
    return not signs_of_head(image, thumbnail(image), sequence)


def reference_of(study: Study) -> Sequence:
    """Return the sequence whose space the results are in: T1CE, else the thinnest slices (of equal ones T1)."""
    if Sequence.T1CE in study.volumes:
        return Sequence.T1CE
    return min(
        (sequence for sequence in Sequence if sequence in study.volumes),
        key=lambda sequence: round(float(study.volumes[sequence].grid.spacing_mm.max()), 1),
    )


def working_grid(grid: Grid, brain: Mask) -> Grid:
    """Return the grid of 1 mm along the reference's own axes, around its brain."""
    box = bounding_box(brain)
    if box is None:
        raise ValueError("no brain to lay a grid around")
    near = []
    for side, extent, spacing in zip(box, grid.shape, grid.spacing_mm, strict=True):
        room = int(np.ceil(_ROOM_MM / spacing))
        near.append(slice(max(0, side.start - room), min(extent, side.stop + room)))
    part = cut_grid(grid, (near[0], near[1], near[2]))
    i, j, k = (
        max(1, round(extent * step / WORKING_MM)) for extent, step in zip(part.shape, part.spacing_mm, strict=True)
    )
    affine = part.affine.copy()
    affine[:3, :3] *= WORKING_MM / part.spacing_mm
    first = (WORKING_MM / part.spacing_mm - 1) / 2  # both grids begin at the same outer side, half a voxel from centers
    affine[:3, 3] = part.to_world_mm(first)
    return Grid(shape=(i, j, k), affine=affine)


def agreed_brain(likely: Mapping[Sequence, Likely]) -> Mask:
    """Return the brain that several sequences show, from how likely each says that a voxel is brain, on one grid."""
    return np.asarray(np.mean(list(likely.values()), axis=0) > _EVEN)


def only_brain(image: Likely, brain: Mask) -> Likely:
    """Return the image with air of exactly 0; what interpolation made negative is 0, too."""
    return np.where(brain, np.maximum(image, 0), np.float32(0))


def overlap_of(one: Mask, other: Mask) -> float:
    """Return the share of the smaller brain that lies in the larger."""
    smaller = min(int(np.count_nonzero(one)), int(np.count_nonzero(other)))
    return int(np.count_nonzero(one & other)) / max(smaller, 1)


def judged_overlap(sequence: Sequence, anchor: Sequence, overlap: float) -> tuple[Caution, ...]:
    """Return a caution on brains that hardly lie on each other after registration.

    Raises:
        StudyError: They do not.
    """
    if overlap < _HARDLY:
        raise StudyError(
            f"{sequence.title} could not be registered to {anchor.title}",
            seen=f"{overlap:.0%} of the smaller brain lies in the larger",
            allowed="nearly all of one brain in the other",
            remedy=f"look at both: are they of the same patient and date, and is the whole head in {sequence.title}?"
            f" Else leave {sequence.title} out, or register it with another program",
            code="study.not_registered",
        )
    if overlap >= _DOUBTFUL:
        return ()
    return (
        Caution(
            code="registration.doubtful",
            values={"sequence": sequence.value, "anchor": anchor.value, "overlap": overlap},
        ),
    )


def judged_volume(volume_ml: float) -> tuple[Caution, ...]:
    """Return a caution on a brain of unusual size.

    Raises:
        StudyError: It is of impossible size.
    """
    low, high = _IMPOSSIBLE_ML
    if not low <= volume_ml <= high:
        raise StudyError(
            "The brain that was extracted has an impossible size",
            seen=f"{volume_ml:,.0f} ml",
            allowed=f"{low:.0f} to {high:.0f} ml",
            remedy="compare the spacing in the header with the scanner's; or give a mask of the brain",
            code="study.impossible_brain",
        )
    if _UNUSUAL_ML[0] <= volume_ml <= _UNUSUAL_ML[1]:
        return ()
    return (Caution(code="brain.unusual", values={"volume_ml": volume_ml}),)
