"""The record as JSON text and back: `from_json(to_json(record)) == record`, and equal records give equal text."""

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticSerializationError

from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.grid import Grid
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.record import RECORD_FORMAT, Analysis, Caution, ModelIdentity
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source

_READABLE_FORMATS = (RECORD_FORMAT,)
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
    model: ModelIdentity
    label_scheme: str
    label_map_sha256: str
    measurements: dict[str, Measured | NotMeasured]
    cautions: tuple[Caution, ...]


class _Version(BaseModel):
    """What is read before anything else."""

    format_version: str


def to_json(record: Analysis) -> str:
    """Return the record as JSON text with sorted tables.

    Raises:
        OutputError: A number in the record is not finite, or a text is not Unicode.
    """
    rows = [(float(row[0]), float(row[1]), float(row[2]), float(row[3])) for row in record.grid.affine]
    grid = _GridText.model_construct(shape=record.grid.shape, affine=(rows[0], rows[1], rows[2], rows[3]))
    draft = _RecordText.model_construct(
        format_version=record.format_version,
        software_version=record.software_version,
        identity=record.identity,
        grid=grid,
        sources=dict(sorted(record.sources.items())),
        model=record.model,
        label_scheme=record.label_scheme,
        label_map_sha256=record.label_map_sha256,
        measurements=dict(sorted(record.measurements.items())),
        cautions=record.cautions,
    )
    try:
        # Read back before it is given out: no text leaves that `from_json` would refuse, and 1 is written as 1.0.
        return _RecordText.model_validate_json(draft.model_dump_json()).model_dump_json(indent=2) + "\n"
    except (ValidationError, PydanticSerializationError, UnicodeEncodeError) as problem:
        raise OutputError(
            "The record cannot be written",
            seen=_first_problem(problem),
            allowed="Unicode text and finite numbers",
            remedy="report this as a defect, with the names of the input files",
        ) from problem


def from_json(text: str) -> Analysis:
    """Return the record that a text holds.

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
            )
        return _record(_RecordText.model_validate_json(text))
    except ValidationError as problem:
        raise FileFormatError(
            "The text is not a record of an analysis",
            seen=_first_problem(problem),
            allowed="an analysis.json as this program writes it",
            remedy="pass the analysis.json of a finished analysis, unchanged",
        ) from problem


def _record(text: _RecordText) -> Analysis:
    return Analysis(
        format_version=text.format_version,
        software_version=text.software_version,
        identity=text.identity,
        grid=Grid(shape=text.grid.shape, affine=np.array(text.grid.affine)),
        sources=text.sources,
        model=text.model,
        label_scheme=text.label_scheme,
        label_map_sha256=text.label_map_sha256,
        measurements=text.measurements,
        cautions=text.cautions,
    )


def _first_problem(problem: ValidationError | PydanticSerializationError | UnicodeEncodeError) -> str:
    if not isinstance(problem, ValidationError):
        return str(problem)
    first = problem.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
