"""The record of pictures as JSON text and back."""

import json

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.picture_record import PICTURES_FORMAT, PictureAnalysis
from neuroinsight.report.json import first_problem, to_tree

_READER = TypeAdapter(with_config(ConfigDict(extra="forbid", allow_inf_nan=False))(PictureAnalysis))


def pictures_to_json(record: PictureAnalysis) -> str:
    """Return the record as JSON text with sorted tables.

    Raises:
        OutputError: A number in the record is not finite, or a text is not Unicode.
    """
    try:
        text = json.dumps(to_tree(record), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        text.encode()
    except ValueError as problem:
        raise OutputError(
            "The record cannot be written",
            seen=str(problem),
            allowed="Unicode text and finite numbers",
            remedy="report this as a defect, with the names of the input files",
            code="record.not_writable",
        ) from problem
    return text


def pictures_from_json(text: str) -> PictureAnalysis:
    """Return the record that a text holds.

    Raises:
        FileFormatError: The text is not a record of pictures, or is of an unknown version.
    """
    try:
        record = _READER.validate_json(text)
    except ValidationError as problem:
        raise _unknown(first_problem(problem)) from problem
    if record.format_version != PICTURES_FORMAT:
        raise _unknown(f"record format {record.format_version}")
    return record


def _unknown(seen: str) -> FileFormatError:
    return FileFormatError(
        "The text is not a record of analyzed pictures",
        seen=seen,
        allowed=f"an analysis.json of pictures, format {PICTURES_FORMAT}",
        remedy="pass the analysis.json of a finished analysis, unchanged",
        code="record.unreadable",
    )
