"""Which voxels are which lesion: connected parts of the core, or of a tumor that has none."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, Mask, Region
from neuroinsight.core.measurement import Point
from neuroinsight.imaging.boxes import Box, bounding_box, cut_grid

# The field's usual bar for a part that is told: a sphere of 6 mm.
SMALLEST_CORE_ML = 0.1
# RANO's bar for measurable disease, a sphere of 10 mm: under it, a FLAIR abnormality without a core is no lesion, and a
# part of the core beside a larger one is its satellite.
SMALLEST_ALONE_ML = 0.5
# Within which tumor around the visible one is presumed (ESTRO-ACROP's margin, doi:10.1016/j.radonc.2015.12.003).
SATELLITE_WITHIN_MM = 20.0

_NEIGHBORS_26 = np.ones((3, 3, 3), bool)


@dataclass(frozen=True, kw_only=True, eq=False)
class LesionOutline:
    """One lesion on its own piece of the patient's grid; the largest has the id 1."""

    id: str
    box: Box  # where the piece lies in the study's arrays
    label_map: LabelMap  # of the piece, without the voxels of other lesions
    core: Mask  # the largest connected part of the core, `[i, j, k]` of the piece; empty where there is none
    focus: Mask  # the part of the core that makes it a lesion: the same, but where the largest part does not enhance
    satellites: int  # small enhancing parts of the core near it, in the same FLAIR abnormality
    abnormality: int  # a number that lesions in the same FLAIR abnormality share

    @property
    def grid(self) -> Grid:
        """Where the piece is in the patient."""
        return self.label_map.grid

    @cached_property
    def whole(self) -> Mask:
        """The lesion with edema and satellites."""
        return self.label_map.mask(Region.WT)

    @cached_property
    def enhancing(self) -> Mask:
        """What enhances in its focus."""
        return self.label_map.mask(Region.ET) & self.focus

    @cached_property
    def center_mm(self) -> Point:
        """Center of mass of its core, or of the whole where there is none; RAS+ mm."""
        return _center_mm(self.core if self.core.any() else self.whole, self.grid)

    def volume_ml(self, mask: Mask) -> float:
        """Return the volume of a mask of the piece."""
        return float(np.count_nonzero(mask)) * self.grid.voxel_volume_ml


def find_lesions(label_map: LabelMap, *, core_known: bool) -> tuple[LesionOutline, ...]:
    """Return the lesions of a label map, the largest first.

    A lesion is a 26-connected part of the core in which 0.1 ml or more enhances, with the FLAIR abnormality around it.
    Where one abnormality holds several, each voxel belongs to the nearest; a part under 0.5 ml within 20 mm of a larger
    one is its satellite. An abnormality whose core does not enhance is one lesion, whatever the number of its parts.
    Where the tumor has no core at all, or none is known, each abnormality of at least 0.5 ml is a lesion; beside cores
    it is not.
    """
    box = bounding_box(label_map.array != 0)
    if box is None:
        return ()
    piece = _cut(label_map, box)
    whole = piece.mask(Region.WT)
    core = piece.mask(Region.TC) if core_known else np.zeros_like(whole)
    abnormalities, _ = ndimage.label(whole, structure=_NEIGHBORS_26)
    cores, _ = ndimage.label(core, structure=_NEIGHBORS_26)
    places = list(enumerate(ndimage.find_objects(abnormalities), start=1))
    foci = [
        _foci(_cut(piece, place), np.where(abnormalities[place] == number, cores[place], 0)) for number, place in places
    ]
    if not any(foci):
        sizes_ml = np.bincount(abnormalities.ravel()) * piece.grid.voxel_volume_ml
        foci = [
            [_Focus(core=np.zeros_like(whole[place]), satellites=0)] if sizes_ml[number] >= SMALLEST_ALONE_ML else []
            for number, place in places
        ]
    found: list[LesionOutline] = []
    for (number, place), leads in zip(places, foci, strict=True):
        here, within = _cut(piece, place), _moved(place, box)
        for mask, focus in zip(_nearest(abnormalities[place] == number, leads, here.grid), leads, strict=True):
            found.append(_outline(here, mask, focus=focus, abnormality=number, within=within))
    ordered = sorted(found, key=_size_then_place)
    return tuple(replace(lesion, id=str(number)) for number, lesion in enumerate(ordered, start=1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Focus:
    """What makes a lesion, within the box of its abnormality."""

    core: Mask
    satellites: int


def _foci(here: LabelMap, cores: NDArray[np.int32]) -> list[_Focus]:
    """The cores of an abnormality that are lesions, the largest first, with the satellites near each."""
    voxel_ml, steps = here.grid.voxel_volume_ml, here.grid.affine[:3, :3]
    sizes = np.bincount(cores.ravel())
    parts = [cores == label for label in range(1, len(sizes)) if sizes[label] * voxel_ml >= SMALLEST_CORE_ML]
    parts.sort(key=lambda part: (-np.count_nonzero(part), _center_mm(part, here.grid)))
    enhancing = here.mask(Region.ET)
    lit = [part for part in parts if np.count_nonzero(part & enhancing) * voxel_ml >= SMALLEST_CORE_ML]
    leads: list[tuple[Mask, cKDTree]] = []
    satellites: list[int] = []
    for part in lit or parts[:1]:
        places_mm = np.argwhere(part & ~ndimage.binary_erosion(part)) @ steps.T
        apart_mm = [float(tree.query(places_mm)[0].min()) for _, tree in leads]
        near = int(np.argmin(apart_mm)) if apart_mm else None
        small = np.count_nonzero(part) * voxel_ml < SMALLEST_ALONE_ML
        if near is not None and small and apart_mm[near] <= SATELLITE_WITHIN_MM:
            satellites[near] += 1
            continue
        leads.append((part, cKDTree(places_mm)))
        satellites.append(0)
    return [_Focus(core=part, satellites=count) for (part, _), count in zip(leads, satellites, strict=True)]


def _nearest(inside: Mask, foci: list[_Focus], grid: Grid) -> list[Mask]:
    """What of an abnormality belongs to each of its foci; of two that are equally near, to the larger one."""
    if len(foci) < 2:  # noqa: PLR2004 - all of it
        return [inside for _ in foci]
    steps = grid.affine[:3, :3]
    voxels = np.argwhere(inside)
    edges = [focus.core & ~ndimage.binary_erosion(focus.core) for focus in foci]
    apart_mm = [cKDTree(np.argwhere(edge) @ steps.T).query(voxels @ steps.T)[0] for edge in edges]
    apart_mm = [np.where(focus.core[tuple(voxels.T)], 0, one) for focus, one in zip(foci, apart_mm, strict=True)]
    owner = np.round(apart_mm, 6).argmin(axis=0)
    masks = []
    for number in range(len(foci)):
        mask = np.zeros_like(inside)
        mask[tuple(voxels[owner == number].T)] = True
        masks.append(mask)
    return masks


def _outline(here: LabelMap, mask: Mask, *, focus: _Focus, abnormality: int, within: Box) -> LesionOutline:
    tight = bounding_box(mask) or (slice(0, 0),) * 3  # it holds a core at least, and is never empty
    piece = _cut(here, tight)
    foreign = piece.mask(Region.WT) & ~mask[tight]
    return LesionOutline(
        id="",
        box=_moved(tight, within),
        label_map=replace(piece, array=np.where(foreign, np.uint8(0), piece.array)),
        core=_largest(piece.mask(Region.TC) & mask[tight]) if focus.core.any() else focus.core[tight],
        focus=focus.core[tight],
        satellites=focus.satellites,
        abnormality=abnormality,
    )


def _largest(core: Mask) -> Mask:
    parts, _ = ndimage.label(core, structure=_NEIGHBORS_26)
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    return np.asarray(parts == sizes.argmax())


def _size_then_place(lesion: LesionOutline) -> tuple[float, float, Point]:
    return -lesion.volume_ml(lesion.whole), -lesion.volume_ml(lesion.core), lesion.center_mm


def _center_mm(mask: Mask, grid: Grid) -> Point:
    """Center of mass in RAS+ mm, to a micrometer, so that two programs' axis orders agree."""
    x, y, z = np.round(grid.to_world_mm(np.argwhere(mask).mean(axis=0)), 3).tolist()
    return x, y, z


def _cut(label_map: LabelMap, box: Box) -> LabelMap:
    return replace(label_map, array=label_map.array[box], grid=cut_grid(label_map.grid, box))


def _moved(box: Box, within: Box) -> Box:
    i, j, k = (
        slice(inner.start + outer.start, inner.stop + outer.start) for inner, outer in zip(box, within, strict=True)
    )
    return i, j, k
