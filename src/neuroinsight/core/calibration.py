"""What a model's answers to patients that it never saw teach of the next one: intervals, expected Dice, class."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from neuroinsight.core.findings import Alike
from neuroinsight.core.measurement import Interval
from neuroinsight.core.sequences import Sequence

Signs = Mapping[str, float]  # what is known of a patient's segmentation without its truth, by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """A weighted sum of signs, each taken as its distance from the calibration's mean in standard deviations."""

    signs: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    constant: float

    def parts(self, signs: Signs) -> tuple[float, ...]:
        """Return what each sign adds to the constant; a sign is believed up to three deviations from its mean."""
        values = np.array([signs[name] for name in self.signs])
        distances = np.clip((values - self.means) / self.deviations, -3, 3)  # beyond, nothing was learned
        return tuple(float(part) for part in distances * self.weights)

    def of(self, signs: Signs) -> float:
        """Return the sum."""
        return self.constant + sum(self.parts(signs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far a volume, an area or a length is off, by what its signs let expect.

    Errors are compared as lengths, by the value's cube root or square root: an outline that is off by a millimeter
    makes a large volume wrong by more milliliters than a small one, and a missed region can be told, too.
    `quantile` is the conformal one of the calibration's errors, in multiples of the expected error.
    """

    root: int  # 1 for lengths, 2 for areas, 3 for volumes
    log_error: Weighted
    quantile: float
    cases: int

    def around(self, value: float, signs: Signs, *, confidence: float) -> Interval:
        """Return the interval of a value of 0 or more; from 0 on, where nothing was found."""
        length = value ** (1 / self.root)
        off = self.quantile * math.exp(self.log_error.of(signs))
        return Interval(
            low=max(0.0, length - off) ** self.root, high=(length + off) ** self.root, confidence=confidence
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDice:
    """The Dice to expect of a region, on the scale of log odds, and the conformal quantile of what it is off by."""

    log_odds: Weighted
    quantile: float
    cases: int

    def of(self, signs: Signs, *, confidence: float) -> tuple[float, Interval]:
        """Return the expected Dice and its interval."""
        middle = self.log_odds.of(signs)
        low, value, high = (logistic(middle + off) for off in (-self.quantile, 0.0, self.quantile))
        return value, Interval(low=low, high=high, confidence=confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """Probability that a study resembles the data sets' HGG, and the bounds between which no class is said."""

    log_odds: Weighted
    undetermined: tuple[float, float]
    alike: tuple[Alike, ...]  # from the smallest probability to the largest, without gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceSet:
    """What was learned of studies with exactly these sequences."""

    sequences: tuple[Sequence, ...]
    spreads: Mapping[str, Spread]  # by the name of the measurement, as in "volume.WT"
    dice: Mapping[str, ExpectedDice]  # by region
    readable_from: float  # mean expected Dice of the regions: under it, a segmentation is not to be read
    grade: GradeRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """All that `calibrate` learned of one model, known by its digest, from the models of its folds, known by theirs.

    `reads` are the sequences that the model looks at; `coarsest_mm` is the largest voxel of the cases: of coarser
    images nothing was learned.
    """

    model_sha256: str
    folds: Mapping[str, str]  # part of the split -> SHA-256 of the model that held it out
    reads: tuple[Sequence, ...]
    confidence: float
    coarsest_mm: float
    sets: tuple[SequenceSet, ...] = field(default_factory=tuple)

    def of(self, given: Collection[Sequence]) -> SequenceSet | None:
        """Return what is known of studies with these sequences; None if no case had exactly them."""
        read = set(given) & set(self.reads)
        return next((one for one in self.sets if set(one.sequences) == read), None)


def logistic(log_odds: float) -> float:
    """Return the probability that log odds stand for."""
    return 1 / (1 + math.exp(-max(-700.0, min(700.0, log_odds))))
