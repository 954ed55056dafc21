"""The record of a follow-up as JSON text and back, as `neuroinsight.report.json` does with that of an analysis."""

import json

from pydantic import BaseModel, ConfigDict, ValidationError

from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.follow_up_record import (
    FOLLOW_UP_FORMAT,
    Alignment,
    Basis,
    Circumstances,
    Course,
    Examination,
    FollowUp,
    Response,
    Track,
)
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.record import Caution
from neuroinsight.report.json import first_problem, to_tree
from neuroinsight.report.tree import Tree


class _FollowUpText(BaseModel):
    """The fields of `FollowUp`, in the order of the text."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    format_version: str
    software_version: str
    patient_id: str | None
    basis: Basis | NotMeasured
    circumstances: Circumstances
    examinations: tuple[Examination, ...]
    courses: dict[str, Course]
    responses: tuple[Response, ...]
    tracks: tuple[Track, ...] | NotMeasured
    alignments: tuple[Alignment | NotMeasured, ...]
    cautions: tuple[Caution, ...]


class _Version(BaseModel):
    """What is read before anything else."""

    format_version: str


def follow_up_to_json(record: FollowUp) -> str:
    """Return the record as JSON text with sorted tables.

    Raises:
        OutputError: A number in the record is not finite, or a text is not Unicode.
    """
    try:
        draft = json.dumps(to_tree(record), allow_nan=False, ensure_ascii=False)
        read = _FollowUpText.model_validate_json(draft)  # no text leaves that would be refused, and 1 is written as 1.0
        return json.dumps(to_tree(_record(read)), indent=2, ensure_ascii=False) + "\n"
    except ValueError as problem:
        raise OutputError(
            "The record of the follow-up cannot be written",
            seen=first_problem(problem),
            allowed="Unicode text and finite numbers",
            remedy="report this as a defect, with the records that were compared",
            code="record.not_writable",
        ) from problem


def follow_up_from_json(text: str) -> FollowUp:
    """Return the record that a text holds.

    Raises:
        FileFormatError: The text is no record of a follow-up, or of an unknown version.
    """
    try:
        version = _Version.model_validate_json(text).format_version
        if version != FOLLOW_UP_FORMAT:
            raise FileFormatError(
                "The follow-up was written by another version of this program",
                seen=f"format {version}",
                allowed=FOLLOW_UP_FORMAT,
                remedy="compare the examinations again",
                code="record.other_version",
            )
        return _record(_FollowUpText.model_validate_json(text))
    except ValidationError as problem:
        raise FileFormatError(
            "The text is not the record of a follow-up",
            seen=first_problem(problem),
            allowed="a followup.json as this program writes it",
            remedy="pass the followup.json of a finished follow-up, unchanged",
            code="record.unreadable",
        ) from problem


def follow_up_schema() -> Tree:
    """Return the JSON schema (2020-12) of the record, as `follow_up_to_json` writes it."""
    tree: Tree = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_FollowUpText.model_json_schema()}
    return tree


def _record(text: _FollowUpText) -> FollowUp:
    return FollowUp(**{name: getattr(text, name) for name in type(text).model_fields})
