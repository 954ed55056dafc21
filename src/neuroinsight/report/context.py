"""What a report needs that the record does not hold: the reader's language, and when the report is made."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Languages that the report speaks."""

    ENGLISH = "en"
    SPANISH = "es"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """Circumstances of one rendering; `made_at` is printed as given (ISO 8601) and left out if None."""

    made_at: str | None = None
    language: Language = Language.ENGLISH
