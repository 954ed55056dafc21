"""The four MRI sequences that brain tumor studies are made of."""

from enum import StrEnum

from neuroinsight.core.errors import StudyError


class Sequence(StrEnum):
    """A kind of MRI contrast.

    >>> from neuroinsight import Sequence
    >>> Sequence("t1ce").title
    'T1CE'
    """

    T1 = "t1"
    T1CE = "t1ce"
    T2 = "t2"
    FLAIR = "flair"

    @property
    def title(self) -> str:  # type: ignore[override]  # in place of str's method
        """The name for people: T1CE is the T1-weighted image after contrast agent."""
        return self.value.upper()


def sequences_called(names: str) -> tuple[Sequence, ...]:
    """Return the sequences of a list such as `t1,flair,t1ce`; none of an empty one.

    Raises:
        StudyError: A name is no sequence's, or stands there twice.
    """
    words = [word.strip().lower() for word in names.split(",") if word.strip()]
    known = {sequence.value: sequence for sequence in Sequence}
    if len(set(words)) < len(words) or not set(words) <= known.keys():
        raise StudyError(
            "These are no names of sequences",
            seen=names,
            allowed=", ".join(known),
            remedy="name each once, separated by commas",
            code="sequences.unknown",
        )
    return tuple(known[word] for word in words)
