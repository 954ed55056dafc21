"""What a report needs that the record does not hold: the language, the time, and what its reader added."""

from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.core.reading import Reading
from neuroinsight.core.record import Analysis


class Language(StrEnum):
    """Languages that the report speaks."""

    ENGLISH = "en"
    SPANISH = "es"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """Circumstances of one rendering; `made_at` is printed as given (ISO 8601) and left out if None.

    Beside the numbers of an edited outline stand those of `automatic`: the record of the outline that it began with.
    """

    made_at: str | None = None
    language: Language = Language.ENGLISH
    reading: Reading | None = None
    automatic: Analysis | None = None
