"""The shape of a synthetic tumor, drawn once on a lattice of 1 mm in head space and read from there on any grid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial.transform import Rotation

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import BRATS_2017, MEASURED_REGIONS, Region
from neuroinsight.datasets.phantom.head import HEAD_SCALE, Head, Tissues
from neuroinsight.datasets.phantom.noise import Float32, SmoothField, Stream, generator
from neuroinsight.datasets.phantom.settings import TumorSettings

Mask = NDArray[np.bool_]

_AXES = (1.14, 1.0, 0.88)  # of the ellipsoid that the core is bent from
_EDGE_MM = 0.7  # blur of the borders between tissues
_FADE_MM = 2.5  # over which the edema's signal fades at its outer edge
_HALF = 0.5  # the share from which on a point belongs to a region


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Nested shares at n points, each [n]: whole tumor, core within it, necrosis within that; `fade` dims edema."""

    whole: Float32
    core: Float32
    necrosis: Float32
    fade: Float32

    def at(self, chosen: NDArray[np.intp]) -> "Shares":
        """Return the shares at some of the points."""
        return Shares(
            whole=self.whole[chosen], core=self.core[chosen], necrosis=self.necrosis[chosen], fade=self.fade[chosen]
        )


def together(parts: Sequence[Shares]) -> Shares:
    """Return the shares of several tumors at the same points.

    Raises:
        DatasetError: Two of them touch: whose voxels those are would be chance.
    """
    inside = np.sum([part.whole > _HALF for part in parts], axis=0)
    if (inside > 1).any():
        raise DatasetError(
            "The phantom's tumors must not touch",
            seen=f"{int((inside > 1).sum())} voxels that belong to two",
            allowed="tumors with brain between them",
            remedy="choose centers farther apart, or smaller tumors",
            code="phantom.tumors_touch",
        )
    return Shares(
        whole=np.max([part.whole for part in parts], axis=0),
        core=np.max([part.core for part in parts], axis=0),
        necrosis=np.max([part.necrosis for part in parts], axis=0),
        fade=np.max([part.fade for part in parts], axis=0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Canvas:
    """The lattice that a tumor is drawn on."""

    seed: int
    center_mm: Float32  # [3]
    half_mm: float
    points_mm: Float32  # [3, n]
    brain: Mask  # [i, j, k], n voxels

    def noise(self, stream: Stream, scale_mm: float) -> Float32:
        """Return a random field at the lattice's points [n]."""
        field = SmoothField(generator(self.seed, stream), scale_mm, center_mm=self.center_mm, half_mm=self.half_mm)
        return field.at(self.points_mm)


class Tumor:
    """The regions of one synthetic tumor."""

    def __init__(self, seed: int, settings: TumorSettings, head: Head) -> None:
        """Draw the regions; edema runs along white matter, nothing leaves the brain.

        Raises:
            DatasetError: The center is not in the brain.
        """
        self.center_mm: Float32 = np.array(settings.center_mni_mm, np.float32) * np.float32(HEAD_SCALE)
        if not head.brain_at(self.center_mm[:, None]).all():
            raise DatasetError(
                "The phantom's tumor must be in the brain",
                seen="center " + ", ".join(f"{value:g}" for value in settings.center_mni_mm) + " mm in MNI space",
                allowed="a point of the brain: right, front and top are positive, the anterior commissure is 0, 0, 0",
                remedy="choose a place by name, or a point nearer to the brain's center",
                code="phantom.tumor_outside",
            )
        whole_mm = settings.size_mm / 2 * (1 + settings.edema_ratio) ** (1 / 3)
        half = int(np.ceil(max(0.8 * settings.size_mm, whole_mm) + 18))
        self._origin = np.round(self.center_mm) - np.float32(half)
        side = np.arange(2 * half + 1, dtype=np.float32)
        lattice = np.stack(np.meshgrid(side, side, side, indexing="ij")) + self._origin[:, None, None, None]
        points = lattice.reshape(3, -1)
        brain = head.brain_at(points).reshape(lattice.shape[1:])
        canvas = _Canvas(seed=seed, center_mm=self.center_mm, half_mm=float(half), points_mm=points, brain=brain)
        core = _draw_core(canvas, settings)
        whole = core | _draw_edema(canvas, settings, core, head.tissues_at(points))
        necrosis = _draw_necrosis(canvas, settings, core)
        inside = brain.astype(np.float32)
        self._lattices = Shares(
            whole=_soften(whole, _EDGE_MM) * inside,
            core=_soften(core, _EDGE_MM) * inside,
            necrosis=_soften(necrosis, _EDGE_MM),
            fade=_soften(whole, _FADE_MM),
        )

    def at(self, points_mm: Float32) -> Shares:
        """Return the shares at points [3, n] of head space."""
        indices = points_mm - self._origin[:, None]
        bounds = np.array(self._lattices.whole.shape, np.float32)[:, None] - 1
        near = np.flatnonzero(((indices >= 0) & (indices <= bounds)).all(axis=0))

        def read(lattice: Float32) -> Float32:
            values = np.zeros(points_mm.shape[1], np.float32)
            values[near] = ndimage.map_coordinates(lattice, indices[:, near], order=1, mode="nearest")
            return values

        lattices = self._lattices
        return Shares(
            whole=read(lattices.whole),
            core=read(lattices.core),
            necrosis=read(lattices.necrosis),
            fade=read(lattices.fade),
        )

    def core_at(self, points_mm: Float32) -> Mask:
        """Say which of the points [3, n] of head space are in the core."""
        indices = points_mm - self._origin[:, None]
        inside: Mask = ndimage.map_coordinates(self._lattices.core, indices, order=1, mode="constant") > _HALF
        return inside

    @property
    def reach_mm(self) -> float:
        """How far from the center the lattice goes."""
        reach: float = (self._lattices.whole.shape[0] - 1) / 2
        return reach

    @property
    def volumes_ml(self) -> dict[Region, float]:
        """Volumes of the tissues and regions, counted on the lattice of 1 mm: free of the written grid."""
        numbers = class_numbers(self._lattices)
        return {
            region: float(np.isin(numbers, BRATS_2017.numbers_of(region)).sum()) / 1000.0 for region in MEASURED_REGIONS
        }


def class_numbers(shares: Shares) -> NDArray[np.uint8]:
    """Return label numbers of BraTS 2017, in the shape of the shares."""
    whole = shares.whole > _HALF
    core = whole & (shares.core > _HALF)
    necrosis = core & (shares.necrosis > _HALF)
    numbers = np.zeros(whole.shape, np.uint8)
    for mask, tissue in ((whole, Region.ED), (core, Region.ET), (necrosis, Region.NCR)):  # from outside to inside
        numbers[mask] = BRATS_2017.number_of(tissue)
    return numbers


def _draw_core(canvas: _Canvas, settings: TumorSettings) -> Mask:
    """An ellipsoid turned and bent at random, cut at the brain's edge; its volume is that of a sphere of the size."""
    radius = settings.size_mm / 2
    turn = Rotation.random(rng=generator(canvas.seed, Stream.TUMOR_AXES)).as_matrix().astype(np.float32)
    offsets = turn @ (canvas.points_mm - canvas.center_mm[:, None])
    level = np.sqrt(sum((offset / axis) ** 2 for offset, axis in zip(offsets, _AXES, strict=True)))
    level += radius * 0.16 * canvas.noise(Stream.CORE_COARSE, 1.1 * radius)
    level += radius * 0.06 * canvas.noise(Stream.CORE_FINE, max(0.45 * radius, 4.0))
    volume_mm3 = np.pi / 6 * settings.size_mm**3
    return _main_part(_smallest(level.reshape(canvas.brain.shape), canvas.brain, round(volume_mm3)))


def _draw_necrosis(canvas: _Canvas, settings: TumorSettings, core: Mask) -> Mask:
    """What lies deeper in the core than the rim, whose thickness varies."""
    depth = ndimage.distance_transform_edt(core).astype(np.float32)
    thickness = settings.rim_mm * np.clip(1 + 0.4 * canvas.noise(Stream.RIM, 12.0), 0.3, 2.2)
    inner: Mask = ndimage.gaussian_filter(depth - thickness.reshape(core.shape), 1.0) > 0
    return inner & core


def _draw_edema(canvas: _Canvas, settings: TumorSettings, core: Mask, tissues: Tissues) -> Mask:
    """Near the core, rather in white matter than in gray, hardly across sulci, and by chance."""
    wanted = round(settings.edema_ratio * float(core.sum()))
    if wanted == 0:
        return np.zeros_like(core)
    liking = 3.5 * canvas.noise(Stream.EDEMA, 16.0) - 13.0 * tissues.white + 16.0 * tissues.fluid
    level = ndimage.distance_transform_edt(~core).astype(np.float32) + liking.reshape(core.shape)
    edema = _smallest(ndimage.gaussian_filter(level, 1.3), canvas.brain & ~core, wanted)
    filled: Mask = ndimage.binary_fill_holes(_main_part(edema | core))
    return filled & canvas.brain & ~core


def _smallest(level: Float32, allowed: Mask, count: int) -> Mask:
    """The `count` allowed voxels of the lowest level."""
    values = level[allowed]
    if values.size == 0:
        return np.zeros_like(allowed)
    bound = np.partition(values, min(count, values.size) - 1)[min(count, values.size) - 1]
    chosen: Mask = allowed & (level <= bound)
    return chosen


def _main_part(mask: Mask) -> Mask:
    labels, count = ndimage.label(mask)
    if count <= 1:
        return mask
    part: Mask = labels == np.bincount(labels.ravel())[1:].argmax() + 1
    return part


def _soften(mask: Mask, sigma_mm: float) -> Float32:
    soft: Float32 = ndimage.gaussian_filter(mask.astype(np.float32), sigma_mm)
    return soft
