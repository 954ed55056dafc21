"""What a run of a published row came to, kept beside it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from neuroinsight.io.atomic import write_file

FILE = "outcome.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A figure's name, its value, what else is known of it, and what it cost."""

    figure: str  # "Tversky" or "accuracy": what was published
    value: float
    beside: str  # other figures, in words
    slices: int  # 0: whole volumes were scored
    patients: int
    parameters: int
    epochs: int
    threads: int
    processor_minutes: float  # seconds of all cores by the threads
    wall_minutes: float


def read_outcome(run: Path) -> tuple[str, Outcome] | None:
    """Return the digest of the model that was measured, and its outcome; None where there is none of today's form."""
    try:
        content = json.loads((run / FILE).read_text(encoding="utf-8"))
        return content.pop("model"), Outcome(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_outcome(run: Path, model: str, outcome: Outcome) -> None:
    """Keep an outcome, with the digest of the model that was measured."""
    write_file(run / FILE, json.dumps({"model": model, **asdict(outcome)}, indent=1).encode() + b"\n")
