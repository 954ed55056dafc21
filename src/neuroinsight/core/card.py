"""What a user must know of a model before trusting it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from neuroinsight.core.measurement import Accuracy
from neuroinsight.core.sequences import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric over patients: mean, median and the bootstrap interval of the mean."""

    mean: float
    median: float
    ci95: tuple[float, float]
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeClass:
    """Relative volume errors of the validation's cases with a predicted volume up to `to_ml` (None: of any size)."""

    to_ml: float | None
    cases: int
    median_error: float  # |predicted - true| / true; 1 where something was predicted and nothing is true
    ninetieth_error: float  # nine in ten were off by no more


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeErrors:
    """How far a region's volumes were off in validation, by predicted size, the smallest first."""

    cases: int
    off_by_half: int  # cases off by more than half
    sizes: tuple[SizeClass, ...]

    def at(self, volume_ml: float) -> Accuracy:
        """Return what is known for volumes like this one."""
        like = next(one for one in self.sizes if one.to_ml is None or volume_ml <= one.to_ml)
        return Accuracy(
            median_error=like.median_error,
            ninetieth_error=like.ninetieth_error,
            cases=like.cases,
            off_by_half=self.off_by_half,
            of_cases=self.cases,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Purpose, training and measured quality of a shipped model."""

    name: str
    version: str
    summary: str
    intended_use: str
    sequences: tuple[Sequence, ...]
    training_cases: str
    protocol: str
    optional: tuple[Sequence, ...] = ()  # of `sequences`, those that a study may lack
    figures: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)  # metric -> region or class
    figures_without_optional: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    volume_errors: Mapping[str, VolumeErrors] = field(default_factory=dict)  # by region
    volume_errors_without_optional: Mapping[str, VolumeErrors] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    limit_codes: tuple[str, ...] = ()  # limits that a report tells beside its numbers, in its own language
    terms: str = ""
    citations: tuple[str, ...] = ()

    def accuracy_of(self, region: str, volume_ml: float, *, given: Collection[Sequence]) -> Accuracy | None:
        """Return how far such volumes of a region were off in validation with these sequences; None if not known."""
        complete = all(sequence in given for sequence in self.sequences)
        errors = (self.volume_errors if complete else self.volume_errors_without_optional).get(region)
        return errors.at(volume_ml) if errors is not None else None
