"""Statistics of two sets of values of the same cases: differences by case, patients being what is drawn and ranked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from neuroinsight.evaluation.bootstrap import FEWEST_PATIENTS, RESAMPLING, Resampling, interval_of_mean
from neuroinsight.metrics.catalogue import Better

_TIE = 1e-9  # values are stored with six digits


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedValue:
    """A metric of one case in two results."""

    patient: str
    first: float
    second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """What the second result has more (or, if negative, less) than the first; figures over cases.

    `wins` are the cases in which the second is better. The interval and the p value count patients, whose examinations
    are alike, and are None for fewer than `FEWEST_PATIENTS`.
    """

    first_mean: float
    second_mean: float
    first_median: float
    second_median: float
    mean: float
    median: float
    ci95: tuple[float, float] | None
    p_value: float | None
    wins: int
    losses: int
    ties: int
    cases: int
    patients: int


def difference(
    values: Iterable[PairedValue], *, better: Better, resampling: Resampling = RESAMPLING
) -> PairedDifference | None:
    """Return the paired difference, None without any case.

    The p value is that of Wilcoxon's signed-rank test, two-sided, on the mean difference of each patient; patients
    without difference are left out of it, and it is 1 if none is left.
    """
    found = tuple(values)
    if not found:
        return None
    first, second = (np.array([getattr(value, name) for value in found]) for name in ("first", "second"))
    apart = second - first
    gains = apart if better is Better.HIGHER else -apart
    by_patient: dict[str, list[float]] = defaultdict(list)
    for value, one in zip(found, apart.tolist(), strict=True):
        by_patient[value.patient].append(one)
    groups = [by_patient[patient] for patient in sorted(by_patient)]
    return PairedDifference(
        first_mean=float(first.mean()),
        second_mean=float(second.mean()),
        first_median=float(np.median(first)),
        second_median=float(np.median(second)),
        mean=float(apart.mean()),
        median=float(np.median(apart)),
        ci95=interval_of_mean(groups, resampling=resampling),
        p_value=signed_rank_p([float(np.mean(group)) for group in groups]),
        wins=int((gains > _TIE).sum()),
        losses=int((gains < -_TIE).sum()),
        ties=int((np.abs(gains) <= _TIE).sum()),
        cases=len(found),
        patients=len(groups),
    )


def signed_rank_p(differences: Iterable[float]) -> float | None:
    """Return the two-sided p value of Wilcoxon's signed-rank test; None of fewer than `FEWEST_PATIENTS` values."""
    values = np.array(list(differences))
    if len(values) < FEWEST_PATIENTS:
        return None
    unequal = values[np.abs(values) > _TIE]
    return float(stats.wilcoxon(unequal).pvalue) if unequal.size else 1.0
