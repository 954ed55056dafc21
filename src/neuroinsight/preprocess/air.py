"""What surrounds a brain-extracted brain is set to exactly 0, however another program stored it.

Air is what is constant, or nearly nothing, on the sides of the image: -1 or the least z-score where the whole image was
normalized, NaN where the background was masked, and 0 +- 1 % where a spline or sinc kernel moved the images afterwards
(more where it left little air: it rings to both sides of 0, and no scanner measures less than nothing). Raw heads have
noise of 1 to 3 % there, all above 0, or a head that the later checks see.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import Mask
from neuroinsight.preprocess.extraction import faces

_FEWEST_SIDES = 4  # of six: a brain may be cut off on two of them
_CONSTANT_SHARE = 0.9  # of a side
_QUIET = (
    0.01  # of the image's contrast: 99 % of a quiet side lie within; raw heads have 1.3 % and more on the fifth side
)
_RINGING = 0.08  # the same of sides that ring: after a sinc kernel with two voxels of air 0.04 to 0.07
_BELOW_ZERO = (0.3, 0.7)  # of what is not 0 on sides that ring
# of what rings on the sides, and of the contrast at most: so far it goes beside the brain. With 2 % a shell of it stood
# around 3 of 4 brains; with this, 0.1 to 2.7 % of the brain's own voxels, the darkest at its rim, are taken for air
_LOUDER, _LOUDEST = 8, 0.06
_NEARLY_NOTHING = 0.02  # of the contrast; ringing beside the brain; the darkest fluid is brighter
_ROUGH_SHARE = 0.01  # of the air, that differs from its level by nearly nothing: below, these are a few dark voxels
_THIN = 3
Image = NDArray[np.floating] | NDArray[np.integer]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cleared:
    """An image whose air is exactly 0, and what it was before: NaN, a level, or a level and what it varied by."""

    volume: Volume
    level: float
    spread: float

    def __str__(self) -> str:
        """Return what the air was, as in `NaN`, `-0.75` or `0 +- 0.8`."""
        return f"{self.level:.3g} +- {self.spread:.2g}" if self.spread else f"{self.level:.4g}".replace("nan", "NaN")


def clear_air(volume: Volume) -> Cleared | None:
    """Return the image with its air set to 0, or None if it is 0 already or there is none to be seen.

    A level other than 0 is taken off every voxel, so that no tissue is 0 by chance; differences are what they were.
    """
    with np.errstate(invalid="ignore"):  # voxels that are no numbers are refused afterwards, and by name
        thin = volume.array[::_THIN, ::_THIN, ::_THIN].astype(np.float32)
        return _cleared(volume, _level(volume.array, thin), thin)


def _cleared(volume: Volume, level: float | None, thin: Image) -> Cleared | None:
    if level is None:
        return None
    array = volume.array
    if np.isnan(level):
        return Cleared(
            volume=replace(volume, array=np.nan_to_num(array, nan=0.0, posinf=np.inf)), level=level, spread=0.0
        )
    apart = np.abs(thin - np.float32(level))
    contrast = _contrast(apart)
    nearly = _NEARLY_NOTHING * contrast
    if level == 0:
        nearly = max(nearly, min(_LOUDER * _ringing(array), _LOUDEST * contrast))
    rough = _is_rough(apart, nearly)
    if contrast == 0 or (level == 0 and not rough):
        return None
    shifted: NDArray[np.float32] = np.asarray(array, dtype=np.float32) - np.float32(level)
    spread = 0.0
    if rough:
        outside = _outside(np.abs(shifted) <= nearly)
        spread = float(np.percentile(np.abs(shifted[outside]), 99))
        shifted[outside] = 0
    return Cleared(volume=replace(volume, array=shifted), level=level, spread=spread)


def _level(array: Image, thin: Image) -> float | None:
    """The value of the air: NaN or a number; None where the sides do not agree on one."""
    sides = [side.ravel() for side in faces(array)]
    if array.dtype.kind == "f" and _enough(np.mean(np.isnan(side)) > _CONSTANT_SHARE for side in sides):
        return float("nan")
    pooled = np.concatenate(sides)
    if not np.isfinite(pooled).all():
        return None
    level = pooled[np.argpartition(pooled, pooled.size // 2)[pooled.size // 2]]  # a value of the image, not between two
    if _enough(np.mean(side == level) > _CONSTANT_SHARE for side in sides):
        return float(level)
    contrast = _contrast(np.abs(thin - np.float32(level)))
    if 0 < _ringing(array) <= _RINGING * contrast:
        return 0.0
    within = _QUIET * contrast
    quiet = (np.percentile(np.abs(side.astype(np.float32) - np.float32(level)), 99) <= within for side in sides)
    if not _enough(quiet):
        return None
    return 0.0 if abs(float(level)) <= within else float(level)  # what rings around 0 is around 0


def _enough(answers: Iterable[np.bool_]) -> bool:
    return sum(map(bool, answers)) >= _FEWEST_SIDES


def _ringing(array: Image) -> float:
    """How far the sides go to both sides of 0, as a kernel that moved the image leaves them; 0 where they do not."""
    pooled = np.concatenate([side.ravel() for side in faces(array)])
    below, lit = np.count_nonzero(pooled < 0), np.count_nonzero(pooled)
    if not lit or not _BELOW_ZERO[0] < below / lit < _BELOW_ZERO[1]:
        return 0.0
    return float(np.percentile(np.abs(pooled.astype(np.float32)), 99))


def _contrast(apart: Image) -> float:
    """How far the brain stands out of the air: the 99th percentile of the whole, for air is four fifths of it."""
    return float(np.percentile(apart, 99))


def _is_rough(apart: Image, nearly: float) -> bool:
    low = apart <= nearly
    uneven = low & (apart > 0)
    at_sides = sum(np.count_nonzero(side) for side in faces(low)) // 3  # a corner is on three sides
    if np.count_nonzero(uneven) <= _ROUGH_SHARE * at_sides:  # so few that it need not be asked which are outside
        return False
    outside = _outside(low)
    return bool(np.count_nonzero(uneven & outside) > _ROUGH_SHARE * np.count_nonzero(outside))


def _outside(low: Mask) -> Mask:
    """What of a mask is joined to the sides of the image: dark voxels inside the brain are not."""
    labels, _ = ndimage.label(low)
    at_sides = np.unique(np.concatenate([side.ravel() for side in faces(labels)]))
    joined = np.zeros(int(labels.max()) + 1, np.bool_)
    joined[at_sides] = True
    joined[0] = False
    return np.asarray(joined[labels])
