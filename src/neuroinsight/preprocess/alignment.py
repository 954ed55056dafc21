"""Do two sequences on one grid show the same head in the same place?

Two answers, at 2 mm: how much of the smaller brain lies in the larger, and whether the images explain each other better
where they lie than 6 mm aside (normalized mutual information, Studholme 1999). Of 49 BraTS cases, all pairs with T1CE
had an overlap of at least 0.99 and a gain of at least 0.72; shifts by 4 mm, turns by 20 degrees and images of other
patients gave 0.72 to 0.98 and mostly 0.3 to 0.95.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.preprocess.thumbnail import Thumbnail

_BINS = 24
_ASIDE_MM = 6.0
_HARDLY_ANY = 0.80  # overlap that is refused whatever the gain
_OFF = ((0.93, 1.05), (0.97, 0.90))  # overlap and gain that are refused together
_DOUBTFUL = 0.95
CHANCE = 3.0  # times what independent noise gives: below, the gain says nothing
Shift = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How well two images lie on each other.

    `overlap` is the share of the smaller brain that lies in the larger (1: all of it); `gain` the information in place
    divided by the best 6 mm aside (below 1: they fit better elsewhere), None where neither tells of the other.
    """

    overlap: float
    gain: float | None

    @property
    def is_off(self) -> bool:
        """Whether the images clearly do not belong onto each other."""
        gain = np.inf if self.gain is None else self.gain
        return self.overlap < _HARDLY_ANY or any(self.overlap < o and gain < g for o, g in _OFF)

    @property
    def is_doubtful(self) -> bool:
        """Whether a reader should look."""
        return self.overlap < _DOUBTFUL or self.is_better_aside

    @property
    def is_better_aside(self) -> bool:
        """Whether the images have more in common some millimeters aside."""
        return self.gain is not None and self.gain < 1.0


def align(first: Thumbnail, second: Thumbnail) -> Alignment:
    """Return how well two thumbnails of equal shape lie on each other."""
    box = bounding_box(first.brain | second.brain) or ()
    steps = np.maximum(1, np.rint(_ASIDE_MM / first.spacing_mm)).astype(int)
    gain = _gain(gray_levels(first.values[box]), gray_levels(second.values[box]), steps)
    return Alignment(overlap=_overlap(first, second), gain=gain)


def surely_apart(first: Thumbnail, second: Thumbnail) -> Alignment | None:
    """Return how two thumbnails lie on each other if they clearly do not belong there; the gain is asked if needed."""
    if _overlap(first, second) >= max(overlap for overlap, _ in _OFF):
        return None
    found = align(first, second)
    return found if found.is_off else None


def _overlap(first: Thumbnail, second: Thumbnail) -> float:
    smaller = min(int(np.count_nonzero(first.brain)), int(np.count_nonzero(second.brain)))
    return int(np.count_nonzero(first.brain & second.brain)) / max(smaller, 1)


def _gain(one: NDArray[np.int16], other: NDArray[np.int16], steps: NDArray[np.int_]) -> float | None:
    here, chance = information(one, other, (0, 0, 0))
    aside = []
    for axis, sign in product(range(3), (-1, 1)):
        shift = [0, 0, 0]
        shift[axis] = sign * int(steps[axis])
        aside.append(information(one, other, (shift[0], shift[1], shift[2]))[0])
    best = max(aside)
    return here / best if max(here, best) > CHANCE * chance and best > 0 else None


def gray_levels(values: NDArray[np.float32]) -> NDArray[np.int16]:
    """Intensities in few steps between the 1st and 99th percentile of the brain; -1 in the air."""
    brain = values != 0
    if not brain.any():
        return np.full(values.shape, -1, np.int16)
    low, high = np.percentile(values[brain], (1, 99))
    steps = (values - low) * ((_BINS - 1) / max(float(high - low), 1e-6))
    return np.where(brain, steps.clip(0, _BINS - 1), -1).astype(np.int16)


def information(one: NDArray[np.int16], other: NDArray[np.int16], shift: Shift) -> tuple[float, float]:
    """Normalized mutual information less 1 where both are brain, and what chance alone gives."""
    # never a negative end, which would count from the other side where a shift is longer than the box
    here = tuple(slice(max(0, s), max(0, min(n, n + s))) for s, n in zip(shift, one.shape, strict=True))
    there = tuple(slice(max(0, -s), max(0, min(n, n - s))) for s, n in zip(shift, one.shape, strict=True))
    a, b = one[here], other[there]
    both = (a >= 0) & (b >= 0)
    count = int(np.count_nonzero(both))
    if count == 0:
        return 0.0, np.inf
    joint = np.bincount(a[both].astype(np.intp) * _BINS + b[both], minlength=_BINS**2).reshape(_BINS, _BINS) / count
    together = _entropy(joint)
    if together == 0:
        return 0.0, np.inf
    shared = _entropy(joint.sum(axis=0)) + _entropy(joint.sum(axis=1)) - together
    return shared / together, (_BINS - 1) ** 2 / (2 * count) / together


def _entropy(shares: NDArray[np.float64]) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())
