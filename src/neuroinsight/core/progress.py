"""How far a long piece of work is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A stage of the work is done to a fraction; words and bars are the listener's affair."""

    stage: str  # a short code, as in "preparing" or "training"
    fraction: float  # of the stage, 0 to 1
    subject: str = ""  # what is at work, as in a case's key
