"""From answers to unseen patients to what a calibration says: intervals, expected Dice, a bound, the class."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from neuroinsight.core.calibration import ExpectedDice, GradeRule, SequenceSet, Signs, Spread, logistic
from neuroinsight.core.findings import Alike
from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.core.sequences import Sequence as Acquired
from neuroinsight.datasets.case import Grade
from neuroinsight.studies.answers import Answer
from neuroinsight.studies.fitting import (
    Fit,
    Sample,
    Values,
    conformal_quantile,
    logistic_regression,
    narrow_ridge,
    ridge,
    sample_of,
    unseen,
)

Answers = Sequence[Answer]

LOOKS = ("enhancing", "whole", "necrotic_share", "edema_share", "brightness_t1ce", "brightness_flair", "from_middle")
ENHANCING_ALONE = ("enhancing",)
CONFIDENCE = 0.9
_ROOTS = {"volume": 3, "rano.product": 2, "rano.sum_of_products": 2, "rano.longest": 1, "rano.perpendicular": 1}
_LEAST_OFF = 0.05  # of a cube root of ml, a root of mm2 or a mm: smaller errors are taken for this
DICE_EDGE = 0.02  # Dice are kept this far from 0 and 1, whose log odds are infinite
_WORST = 0.1  # the share of outlines that should not be read
_CAUGHT = 0.8  # the share of these that the bound is to catch
_ALIKE = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
FEWEST = 20  # patients, to learn an interval from
FEWEST_FOLDS = 4  # three are left out in turn, one inside the other: for figures, for errors, for choosing signs


def learn(answers: Answers, sequences: tuple[Acquired, ...]) -> SequenceSet:
    """Return what the answers teach of studies with these sequences."""
    names = sorted({name for one in answers for name in one.measured})
    known = {name: _with(name, answers) for name in names}
    enough = [n for n, some in known.items() if len(some) >= FEWEST and len({a.part for a in some}) >= FEWEST_FOLDS]
    spreads = {name: learn_spread(name, answers) for name in enough}
    return SequenceSet(
        sequences=sequences,
        spreads={name: spread for name, spread in spreads.items() if spread is not None},
        dice={region.value: learn_dice(region.value, answers) for region in NESTED_REGIONS},
        readable_from=learn_bound(answers),
        grade=learn_grade(answers),
    )


def root_of(name: str) -> int | None:
    """Return what root makes the measurement a length; None for what gets no interval."""
    return next((root for known, root in _ROOTS.items() if name == known or name.startswith(f"{known}.")), None)


def learn_spread(name: str, answers: Answers) -> Spread | None:
    """Return how far a measurement is off: errors expected from signs, and the conformal quantile of their multiples.

    Each patient's multiple is of the error that the other folds let expect; with no sign, all are expected alike.
    """
    root, known = root_of(name), _with(name, answers)
    if root is None:
        return None
    off = np.abs([one.truth[name] ** (1 / root) - one.measured[name] ** (1 / root) for one in known])
    sample = _sample(known, np.log(np.maximum(off, _LEAST_OFF)))
    fit = narrow_ridge((), *_signs_for(name), confidence=CONFIDENCE)
    multiples = off / np.exp(unseen(fit, sample))
    return Spread(
        root=root, log_error=fit(sample), quantile=conformal_quantile(multiples, CONFIDENCE), cases=len(known)
    )


def learn_dice(region: str, answers: Answers) -> ExpectedDice:
    """Return what Dice to expect from the signs, and the conformal quantile of what it is off by."""
    sample, fit = dice_sample(region, answers), dice_fit(region)
    off = np.abs(unseen(fit, sample) - sample.targets)
    return ExpectedDice(log_odds=fit(sample), quantile=conformal_quantile(off, CONFIDENCE), cases=len(answers))


def dice_sample(region: str, answers: Answers) -> Sample:
    """Return signs, and the log odds of the Dice that they are to tell."""
    dice = np.clip([one.dice[region] for one in answers], DICE_EDGE, 1 - DICE_EDGE)
    return _sample(answers, np.log(dice / (1 - dice)))


def dice_fit(region: str) -> Fit:
    """Return the regression that chooses among three sets of signs of the region."""
    return ridge(
        (f"agreement.{region}",),
        (f"agreement.{region}", f"size.{region}", f"gap.{region}"),
        tuple(f"{sign}.{region}" for sign in ("agreement", "size", "gap", "doubt", "blur")),
    )


def expected_mean_dice(answers: Answers) -> Values:
    """Return for each patient the mean Dice that the other folds let expect."""
    regions = [region.value for region in NESTED_REGIONS]
    by_region = [[logistic(one) for one in unseen(dice_fit(r), dice_sample(r, answers))] for r in regions]
    expected: Values = np.array(by_region).mean(axis=0)
    return expected


def learn_bound(answers: Answers) -> float:
    """Return the smallest bound under which most of the worst tenth of outlines are expected."""
    expected, true = expected_mean_dice(answers), np.array([one.mean_dice for one in answers])
    worst = np.sort(expected[np.argsort(true)[: max(1, round(_WORST * len(answers)))]])
    caught = worst[math.ceil(_CAUGHT * len(worst)) - 1]
    above = expected[expected > caught]
    return float((caught + above.min()) / 2) if len(above) else float(caught)


def learn_grade(answers: Answers) -> GradeRule | None:
    """Return the rule of the class; None where one of the classes is not there in each of the folds but one."""
    known = graded(answers)
    classes = [{one.grade for one in known if one.part != part} for part in {one.part for one in known}]
    if not classes or any(len(found) < len(Grade) for found in classes):
        return None
    sample, fit = grade_sample(known), logistic_regression(LOOKS)
    p = np.array([logistic(one) for one in unseen(fit, sample)])
    pairs = list(itertools.pairwise(_ALIKE))
    places = [(p > low) & (p <= high) if low else p <= high for low, high in pairs]
    alike = tuple(
        Alike(
            from_probability=low, to_probability=high, patients=int(place.sum()), hgg=int(sample.targets[place].sum())
        )
        for (low, high), place in zip(pairs, places, strict=True)
    )
    return GradeRule(log_odds=fit(sample), undetermined=undetermined_between(p, sample.targets), alike=alike)


def graded(answers: Answers) -> list[Answer]:
    """Return the answers of patients whose class is known, and whose tumor could be looked at."""
    return [one for one in answers if one.grade is not None and one.looks]


def grade_sample(answers: Answers) -> Sample:
    """Return looks, and 1 for HGG or 0 for LGG."""
    return _sample(answers, np.array([float(one.grade is Grade.HGG) for one in answers]), signs=lambda one: one.looks)


def undetermined_between(p: Values, truth: Values, *, wrong_at_most: float = 0.1) -> tuple[float, float]:
    """Return the bounds between which no class is said: beyond each, at most a tenth of unseen patients was wrong.

    Where no bound does that, nothing is said on that side.
    """
    steps = np.round(np.linspace(0.02, 0.98, 49), 2)
    high = [step for step in steps if step >= 0.5 and _wrong(truth[p >= step] < 0.5) <= wrong_at_most]  # noqa: PLR2004
    low = [step for step in steps if step <= 0.5 and _wrong(truth[p <= step] > 0.5) <= wrong_at_most]  # noqa: PLR2004
    return (float(max(low)) if low else 0.0, float(min(high)) if high else 1.0)


def _wrong(mistaken: Values) -> float:
    return float(mistaken.mean()) if len(mistaken) else 1.0


def _with(name: str, answers: Answers) -> list[Answer]:
    return [one for one in answers if name in one.measured and name in one.truth]


def _signs_for(name: str) -> tuple[tuple[str, ...], ...]:
    family, _, region = name.partition(".")
    regions = (region,) if family == "volume" else ("TC", "ET")
    return tuple(
        tuple(f"{sign}.{one}" for one in regions for sign in signs)
        for signs in (("size",), ("agreement", "size"), ("agreement", "size", "gap", "doubt", "blur"))
    )


def _sample(answers: Answers, targets: Values, *, signs: Callable[[Answer], Signs] | None = None) -> Sample:
    read = signs or (lambda one: one.signs)
    return sample_of([read(one) for one in answers], targets, [one.part for one in answers])
