"""Slices that are missing, repeated or of one value, and holes in the brain: what a broken export leaves behind.

Some voxels of each slice are looked at, 4 mm apart; what they show of slices is confirmed on all voxels before it is
told. `experiments/0006-sequence-from-pixels` says how far real images are from each limit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from jaxtyping import Bool, Shaped
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical
from neuroinsight.preprocess.thumbnail import Thumbnail

_PLANES = ("sagittal", "coronal", "axial")  # across the axes to the right, front and top
_LOOK_MM = 4.0
_SMALL = 0.1  # of the largest slice's brain: the last slices of a brain may be equal by chance
_CONSTANT_FROM = 0.25  # of the largest slice's brain: the sides of one T1 of 51 are of one value, up to 0.16
_FLAT, _FLAT_PER_MM = 0.2, 0.05  # of the largest slice, appearing or ending from one slice to the next
_ENCLOSED_ML = 0.5  # of air enclosed by brain: up to 0.14 in 230 images
_NOTCH_ML = 4.0  # of what another image shows and this one does not, less its outermost 2 mm: up to 1.9
_COVERED = 0.97  # of what another image shows: with less, the image is told to cover a part of the brain
Slices = Bool[NDArray[np.bool_], "slice"]


class Flaw(StrEnum):
    """What can be wrong with some slices of an image."""

    EMPTY = "empty"
    CONSTANT = "constant"
    REPEATED = "repeated"
    CUT = "cut"
    HOLE = "hole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A flaw and the slices that have it: from, to; counted from 1 at the patient's left, back or bottom."""

    flaw: Flaw
    plane: str
    slices: tuple[tuple[int, int], ...]


def gaps(volumes: Mapping[Sequence, Volume], small: Mapping[Sequence, Thumbnail]) -> tuple[tuple[Sequence, Gap], ...]:
    """Return what the images of a study, which share a grid, lack within the brain."""
    shown = np.logical_or.reduce([image.brain for image in small.values()])
    return tuple(
        (sequence, gap)
        for sequence, volume in volumes.items()
        for gap in (*slice_gaps(volume), *_holes(small[sequence], shown, volume))
    )


def slice_gaps(volume: Volume) -> Iterator[Gap]:
    """Yield which slices of each plane are empty between others, of one value, repeated, or where the brain is cut."""
    array = to_canonical(volume.array, canonical_order(volume.grid))
    spacing = canonical_grid(volume.grid).spacing_mm
    steps = np.maximum(1, np.rint(_LOOK_MM / spacing)).astype(int)
    for axis, plane in enumerate(_PLANES):
        slices = np.moveaxis(array, axis, 0)
        across = np.delete(steps, axis)
        thin = np.ascontiguousarray(slices[:, :: across[0], :: across[1]]).reshape(len(slices), -1)
        flaws = _flaws_of(slices, thin, flat=_FLAT + _FLAT_PER_MM * float(spacing[axis]))
        yield from (Gap(flaw=flaw, plane=plane, slices=_runs(where)) for flaw, where in flaws if where.any())


def _flaws_of(
    slices: Shaped[NDArray[np.generic], "slice i j"], thin: Shaped[NDArray[np.generic], "slice chosen"], *, flat: float
) -> Iterator[tuple[Flaw, Slices]]:
    lit = thin != 0
    area = np.count_nonzero(lit, axis=1)
    filled = np.flatnonzero(area)
    if not filled.size:
        return
    empty = area == 0
    empty[: filled[0]] = empty[filled[-1] :] = False
    empty[empty] = [not slices[index].any() for index in np.flatnonzero(empty)]
    yield Flaw.EMPTY, empty
    large = area > _SMALL * area.max()
    highest = thin.max(axis=1)
    constant = (area > _CONSTANT_FROM * area.max()) & (np.where(lit, thin, highest[:, None]).min(axis=1) == highest)
    constant[constant] = [_is_of_one_value(slices[index]) for index in np.flatnonzero(constant)]
    yield Flaw.CONSTANT, constant
    yield Flaw.REPEATED, _repeated(slices, thin, np.flatnonzero(large & ~constant).tolist())
    step = area.max() * flat
    begins = np.count_nonzero(lit[1:] & ~lit[:-1], axis=1) > step
    ends = np.count_nonzero(lit[:-1] & ~lit[1:], axis=1) > step
    cut = np.zeros(len(slices), bool)
    cut[1:] |= begins & ~empty[:-1]
    cut[:-1] |= ends & ~empty[1:]
    yield Flaw.CUT, cut & ~constant


def _is_of_one_value(picture: Shaped[NDArray[np.generic], "i j"]) -> bool:
    values = picture[picture != 0]
    return bool((values == values[0]).all())


def _repeated(slices: NDArray[np.generic], thin: NDArray[np.generic], candidates: Iterable[int]) -> Slices:
    """Which slices are equal to an earlier one, voxel by voxel."""
    seen: dict[bytes, int] = {}
    repeated = np.zeros(len(slices), bool)
    for index in candidates:
        earlier = seen.setdefault(thin[index].tobytes(), index)
        repeated[index] = earlier != index and np.array_equal(slices[index], slices[earlier])
    return repeated


def _holes(small: Thumbnail, shown: Bool[NDArray[np.bool_], "r a s"], volume: Volume) -> Iterator[Gap]:
    """Yield the axial slices of air within the brain: enclosed by it, or where another image shows brain."""
    voxel_ml = float(np.prod(small.spacing_mm)) / 1000
    regions, _ = ndimage.label(np.pad(~small.brain, 1, constant_values=True))
    sizes_ml = np.bincount(regions.ravel()) * voxel_ml
    sizes_ml[[0, regions[0, 0, 0]]] = 0
    hole = (sizes_ml > _ENCLOSED_ML)[regions][1:-1, 1:-1, 1:-1]
    missing = shown & ~small.brain
    if np.count_nonzero(missing) < (1 - _COVERED) * np.count_nonzero(shown):
        kept = ndimage.binary_erosion(missing)
        if np.count_nonzero(kept) * voxel_ml > _NOTCH_ML:
            hole |= kept
    if hole.any():
        extent = to_canonical(volume.array, canonical_order(volume.grid)).shape[2]
        step = round(float(small.spacing_mm[2] / canonical_grid(volume.grid).spacing_mm[2]))
        runs = _runs(hole.any(axis=(0, 1)))
        slices = tuple(((first - 1) * step + 1, min((last - 1) * step + 1, extent)) for first, last in runs)
        yield Gap(flaw=Flaw.HOLE, plane=_PLANES[2], slices=slices)


def _runs(where: Slices) -> tuple[tuple[int, int], ...]:
    edges = np.flatnonzero(np.diff(where.astype(np.int8), prepend=0, append=0))
    return tuple((int(first) + 1, int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True))
