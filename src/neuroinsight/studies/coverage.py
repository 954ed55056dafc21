"""What a calibration would have said of each outline had it not known the patient's fold, against the expert's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.studies.answers import Answer
from neuroinsight.studies.fitting import Values
from neuroinsight.studies.learn import CONFIDENCE, DICE_EDGE, Answers, learn_bound, learn_dice, learn_spread

_WORST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many, with the binomial interval of 95 % (Clopper and Pearson)."""

    hits: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Return the bounds of the share."""
        found = stats.binomtest(self.hits, self.of).proportion_ci(0.95)
        return float(found.low), float(found.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often intervals held the expert's value: in all patients, in thirds by size and by source."""

    everyone: Share
    by_size: tuple[Share, Share, Share]  # of the predicted values, the smallest first
    by_source: Mapping[str, Share]
    width: float  # median width as a share of the value, where something was found
    plain_width: float  # the same if all errors were expected alike


@dataclass(frozen=True, slots=True, kw_only=True)
class DiceFigures:
    """How well the expected Dice tells the true one."""

    spearman: float
    mean_error: float
    constant_error: float  # of the median Dice of the other folds, told of everybody
    covered: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """What the bound catches: of the five worst outlines by mean Dice, and of all others."""

    worst_caught: int
    worst: int
    others_withheld: int
    others: int
    spearman: float  # of the mean expected Dice with the mean true one


def coverage_of(name: str, answers: Answers) -> Coverage | None:
    """Return how often the interval of a measurement held the truth, each fold's by what the others taught."""
    known = [one for one in answers if name in one.measured and name in one.truth]
    held, widths, plain = np.zeros(len(known), bool), np.zeros(len(known)), np.zeros(len(known))
    for part in sorted({one.part for one in known}):
        others = [one for one in known if one.part != part]
        spread = learn_spread(name, others)
        if spread is None:
            return None
        constant = _plain_quantile(name, others, spread.root)
        for place, one in enumerate(known):
            if one.part == part:
                value = one.measured[name]
                interval = spread.around(value, one.signs, confidence=CONFIDENCE)
                held[place] = interval.low <= one.truth[name] <= interval.high
                widths[place] = (interval.high - interval.low) / value if value > 0 else np.nan
                length = value ** (1 / spread.root)
                ends = (max(0.0, length - constant) ** spread.root, (length + constant) ** spread.root)
                plain[place] = (ends[1] - ends[0]) / value if value > 0 else np.nan
    thirds = [held[place] for place in np.array_split(np.argsort([one.measured[name] for one in known]), 3)]
    sources = sorted({one.source for one in known})
    of_source = {s: held[[one.source == s for one in known]] for s in sources}
    return Coverage(
        everyone=share_of(held),
        by_size=(share_of(thirds[0]), share_of(thirds[1]), share_of(thirds[2])),
        by_source={source: share_of(values) for source, values in of_source.items()},
        width=float(np.nanmedian(widths)),
        plain_width=float(np.nanmedian(plain)),
    )


def dice_figures(region: str, answers: Answers) -> DiceFigures:
    """Return how well the expected Dice of a region tells the true one, each fold's by what the others taught."""
    true = np.array([one.dice[region] for one in answers])
    expected, constant, held = np.zeros(len(true)), np.zeros(len(true)), np.zeros(len(true), bool)
    for part, others in without_each_part(answers):
        model = learn_dice(region, others)
        for place, one in enumerate(answers):
            if one.part == part:
                expected[place], interval = model.of(one.signs, confidence=CONFIDENCE)
                held[place] = interval.low <= np.clip(true[place], DICE_EDGE, 1 - DICE_EDGE) <= interval.high
                constant[place] = np.median([other.dice[region] for other in others])
    return DiceFigures(
        spearman=float(stats.spearmanr(expected, true).statistic),
        mean_error=float(np.abs(expected - true).mean()),
        constant_error=float(np.abs(constant - true).mean()),
        covered=share_of(held),
    )


def withholding_of(answers: Answers) -> Withholding:
    """Return what the bound catches, each fold's bound and expectations by what the others taught."""
    true, expected = np.array([one.mean_dice for one in answers]), np.zeros(len(answers))
    withheld = np.zeros(len(answers), bool)
    for part, others in without_each_part(answers):
        bound = learn_bound(others)
        models = [learn_dice(region.value, others) for region in NESTED_REGIONS]
        for place, one in enumerate(answers):
            if one.part == part:
                expected[place] = np.mean([model.of(one.signs, confidence=CONFIDENCE)[0] for model in models])
                withheld[place] = expected[place] < bound
    worst = np.argsort(true)[:_WORST]
    caught = int(withheld[worst].sum())
    return Withholding(
        worst_caught=caught,
        worst=len(worst),
        others_withheld=int(withheld.sum()) - caught,
        others=len(answers) - len(worst),
        spearman=float(stats.spearmanr(expected, true).statistic),
    )


def without_each_part(answers: Sequence[Answer]) -> list[tuple[str, list[Answer]]]:
    """Return each part of the split with the answers of all others."""
    parts = sorted({one.part for one in answers})
    return [(part, [one for one in answers if one.part != part]) for part in parts]


def share_of(hits: Sequence[bool] | Values) -> Share:
    """Return how many are true."""
    values = np.asarray(hits)
    return Share(hits=int(values.sum()), of=len(values))


def _plain_quantile(name: str, others: Answers, root: int) -> float:
    off = [abs(one.truth[name] ** (1 / root) - one.measured[name] ** (1 / root)) for one in others]
    return float(np.quantile(off, CONFIDENCE, method="higher"))
