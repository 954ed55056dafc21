"""Mean, median and the bootstrap interval of the mean, over patients."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from neuroinsight.core.measurement import Measured, Measurement, NotMeasured

# Percentiles of resampled means cover less than they say where values are few: intervals of 95 % hold the mean 82
# times in 100 with 5 normal values, 89 times with 8.
FEWEST_PATIENTS = 8


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
    """A metric over cases; None where no case has a value, and no interval of fewer than `FEWEST_PATIENTS`."""

    mean: float | None
    median: float | None
    ci95: tuple[float, float] | None
    cases: int
    patients: int
    undefined: int  # cases without a value, which are left out
    reasons: tuple[str, ...] = ()  # codes of why these have none


RESAMPLING = Resampling()


def summarize(values: Iterable[tuple[str, Measurement]], *, resampling: Resampling = RESAMPLING) -> Statistic:
    """Return the statistic of one metric's values, each with the patient that it was measured on."""
    by_patient: dict[str, list[float]] = defaultdict(list)
    absent: list[str] = []
    for patient, value in values:
        if isinstance(value, Measured):
            by_patient[patient].append(value.value)
        elif isinstance(value, NotMeasured):
            absent.append(value.code)
    pooled = [value for group in by_patient.values() for value in group]
    return Statistic(
        mean=float(np.mean(pooled)) if pooled else None,
        median=float(np.median(pooled)) if pooled else None,
        ci95=interval_of_mean([by_patient[patient] for patient in sorted(by_patient)], resampling=resampling),
        cases=len(pooled),
        patients=len(by_patient),
        undefined=len(absent),
        reasons=tuple(sorted(set(absent))),
    )


def interval_of_mean(
    groups: Sequence[Sequence[float]], *, resampling: Resampling = RESAMPLING
) -> tuple[float, float] | None:
    """Return the interval of the mean of values grouped by patient; None of fewer than `FEWEST_PATIENTS` groups."""
    if len(groups) < FEWEST_PATIENTS:
        return None
    sums = np.array([sum(group) for group in groups])
    sizes = np.array([len(group) for group in groups])
    draws = np.random.default_rng(resampling.seed).integers(0, len(groups), (resampling.resamples, len(groups)))
    means = sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    tail = (1 - resampling.confidence) / 2
    low, high = np.quantile(means, (tail, 1 - tail))
    return float(low), float(high)


def no_interval(patients: int) -> str:
    """Return the words that stand where an interval would; empty where there is one."""
    return "" if patients >= FEWEST_PATIENTS else f"no interval: {patients} patient{'s' if patients != 1 else ''}"
