"""The Tversky index: an overlap that weighs what was missed and what was found in error differently.

Tversky A., "Features of Similarity", Psychological Review 1977 (10.1037/0033-295X.84.4.327). Of masks it is hard, of
probabilities soft. With alpha and beta 1/2 it is Dice; the LGG study's are 0.7 and 0.3, as in its focal Tversky loss
(Abraham and Khan 2018, arXiv 1810.07842).
"""

import numpy as np
from jaxtyping import Bool, Shaped
from numpy.typing import NDArray

ALPHA, BETA = 0.7, 0.3  # on voxels that were missed, and on those that were found in error


def overlap(
    found: Shaped[NDArray[np.generic], "*space"], truth: Bool[NDArray[np.bool_], "*space"]
) -> tuple[float, float, float]:
    """Return how many voxels were hit, missed and found in error; a probability is so much of a voxel."""
    amount = np.asarray(found, dtype=np.float64)
    hit = float(amount[truth].sum())
    return hit, float(truth.sum()) - hit, float(amount.sum()) - hit


def tversky_index(hit: float, missed: float, false: float, *, alpha: float = ALPHA, beta: float = BETA) -> float:
    """Return the index, from 0 to 1; 1 where there was nothing to find and nothing was found."""
    amount = hit + alpha * missed + beta * false
    return hit / amount if amount > 0 else 1.0
