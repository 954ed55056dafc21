"""The sentences of the record's codes: cautions, reasons and steps in the words of a language."""

import string
from dataclasses import dataclass

from neuroinsight.core.measurement import NotMeasured, Values
from neuroinsight.core.record import Caution, Limit, Step
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.figures.planes import Plane
from neuroinsight.report.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A caution in words."""

    cause: str
    consequence: str


class _Phrase(string.Formatter):
    """Fills templates by the rules of a language: its decimal mark and percent sign, its names of sequences."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def format_field(self, value: object, format_spec: str) -> str:
        """Return a value in the language's own way; a text stays as it is."""
        if format_spec == "sequence":
            several = value if isinstance(value, tuple) else (value,)
            titles = [Sequence(one).title for one in several]
            return self._words.frame.conjunction.join(filter(None, [", ".join(titles[:-1]), titles[-1]]))
        if format_spec == "plane":
            return self._words.pictures.planes[Plane[str(value).upper()]].lower()
        if isinstance(value, str):
            return value
        frame = self._words.frame
        return format(value, format_spec).replace(".", frame.decimal_mark).replace("%", frame.percent_sign)


def caution_note(caution: Caution, words: Words) -> Note:
    """Return a caution's cause and consequence as sentences."""
    cause, consequence = words.notes.cautions[caution.code]
    return Note(
        cause=_sentence(cause, caution.values, words), consequence=_sentence(consequence, caution.values, words)
    )


def reason_text(absent: NotMeasured, words: Words) -> str:
    """Return why a value is absent, to stand inside a sentence."""
    return _Phrase(words).vformat(words.notes.reasons[absent.code], (), absent.values)


def step_text(step: Step, words: Words) -> str:
    """Return what was done to the images."""
    return _sentence(words.notes.steps[step.code], step.values, words)


def limit_text(limit: Limit, words: Words) -> str:
    """Return what the model is known not to do; a code of another version's card stands for itself."""
    return _sentence(words.notes.limits.get(limit.code, limit.code), limit.values, words)


def _sentence(template: str, values: Values, words: Words) -> str:
    text = _Phrase(words).vformat(template, (), values)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
