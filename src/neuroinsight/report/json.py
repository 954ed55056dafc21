"""The record as JSON text and back: `from_json(to_json(record)) == record`, and equal records give equal text."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.findings import Declared, Grade, Lesion, Quality
from neuroinsight.core.grid import Grid
from neuroinsight.core.measurement import Measurement
from neuroinsight.core.record import RECORD_FORMAT, Analysis, Caution, Limit, Outline, Step
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source
from neuroinsight.report.tree import Tree
from neuroinsight.report.upgrades import UPGRADES

_READABLE_FORMATS = (*UPGRADES, RECORD_FORMAT)
_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)  # holds for the core's dataclasses inside, too

_Row = tuple[float, float, float, float]


class _GridText(BaseModel):
    """A grid as JSON holds it: arrays have no place there."""

    model_config = _STRICT

    shape: tuple[int, int, int]
    affine: tuple[_Row, _Row, _Row, _Row]


class _RecordText(BaseModel):
    """The fields of `Analysis`, in the order of the text."""

    model_config = _STRICT

    format_version: str
    software_version: str
    identity: Identity
    grid: _GridText
    sources: dict[Sequence, Source]
    declared: Declared
    preparation: tuple[Step, ...]
    outline: Outline
    measurements: dict[str, Measurement]
    lesions: tuple[Lesion, ...]
    grade: Grade | None
    quality: Quality | None
    cautions: tuple[Caution, ...]
    limits: tuple[Limit, ...]


class _Version(BaseModel):
    """What is read before anything else."""

    format_version: str


def to_json(record: Analysis) -> str:
    """Return the record as JSON text with sorted tables.

    Raises:
        OutputError: A number in the record is not finite, or a text is not Unicode.
    """
    try:
        draft = json.dumps(to_tree(record), allow_nan=False, ensure_ascii=False)
        # Read back before it is given out: no text leaves that `from_json` would refuse, and 1 is written as 1.0.
        return json.dumps(to_tree(_record(_RecordText.model_validate_json(draft))), indent=2, ensure_ascii=False) + "\n"
    except ValueError as problem:
        raise OutputError(
            "The record cannot be written",
            seen=first_problem(problem),
            allowed="Unicode text and finite numbers",
            remedy="report this as a defect, with the names of the input files",
            code="record.not_writable",
        ) from problem


def to_tree(value: object) -> Tree:
    """Return a value of the core as JSON holds it: fields in their order, tables sorted."""
    if isinstance(value, Grid):
        return {"shape": list(value.shape), "affine": [[float(cell) for cell in row] for row in value.affine]}
    if is_dataclass(value):
        return {one.name: to_tree(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_tree(value[key]) for key in sorted(value)}
    if isinstance(value, tuple):
        return [to_tree(part) for part in value]
    return value if isinstance(value, str | float | int) or value is None else str(value)


def from_json(text: str) -> Analysis:
    """Return the record that a text holds; texts of earlier formats become records of today's.

    Raises:
        FileFormatError: The text is not a record, is of an unknown version, or has more or fewer fields.
    """
    try:
        version = _Version.model_validate_json(text).format_version
        if version not in _READABLE_FORMATS:
            raise FileFormatError(
                "The record was written by another version of this program",
                seen=f"record format {version}",
                allowed=", ".join(_READABLE_FORMATS),
                remedy="read it with the version that wrote it, or analyze the study again",
                code="record.other_version",
            )
        while version != RECORD_FORMAT:
            text = UPGRADES[version](text)
            version = _Version.model_validate_json(text).format_version
        return _record(_RecordText.model_validate_json(text))
    except ValidationError as problem:
        raise FileFormatError(
            "The text is not a record of an analysis",
            seen=first_problem(problem),
            allowed="an analysis.json as this program writes it",
            remedy="pass the analysis.json of a finished analysis, unchanged",
            code="record.unreadable",
        ) from problem


def json_schema() -> Tree:
    """Return the JSON schema (2020-12) of the record, as `to_json` writes it."""
    tree: Tree = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_RecordText.model_json_schema()}
    return tree


def _record(text: _RecordText) -> Analysis:
    return Analysis(
        format_version=text.format_version,
        software_version=text.software_version,
        identity=text.identity,
        grid=Grid(shape=text.grid.shape, affine=np.array(text.grid.affine)),
        sources=text.sources,
        declared=text.declared,
        preparation=text.preparation,
        outline=text.outline,
        measurements=text.measurements,
        lesions=text.lesions,
        grade=text.grade,
        quality=text.quality,
        cautions=text.cautions,
        limits=text.limits,
    )


def first_problem(problem: ValueError) -> str:
    """Return where a text does not fit, and why."""
    if not isinstance(problem, ValidationError):
        return str(problem)
    first = problem.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
