"""Is one sequence mirrored left to right against the others?

A brain is nearly symmetric, so that overlap says nothing. What is compared is detail, each voxel against the mean
around it in its axial slice: sulci, vessels and tumors are not symmetric. The figure is the information that one image
has of the other in place, over the most that it has of the other mirrored about a sagittal plane near the middle.
`experiments/0006-sequence-from-pixels` says what it is for real images in place and mirrored.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Int16
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.sequences import Sequence
from neuroinsight.imaging.boxes import Box, bounding_box
from neuroinsight.preprocess.alignment import CHANCE, gray_levels, information
from neuroinsight.preprocess.thumbnail import Thumbnail, halved

_NEAR_MM = 24.0
_PLANES = range(-2, 3)  # of mirrors, half a voxel apart
_EVERY = 2  # axial slice is enough
_SURELY_IN_PLACE = 1.1  # at half the resolution: of 321 pairs at least 1.21, of 174 mirrored ones at most 0.75
_CLEAR = 0.8  # of 2,434 real pairs in place at least 1.14; mirrored at most 0.88, all but one pair under 0.73
Levels = Int16[NDArray[np.int16], "r a s"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """Images that fit the others of their study better mirrored; `ratio` is the smallest figure among them."""

    sequences: tuple[Sequence, ...]
    ratio: float

    @property
    def is_clear(self) -> bool:
        """Whether it is sure enough to refuse the study."""
        return self.ratio < _CLEAR


def mirrored(images: Mapping[Sequence, Thumbnail]) -> Mirrored | None:
    """Return which of the images are mirrored against the rest (both, of two); thumbnails have equal shapes."""
    coarse = _ratios({sequence: halved(small) for sequence, small in images.items()}, every=1)
    if all(ratio is not None and ratio > _SURELY_IN_PLACE for ratio in coarse.values()):
        return None
    first, *others = images
    better = {sequence: ratio for sequence, ratio in _ratios(images, every=_EVERY).items() if ratio and ratio < 1}
    if not better:
        return None
    against_all = (first,) if len(others) > 1 else (first, *better)
    odd = tuple(better) if len(better) < len(others) else against_all
    return Mirrored(sequences=odd, ratio=min(better.values()))


def _ratios(images: Mapping[Sequence, Thumbnail], *, every: int) -> Mapping[Sequence, float | None]:
    """The figure of each image but the first one, against which they are held."""
    box = bounding_box(np.asarray(np.logical_or.reduce([small.brain for small in images.values()])))
    if box is None:
        return {}
    reference, *others = ((sequence, detail(small, box, every)) for sequence, small in images.items())
    return {sequence: mirror_ratio(reference[1], levels) for sequence, levels in others}


def mirror_ratio(reference: Levels, other: Levels) -> float | None:
    """Return the information in place over that of the mirrored image; None where neither says more than chance."""
    here, chance = information(reference, other, (0, 0, 0))
    mirrored_best = max(information(reference, other[::-1], (shift, 0, 0))[0] for shift in _PLANES)
    return here / mirrored_best if mirrored_best > 0 and max(here, mirrored_best) > CHANCE * chance else None


def detail(small: Thumbnail, box: Box, every: int = _EVERY) -> Levels:
    """Return levels of the intensities over the mean around them, in every n-th axial slice of a box."""
    right, front, top = box
    values = small.values[right, front, top.start : top.stop : every]
    brain = values != 0
    sides = 2 * np.rint(_NEAR_MM / small.spacing_mm / 2).astype(int) + 1
    size = (int(sides[0]), int(sides[1]), 1)
    share = ndimage.uniform_filter(brain.astype(np.float32), size, mode="constant")
    mean = ndimage.uniform_filter(values, size, mode="constant") / np.maximum(share, np.float32(1e-3))
    compared: Float32[NDArray[np.float32], "r a s"] = values / np.maximum(mean, np.float32(1e-6)) + np.float32(1e-3)
    return gray_levels(np.where(brain, compared, np.float32(0)))
