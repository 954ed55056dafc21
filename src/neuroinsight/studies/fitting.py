"""Small models of few patients: ridge and logistic regression on standardized signs, and conformal quantiles.

Patients come in groups that were held out together (folds). Signs and penalty are chosen by leaving out one group at
a time; what is quoted of a model is made by leaving out one group around all of that.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.calibration import Signs, Weighted

Values = NDArray[np.float64]
PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)
_STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Patients to learn from: their signs `[patient, sign]`, what these are to tell, and the group of each."""

    names: tuple[str, ...]
    values: Values
    targets: Values
    groups: NDArray[np.str_]

    def part(self, chosen: NDArray[np.bool_]) -> "Sample":
        """Return some of the patients."""
        return Sample(
            names=self.names, values=self.values[chosen], targets=self.targets[chosen], groups=self.groups[chosen]
        )

    def signs(self, names: tuple[str, ...]) -> Values:
        """Return some signs, `[patient, sign]`."""
        return self.values[:, [self.names.index(name) for name in names]]


def sample_of(signs: Sequence[Signs], targets: Values, groups: Sequence[str]) -> Sample:
    """Return the sample of patients with these signs."""
    names = tuple(sorted(set.intersection(*(set(one) for one in signs))))
    values = np.array([[one[name] for name in names] for one in signs], np.float64)
    return Sample(names=names, values=values, targets=targets, groups=np.array(groups))


Fit = Callable[[Sample], Weighted]


def fit_ridge(sample: Sample, names: tuple[str, ...], penalty: float) -> Weighted:
    """Return the weights that minimize squared errors plus the penalty times the squared weights."""
    standard, means, deviations = _standardized(sample, names)
    constant = float(sample.targets.mean())
    square = standard.T @ standard + penalty * np.eye(len(names))
    weights = np.linalg.solve(square, standard.T @ (sample.targets - constant))
    return Weighted(
        signs=names,
        means=tuple(means.tolist()),
        deviations=tuple(deviations.tolist()),
        weights=tuple(weights.tolist()),
        constant=constant,
    )


def fit_logistic(sample: Sample, names: tuple[str, ...], penalty: float) -> Weighted:
    """Return the weights that maximize the likelihood of targets 0 and 1 less the penalized squares (Newton's steps).

    The constant is not penalized.
    """
    standard, means, deviations = _standardized(sample, names)
    design = np.column_stack([np.ones(len(standard)), standard])
    penalties = np.diag([0.0] + [penalty] * len(names))
    solution = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(design @ solution, -30, 30)))
        slope = design.T @ (p - sample.targets) + penalties @ solution
        curvature = (design * (p * (1 - p))[:, None]).T @ design + penalties + 1e-9 * np.eye(len(solution))
        step = np.linalg.solve(curvature, slope)
        solution = solution - step
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004 - far below what weights are printed to
            break
    return Weighted(
        signs=names,
        means=tuple(means.tolist()),
        deviations=tuple(deviations.tolist()),
        weights=tuple(solution[1:].tolist()),
        constant=float(solution[0]),
    )


def ridge(*candidates: tuple[str, ...]) -> Fit:
    """Return the fit whose signs and penalty have the least squared error on groups left out."""
    return _chosen(fit_ridge, candidates, lambda predicted, truth: float(((predicted - truth) ** 2).mean()))


def narrow_ridge(*candidates: tuple[str, ...], confidence: float) -> Fit:
    """Return the fit to logarithms of errors whose conformal intervals are narrowest on groups left out."""

    def width(predicted: Values, truth: Values) -> float:
        return conformal_quantile(truth - predicted, confidence) + float(np.median(predicted))

    return _chosen(fit_ridge, candidates, width)


def logistic_regression(*candidates: tuple[str, ...]) -> Fit:
    """Return the fit whose signs and penalty have the least log loss on groups left out."""
    return _chosen(fit_logistic, candidates, log_loss)


def log_loss(log_odds: Values, truth: Values) -> float:
    """Return the mean negative log likelihood of classes 0 and 1."""
    return float(np.logaddexp(0, np.where(truth > 0, -log_odds, log_odds)).mean())


def unseen(fit: Fit, sample: Sample) -> Values:
    """Return for each patient the prediction of the fit to the other groups."""
    found = np.empty(len(sample.groups))
    for group in np.unique(sample.groups):
        inside = sample.groups == group
        found[inside] = predicted(fit(sample.part(~inside)), sample.part(inside))
    return found


def predicted(model: Weighted, sample: Sample) -> Values:
    """Return the model's sum for each patient: what `Weighted.of` gives for one."""
    distances = np.clip((sample.signs(model.signs) - model.means) / model.deviations, -3, 3)
    total: Values = distances @ np.array(model.weights) + model.constant
    return total


def conformal_quantile(scores: Values, confidence: float) -> float:
    """Return the value that a further, exchangeable score exceeds with a probability of at most 1 - confidence.

    It is the ceil((n + 1) * confidence)-th smallest (Vovk 2005); with too few scores for that, the largest, which
    covers n of n + 1.
    """
    rank = min(len(scores), math.ceil((len(scores) + 1) * confidence))
    return float(np.sort(scores)[rank - 1])


def _chosen(
    fit: Callable[[Sample, tuple[str, ...], float], Weighted],
    candidates: tuple[tuple[str, ...], ...],
    loss: Callable[[Values, Values], float],
) -> Fit:
    def one(sample: Sample, of: tuple[tuple[str, ...], float]) -> Weighted:
        return fit(sample, *of)

    def best(sample: Sample) -> Weighted:
        fits = [partial(one, of=of) for of in product(candidates, PENALTIES)]
        return min(fits, key=lambda fit: loss(unseen(fit, sample), sample.targets))(sample)

    return best


def _standardized(sample: Sample, names: tuple[str, ...]) -> tuple[Values, Values, Values]:
    values = sample.signs(names)
    means, deviations = values.mean(axis=0), values.std(axis=0)
    deviations = np.where(deviations > 0, deviations, 1.0)
    return np.clip((values - means) / deviations, -3, 3), means, deviations
