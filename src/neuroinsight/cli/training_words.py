"""What a run tells, in words for the terminal."""

import shlex
from pathlib import Path

from neuroinsight.core.progress import Progress
from neuroinsight.core.record import Severity
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note
from neuroinsight.training.events import Estimate, Event, FellBack, Noticed, Step, StoppedEarly, Validated

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400


def line_of(event: Event) -> str | None:
    """Return the line that stays on the screen; None for what only moves the bar."""
    match event:
        case Estimate():
            memory = f", {event.memory_bytes / 1e9:.1f} GB of memory" if event.memory_bytes else ""
            machine = f"{event.device}, {event.precision}, {event.threads} thread{'s' if event.threads > 1 else ''}"
            return f"This takes {time_in_words(event.duration_s)}{memory} ({machine})"
        case Validated():
            scores = ", ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in event.scores.items())
            return f"epoch {event.epoch + 1}: validation {scores}{', the best so far' if event.is_best else ''}"
        case StoppedEarly():
            return (
                f"Stopped early after epoch {event.epoch + 1} of {event.epochs}: "
                f"no better {event.watch} than {event.best:.3f} for {event.epochs_without_gain} epochs"
            )
        case FellBack():
            return (
                f"The newest checkpoint cannot be used: {event.damage}. Going on from the one before it, "
                f"epoch {event.epoch + 1}, batch {event.batch}"
            )
        case Noticed():
            doubts = [one for one in event.cautions if one.severity is Severity.WARNING]
            causes = " ".join(caution_note(caution, ENGLISH).cause for caution in doubts)
            return f"{event.case}: {causes}" if causes else None
        case Progress() | Step():
            return None


def note_of(step: Step) -> str:
    """Return what stands at the end of the bar."""
    return f"loss {step.loss:.3f}, {step.slices_per_s:.0f} slices/s, {step.waiting_fraction:.0%} waiting"


def time_in_words(seconds: float) -> str:
    """Return a time as people say it, as in "about 25 minutes"."""
    if seconds < _MINUTE_S:
        return "less than a minute"
    for unit, size, limit in (("minute", _MINUTE_S, 1.5 * _HOUR_S), ("hour", _HOUR_S, 2 * _DAY_S)):
        if seconds < limit:
            count = round(seconds / size)
            return f"about {count} {unit}{'s' if count > 1 else ''}"
    return f"about {round(seconds / _DAY_S)} days"


def command(*words: str | Path) -> str:
    """Return a command to copy."""
    return shlex.join(["neuroinsight", *map(str, words)])
