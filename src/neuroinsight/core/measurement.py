"""A number with its unit, or the reason why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds that hold the true value with the stated confidence (0 to 1)."""

    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured value."""

    value: float
    unit: str
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """Why a value is absent, in words for the reader of the report."""

    reason: str


Measurement = Measured | NotMeasured
