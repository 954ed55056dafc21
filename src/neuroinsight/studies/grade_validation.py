"""What a calibration would have said of each patient's class had it not known the patient's fold, beside baselines."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from neuroinsight.core.calibration import logistic
from neuroinsight.core.findings import Alike
from neuroinsight.studies.coverage import Share, share_of, without_each_part
from neuroinsight.studies.fitting import Fit, Values, logistic_regression, unseen
from neuroinsight.studies.learn import ENHANCING_ALONE, LOOKS, Answers, grade_sample, graded, learn_grade

_RESAMPLES, _SEED = 2000, 2023
_OF_TCGA = "TCGA-"  # patients' ids begin with it
_BINS = 5
_EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its bootstrap interval over patients."""

    value: float
    ci95: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeFigures:
    """How well probabilities tell HGG from LGG."""

    patients: int
    hgg: int
    auc: Figure
    balanced_accuracy: Figure
    brier: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeValidation:
    """Figures of each model, in all patients and in TCGA's; what was said by the bounds; reliability in five bins."""

    everyone: Mapping[str, GradeFigures]
    tcga: Mapping[str, GradeFigures]
    said: Mapping[str, Share]  # "HGG" and "LGG": how many were; "undetermined": how many of all
    reliability: tuple[Alike, ...]


def validate_grade(answers: Answers, further: Mapping[str, Mapping[str, float]]) -> GradeValidation | None:
    """Return the class's figures beside those of baselines; `further` are other models' probabilities, by case.

    The name alone gives each patient the share of HGG among the other folds' patients of the same source.
    """
    known = graded(answers)
    if learn_grade(known) is None:
        return None
    truth = grade_sample(known).targets
    ours = _probabilities(logistic_regression(LOOKS), known)
    by_model = {
        "features": ours,
        "enhancing volume alone": _probabilities(logistic_regression(ENHANCING_ALONE), known),
        "name of the source alone": _by_name(known),
    }
    for name, found in further.items():
        by_model[name] = np.array([found[one.key] for one in known])
    tcga = np.array([one.patient.startswith(_OF_TCGA) for one in known])
    said = np.array(["undetermined"] * len(known), dtype=object)
    for part, others in without_each_part(known):
        rule = learn_grade(others)
        low, high = rule.undetermined if rule else (0.0, 1.0)
        here = np.array([one.part == part for one in known])
        said[here & (ours >= high)], said[here & (ours <= low)] = "HGG", "LGG"
    edges = np.quantile(ours, np.linspace(0, 1, _BINS + 1))
    bins = [np.flatnonzero((ours > low) & (ours <= high)) for low, high in itertools.pairwise(edges)]
    bins[0] = np.flatnonzero(ours <= edges[1])
    return GradeValidation(
        everyone={name: grade_figures(p, truth) for name, p in by_model.items()},
        tcga={name: grade_figures(p[tcga], truth[tcga]) for name, p in by_model.items()},
        said={
            "HGG": share_of(truth[said == "HGG"] > _EVEN),
            "LGG": share_of(truth[said == "LGG"] < _EVEN),
            "undetermined": share_of(said == "undetermined"),
        },
        reliability=tuple(
            Alike(
                from_probability=float(ours[one].min()),
                to_probability=float(ours[one].max()),
                patients=len(one),
                hgg=int(truth[one].sum()),
            )
            for one in bins
            if len(one)
        ),
    )


def grade_figures(p: Values, truth: Values) -> GradeFigures:
    """Return the figures of probabilities of 1 against truths of 0 and 1, one a patient."""
    return GradeFigures(
        patients=len(truth),
        hgg=int(truth.sum()),
        auc=_figure(auc, p, truth),
        balanced_accuracy=_figure(_balanced_accuracy, p, truth),
        brier=_figure(lambda q, t: float(((q - t) ** 2).mean()), p, truth),
    )


def auc(p: Values, truth: Values) -> float:
    """Return the share of pairs of an HGG and an LGG patient that are in the right order; ties count half."""
    ranks = stats.rankdata(p)
    positive = int(truth.sum())
    return float((ranks[truth > 0].sum() - positive * (positive + 1) / 2) / (positive * (len(truth) - positive)))


def _balanced_accuracy(p: Values, truth: Values) -> float:
    return float(((p >= _EVEN)[truth > 0].mean() + (p < _EVEN)[truth == 0].mean()) / 2)


def _figure(of: Callable[[Values, Values], float], p: Values, truth: Values) -> Figure:
    draws = np.random.default_rng(_SEED).integers(0, len(truth), (_RESAMPLES, len(truth)))
    both = [draw for draw in draws if 0 < truth[draw].sum() < len(draw)]  # a resample of one class tells nothing
    values = [of(p[draw], truth[draw]) for draw in both]
    low, high = np.quantile(values, (0.025, 0.975))
    return Figure(value=of(p, truth), ci95=(float(low), float(high)))


def _probabilities(fit: Fit, answers: Answers) -> Values:
    return np.array([logistic(one) for one in unseen(fit, grade_sample(answers))])


def _by_name(answers: Answers) -> Values:
    truth = grade_sample(answers).targets
    found = []
    for one in answers:
        same = [t for t, other in zip(truth, answers, strict=True) if other.part != one.part]
        like = [
            t for t, other in zip(truth, answers, strict=True) if other.part != one.part and other.source == one.source
        ]
        found.append((sum(like) + np.mean(same)) / (len(like) + 1))  # one patient's worth of the general share
    return np.array(found)
