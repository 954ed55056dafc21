"""What a reader adds to a record: how far it was read, in whose words, and whether it was signed."""

from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.core.errors import ReportError


class ReadingStatus(StrEnum):
    """How far a result was read; each state follows the one before it, and nothing follows the last.

    >>> import neuroinsight
    >>> [status.value for status in neuroinsight.ReadingStatus]
    ['ai', 'reviewed', 'preliminary', 'final']
    """

    UNREVIEWED = "ai"
    REVIEWED = "reviewed"
    PRELIMINARY = "preliminary"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed a report, and when; the digest is the SHA-256 of what was signed."""

    name: str
    time: str  # ISO 8601
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """What was added to a signed report, whose text stays as it was."""

    author: str
    time: str  # ISO 8601
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The reading of one record, which travels beside it: the record itself is never changed by who reads it.

    >>> from neuroinsight import Reading, ReadingStatus
    >>> Reading(status=ReadingStatus.REVIEWED, reader="Reader A", time="2026-11-20T14:11:00Z").number
    1

    Raises:
        ReportError: A status has what it must not have, or lacks what it needs: a final report without its signature,
            a reviewed one without its reader.
    """

    status: ReadingStatus
    number: int = 1  # of the study's reports; a later one replaces the one before it
    reader: str | None = None  # who reviewed, wrote or signed last
    time: str | None = None  # of that, ISO 8601
    impression: str = ""  # the reader's words, a line for each point; empty: the sentences made from the findings
    note: str = ""
    pseudonym: str | None = None  # stands in place of the names and numbers of patient and study; None shows them
    signature: Signature | None = None
    addenda: tuple[Addendum, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a reading that says of itself what it is not."""
        final = self.status is ReadingStatus.FINAL
        if final != (self.signature is not None):
            raise _refused(
                f"{self.status} {'without a signature' if final else 'with a signature'}",
                "a signature where the report is final, and nowhere else",
            )
        if self.addenda and not final:
            raise _refused(f"{self.status} with addenda", "addenda to a final report alone")
        if self.status is not ReadingStatus.UNREVIEWED and not (self.reader and self.time):
            raise _refused(f"{self.status} by nobody, or at no time", "a reader and a time for each reading")
        if self.number < 1:
            raise _refused(f"report number {self.number}", "numbers from 1")

    @property
    def points(self) -> tuple[str, ...]:
        """The reader's impression, point by point."""
        return tuple(line.strip() for line in self.impression.splitlines() if line.strip())


def _refused(seen: str, allowed: str) -> ReportError:
    return ReportError(
        "The reading says of itself what it is not",
        seen=seen,
        allowed=allowed,
        remedy="give the reading as it was kept, or make it anew",
        code="reading.inconsistent",
    )
