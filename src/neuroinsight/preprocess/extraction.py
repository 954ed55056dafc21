"""Signs that an image shows the whole head rather than the extracted brain.

Measured at 2 mm on 49 BraTS cases with four sequences each, against raw heads of TCGA-LGG, of its slice set and of the
Brain-Tumor-Progression collection; each sign is far from what either side shows.
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float32
from numpy.typing import NDArray

from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import bounding_box, eroded
from neuroinsight.preprocess.thumbnail import Thumbnail

_FACE_SHARE = 0.10  # of a side of the image; brains reach 0.06 of one side, raw air is noisy on all six
_MOST_FACES = 2  # a brain may be cut off below and above
_LARGEST_BRAIN_ML = 2300.0  # brains: 1084 to 1731; heads: 3700 and more
_LARGEST_SHELL_SHARE = 0.35  # brains: up to 0.20; heads without noise in the air: 0.43 and more
_DARK = 0.35  # of what is around it: a skull between scalp and brain
_BRIGHT_RIM = 1.7  # brains: up to 1.13 (T2, where fluid is bright, is left out)
_RAYS, _MOST_SLICES, _REACH_MM, _DEPTH_MM, _STEP_MM = 72, 12, 130.0, 24.0, 2.0


def signs_of_head(volume: Volume, small: Thumbnail, sequence: Sequence) -> tuple[str, ...]:
    """Return what speaks against a brain-extracted image, in words; nothing if nothing does."""
    reached = sum(share > _FACE_SHARE for share in face_shares(volume))
    volume_ml = np.count_nonzero(volume.array) * volume.grid.voxel_volume_ml
    signs = []
    if reached > _MOST_FACES:
        signs.append(f"values other than 0 on {reached} of the 6 sides of the image")
    if volume_ml > _LARGEST_BRAIN_ML:
        signs.append(f"{volume_ml:,.0f} ml that are not 0, more than a brain has (or the spacing is wrong)")
    if (share := shell_share(small)) > _LARGEST_SHELL_SHARE:
        signs.append(f"a dark layer below a bright one, like skull and scalp, along {share:.0%} of the outline")
    if sequence is not Sequence.T2 and (ratio := rim_ratio(small)) > _BRIGHT_RIM:
        signs.append(f"a rim {ratio:.1f} times as bright as the inside")
    return tuple(signs)


def show_heads(signs: Mapping[Sequence, tuple[str, ...]]) -> bool:
    """Say whether a study's images show heads; one sign, in one of several, is none: clipped values look so."""
    return any(signs.values()) and not (len(signs) > 1 and sum(map(len, signs.values())) == 1)


def face_shares(volume: Volume) -> tuple[float, ...]:
    """Return the share of voxels that are not 0 on each of the six sides of the image."""
    return tuple(float(np.count_nonzero(face) / face.size) for face in faces(volume.array))


def faces(array: NDArray[np.generic]) -> tuple[NDArray[np.generic], ...]:
    """Return views of the six sides of an array."""
    return array[0], array[-1], array[:, 0], array[:, -1], array[:, :, 0], array[:, :, -1]


def shell_share(small: Thumbnail) -> float:
    """Return on which share of rays from outside, in axial slices, a dark layer lies between bright ones."""
    if not small.brain.any():
        return 0.0
    dim = 0.12 * float(np.percentile(small.values[small.brain], 98))  # noise in the air is below
    head = small.values > dim
    areas = np.count_nonzero(head, axis=(0, 1))
    if not areas.any():
        return 0.0
    large = np.flatnonzero(areas > 0.6 * areas.max())
    slices = large[:: max(1, len(large) // _MOST_SLICES)]
    profiles = np.concatenate([_rays(small, head[:, :, k], int(k)) for k in slices])
    return _share_with_gap(profiles, dim)


def rim_ratio(small: Thumbnail) -> float:
    """Return how bright the outermost two voxels are, compared with what they enclose (medians)."""
    box = bounding_box(small.brain)
    if box is None:
        return 0.0
    values, brain = np.pad(small.values[box], 1), np.pad(small.brain[box], 1)
    inside = eroded(eroded(brain))
    if not inside.any():
        return 0.0
    return float(np.median(values[brain & ~inside]) / np.median(values[inside]))


def _rays(small: Thumbnail, head: Bool[NDArray[np.bool_], "i j"], k: int) -> Float32[NDArray[np.float32], "ray step"]:
    """Intensities of an axial slice from the middle of the head outward, 0 beyond the image."""
    count = np.count_nonzero(head)
    middle = [head.sum(axis=1 - axis) @ np.arange(extent) / count for axis, extent in enumerate(head.shape)]
    angles = np.linspace(0, 2 * np.pi, _RAYS, endpoint=False)
    radii = np.arange(0, _REACH_MM, _STEP_MM)
    i = np.rint(middle[0] + np.outer(np.cos(angles), radii / small.spacing_mm[0])).astype(int)
    j = np.rint(middle[1] + np.outer(np.sin(angles), radii / small.spacing_mm[1])).astype(int)
    plane = small.values[:, :, k]
    inside = (i >= 0) & (i < plane.shape[0]) & (j >= 0) & (j < plane.shape[1])
    found = plane[i.clip(0, plane.shape[0] - 1), j.clip(0, plane.shape[1] - 1)]
    return np.where(inside, found, np.float32(0))


def _share_with_gap(profiles: Float32[NDArray[np.float32], "ray step"], dim: float) -> float:
    lit = profiles > dim
    depth = int(_DEPTH_MM / _STEP_MM)
    useful = np.count_nonzero(lit, axis=1) > depth // 2
    if not useful.any():
        return 0.0
    profiles, lit = profiles[useful], lit[useful]
    outermost = profiles.shape[1] - 1 - lit[:, ::-1].argmax(axis=1)
    places = (outermost[:, None] - np.arange(depth + 1)).clip(0)
    layers = np.take_along_axis(profiles, places, axis=1)  # [ray, layer], outside to inside
    outer = np.maximum.accumulate(layers, axis=1)[:, :-2]
    inner = np.maximum.accumulate(layers[:, ::-1], axis=1)[:, ::-1][:, 2:]
    around = np.maximum(np.minimum(outer, inner), 1e-6)
    darkest = (layers[:, 1:-1] / around).min(axis=1)
    return float(np.mean(darkest < _DARK))
