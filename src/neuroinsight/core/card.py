"""What a user must know of a model before trusting it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from neuroinsight.core.sequences import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric over patients: mean, median and the bootstrap interval of the mean."""

    mean: float
    median: float
    ci95: tuple[float, float]
    cases: int


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
    limits: tuple[str, ...] = ()
    terms: str = ""
    citations: tuple[str, ...] = ()
