"""The four MRI sequences that brain tumor studies are made of."""

from enum import StrEnum


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
