"""Dice of single pictures, as programs for slices report it.

Small slices of a tumor count as much as large ones here, and a picture without tumor counts as a whole one: these
figures are no substitute for the Dice of the patient.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from neuroinsight.imaging.boxes import Mask
from neuroinsight.metrics.policy import EMPTY_MASKS

_PerSlice = Float[NDArray[np.float64], " slices"]


def mean_dice_of_slices(truth: Mask, prediction: Mask, *, slices: int) -> float:
    """Return the mean Dice over a patient's `slices` pictures; those left out of the masks have no tumor in either."""
    found = _dice(truth, prediction)
    return float((found.sum() + (slices - len(found)) * EMPTY_MASKS.overlap_both) / slices)


def dice_of_tumor_slices(truth: Mask, prediction: Mask) -> _PerSlice:
    """Return the Dice of each picture whose truth has tumor; masks `[slice, row, column]`."""
    return _dice(truth, prediction)[truth.any(axis=(1, 2))]


def _dice(truth: Mask, prediction: Mask) -> _PerSlice:
    hits = np.count_nonzero(truth & prediction, axis=(1, 2))
    sizes = np.count_nonzero(truth, axis=(1, 2)) + np.count_nonzero(prediction, axis=(1, 2))
    return np.where(sizes > 0, 2 * hits / np.maximum(sizes, 1), EMPTY_MASKS.overlap_both)
