"""What a model asks of a study, read from its `model.json` without the libraries that run it."""

import json
from importlib import resources
from pathlib import Path

from pydantic import TypeAdapter

from neuroinsight.core.sequences import Sequence
from neuroinsight.io.content import read_text
from neuroinsight.preprocess.plan import Plan

_SPEC = "model.json"
_SEQUENCES: TypeAdapter[tuple[Sequence, ...]] = TypeAdapter(tuple[Sequence, ...])
_SPACING: TypeAdapter[tuple[float, float] | None] = TypeAdapter(tuple[float, float] | None)


def plan_of_model(model: str) -> Plan:
    """Return the sequences that a shipped model, or the one in a folder, reads; extents and steps are left at defaults.

    Raises:
        FileFormatError: There is no such model.
    """
    shipped = Path(str(resources.files("neuroinsight.inference.weights"))) / model / _SPEC
    path = shipped if shipped.is_file() else Path(model) / _SPEC
    if not path.is_file():
        path = Path(model) / "model" / _SPEC
    said = json.loads(read_text(path))["plan"]
    return Plan(
        sequences=_SEQUENCES.validate_python(said["sequences"]),
        optional=_SEQUENCES.validate_python(said.get("optional", ())),
        spacing_mm=_SPACING.validate_python(said.get("spacing_mm")),
    )
