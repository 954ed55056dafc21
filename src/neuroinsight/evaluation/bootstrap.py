"""Mean, median and the bootstrap interval of the mean, over patients."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from neuroinsight.core.measurement import Measured, Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """How the interval is made: percentiles of the means of resampled patients.

    Patients are drawn, not cases, because a patient's examinations are alike. The draws are the same for every metric.
    """

    resamples: int = 5000
    confidence: float = 0.95
    seed: int = 2023


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A metric over cases; None where no case has a value, and no interval of a single patient."""

    mean: float | None
    median: float | None
    ci95: tuple[float, float] | None
    cases: int
    undefined: int  # cases without a value, which are left out


RESAMPLING = Resampling()


def describe(values: Iterable[tuple[str, Measurement]], *, resampling: Resampling = RESAMPLING) -> Statistic:
    """Return the statistic of one metric's values, each with the patient that it was measured on."""
    by_patient: dict[str, list[float]] = defaultdict(list)
    undefined = 0
    for patient, value in values:
        if isinstance(value, Measured):
            by_patient[patient].append(value.value)
        else:
            undefined += 1
    pooled = [value for group in by_patient.values() for value in group]
    if not pooled:
        return Statistic(mean=None, median=None, ci95=None, cases=0, undefined=undefined)
    return Statistic(
        mean=float(np.mean(pooled)),
        median=float(np.median(pooled)),
        ci95=_interval([by_patient[patient] for patient in sorted(by_patient)], resampling),
        cases=len(pooled),
        undefined=undefined,
    )


def _interval(groups: list[list[float]], resampling: Resampling) -> tuple[float, float] | None:
    if len(groups) < 2:  # noqa: PLR2004 - one patient says nothing about others
        return None
    sums = np.array([sum(group) for group in groups])
    sizes = np.array([len(group) for group in groups])
    draws = np.random.default_rng(resampling.seed).integers(0, len(groups), (resampling.resamples, len(groups)))
    means = sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    tail = (1 - resampling.confidence) / 2
    low, high = np.quantile(means, (tail, 1 - tail))
    return float(low), float(high)
