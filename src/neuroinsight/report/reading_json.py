"""A reading as JSON text and back: `reading_from_json(reading_to_json(reading)) == reading`."""

import json

from pydantic import BaseModel, ConfigDict, ValidationError

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.reading import Reading
from neuroinsight.report.json import first_problem, to_tree


class _ReadingText(BaseModel):
    """Strictness that holds for the dataclass inside, too."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reading: Reading


def reading_to_json(reading: Reading) -> str:
    """Return the reading as JSON text, its fields in their order."""
    return json.dumps(to_tree(reading), indent=2, ensure_ascii=False) + "\n"


def reading_from_json(text: str) -> Reading:
    """Return the reading that a text holds.

    Raises:
        FileFormatError: The text is not a reading, or has more or fewer fields.
        ReportError: The reading contradicts itself.
    """
    try:
        return _ReadingText.model_validate_json(f'{{"reading": {text}}}').reading
    except ValidationError as problem:
        raise FileFormatError(
            "The text is not a reading of a record",
            seen=first_problem(problem),
            allowed="a reading as this program writes it",
            remedy="pass what was kept beside the record, unchanged",
            code="reading.unreadable",
        ) from problem
