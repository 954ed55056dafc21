"""How well yes and no are told apart: of slices, or of patients.

Sensitivity and specificity: Altman and Bland, BMJ 1994 (10.1136/bmj.308.6943.1552). The area under the ROC curve is the
chance that a positive is ranked above a negative: Hanley and McNeil, Radiology 1982 (10.1148/radiology.143.1.7063747).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray
from scipy.stats import rankdata

_EVEN = 0.5

Chances = Float[NDArray[np.floating], " n"]
Truths = Bool[NDArray[np.bool_], " n"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many answers were right and wrong; an answer is yes from a chance of one half on."""

    true_positive: int
    false_positive: int
    true_negative: int
    false_negative: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMetric:
    """A figure of chances and truths; None where it would divide by nothing."""

    name: str
    title: str
    definition: str
    compute: Callable[[Chances, Truths], float | None]


def counts_of(chances: Chances, truths: Truths) -> Counts:
    """Return how many answers were right and wrong."""
    answers = np.asarray(chances) >= _EVEN
    return Counts(
        true_positive=int((answers & truths).sum()),
        false_positive=int((answers & ~truths).sum()),
        true_negative=int((~answers & ~truths).sum()),
        false_negative=int((~answers & truths).sum()),
    )


def sensitivity(chances: Chances, truths: Truths) -> float | None:
    """Return the share of positives that were called so."""
    found = counts_of(chances, truths)
    return _share(found.true_positive, found.true_positive + found.false_negative)


def specificity(chances: Chances, truths: Truths) -> float | None:
    """Return the share of negatives that were called so."""
    found = counts_of(chances, truths)
    return _share(found.true_negative, found.true_negative + found.false_positive)


def accuracy(chances: Chances, truths: Truths) -> float | None:
    """Return the share of right answers."""
    found = counts_of(chances, truths)
    return _share(found.true_positive + found.true_negative, len(truths))


def balanced_accuracy(chances: Chances, truths: Truths) -> float | None:
    """Return the mean of sensitivity and specificity: what guessing cannot raise above a half."""
    both = sensitivity(chances, truths), specificity(chances, truths)
    return None if both[0] is None or both[1] is None else (both[0] + both[1]) / 2


def f1(chances: Chances, truths: Truths) -> float | None:
    """Return the harmonic mean of precision and sensitivity: the Dice of the positives."""
    found = counts_of(chances, truths)
    wrong = found.false_positive + found.false_negative
    return _share(2 * found.true_positive, 2 * found.true_positive + wrong)


def area_under_curve(chances: Chances, truths: Truths) -> float | None:
    """Return the chance that a positive is ranked above a negative; a tie is half of one."""
    positives = int(truths.sum())
    negatives = len(truths) - positives
    above = rankdata(chances)[truths].sum() - positives * (positives + 1) / 2
    pairs = positives * negatives
    return float(above) / pairs if pairs else None


CLASS_METRICS = (
    ClassMetric(name="accuracy", title="Accuracy", definition="share of right answers", compute=accuracy),
    ClassMetric(
        name="balanced_accuracy",
        title="Balanced accuracy",
        definition="mean of sensitivity and specificity",
        compute=balanced_accuracy,
    ),
    ClassMetric(
        name="auc",
        title="Area under the ROC curve",
        definition="chance that a positive is ranked above a negative; a tie is half of one",
        compute=area_under_curve,
    ),
    ClassMetric(name="f1", title="F1", definition="harmonic mean of precision and sensitivity", compute=f1),
    ClassMetric(
        name="sensitivity", title="Sensitivity", definition="share of positives called so", compute=sensitivity
    ),
    ClassMetric(
        name="specificity", title="Specificity", definition="share of negatives called so", compute=specificity
    ),
)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
