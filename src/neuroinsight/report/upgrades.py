"""Records of earlier formats, rewritten as the next one: each version has one function from its text to the next's."""

import json
import re
from collections.abc import Callable, Mapping

from pydantic import BaseModel, ConfigDict

from neuroinsight.core.measurement import Value
from neuroinsight.report.tree import Tree

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class _Interval1(BaseModel):
    model_config = _STRICT
    low: float
    high: float
    confidence: float


class _Measured1(BaseModel):
    model_config = _STRICT
    value: float
    unit: str
    interval: _Interval1 | None


class _NotMeasured1(BaseModel):
    model_config = _STRICT
    reason: str


class _Caution1(BaseModel):
    model_config = _STRICT
    cause: str
    consequence: str
    severity: str


class _Model1(BaseModel):
    model_config = _STRICT
    name: str
    version: str
    sha256: str


class _Record1(BaseModel):
    """What a record of format 1.0 held; what has not changed since is passed on as it is."""

    model_config = ConfigDict(extra="allow", strict=True, allow_inf_nan=False)
    model: _Model1
    label_scheme: str
    label_map_sha256: str
    sources: dict[str, dict[str, str]]
    measurements: dict[str, _Measured1 | _NotMeasured1]
    cautions: tuple[_Caution1, ...]


_NESTED = ["WT", "TC", "ET"]
_REASONS = {"no post-contrast T1": "sequences.no_contrast", "outlined as a whole only": "outline.whole_only"}
_CAUSES: tuple[tuple[str, str], ...] = (
    (r"The brain reaches the edge of the images", "brain.cut_off"),
    (r"The images show (?P<volume_ml>\d+) ml of brain, less than an adult has", "brain.small"),
    (
        r"(?P<sequence>\w+) covers only (?P<share>\d+)% of the brain that another sequence shows",
        "coverage.partial",
    ),
    (r"Voxels measure up to (?P<spacing_mm>[\d.]+) mm; the model was trained on 1 mm", "grid.coarse"),
    (
        (
            r"Small suspected parts, (?P<volume_ml>[\d.]+) ml in all, were left out "
            r"\(under (?P<beside_ml>\S+) ml( beside the largest lesion, (?P<alone_ml>\S+) ml alone)?\)"
        ),
        "outline.parts_left_out",
    ),
    (
        (
            r"(?P<sequence>\w+) may not be well registered to (?P<anchor>\w+) "
            r"\(overlap of the brains (?P<overlap>\d+)%\)"
        ),
        "registration.doubtful",
    ),
    (
        (
            r"(?P<sequence>\w+) may not be well registered to (?P<anchor>\w+) \(overlap of the brains "
            r"(?P<overlap>\d+)%; they would fit better some millimeters aside\)"
        ),
        "registration.would_fit_better",
    ),
    (
        r"The image taken for (?P<sequence>\w+) is named like (?P<named>\w+) \((?P<file>.*)\)",
        "sequences.named_otherwise",
    ),
    (r"Neither FLAIR nor T2 was supplied", "sequences.no_flair_no_t2"),
    (r"Without (?P<sequences>.+), which the model also reads", "sequences.optional_missing"),
    (r"Only one sequence was given, (?P<sequence>\w+)", "sequences.single"),
    (r"The tumor reaches the edge of the images", "tumor.at_border"),
    (
        r"The whole tumor measures (?P<volume_ml>\d+) ml, more than any case the model was trained on",
        "tumor.implausibly_large",
    ),
    (r"No tumor was found", "tumor.none"),
)


def from_1_0(text: str) -> str:
    """Return a text of format 1.0 as one of 2.0.

    The English sentences that its programs wrote become the codes that stand for them since; other words stay words.
    """
    old = _Record1.model_validate_json(text)
    unchanged = {name: json.loads(text)[name] for name in old.model_extra or {}}
    whole_only = any(
        isinstance(found, _NotMeasured1) and found.reason == "outlined as a whole only"
        for found in old.measurements.values()
    )
    cautions: list[Tree] = [_caution(caution) for caution in old.cautions]
    if "t1ce" not in old.sources:  # its report said so, the record did not
        cautions.append({"code": "sequences.no_contrast", "values": {}, "severity": "warning"})
    return json.dumps(
        {
            **unchanged,
            "format_version": "2.0",
            "sources": old.sources,
            "preparation": [],
            "outline": {
                "author": old.model.model_dump(),
                "regions": ["WT"] if whole_only else _NESTED,
                "scheme": old.label_scheme,
                "sha256": old.label_map_sha256,
            },
            "measurements": {name: _measurement(found) for name, found in old.measurements.items()},
            "lesions": [],
            "cautions": cautions,
            "limits": [],
        }
    )


def _measurement(old: _Measured1 | _NotMeasured1) -> Tree:
    if isinstance(old, _Measured1):
        return {**old.model_dump(), "along": None, "accuracy": None}
    if old.reason in _REASONS:
        return {"code": _REASONS[old.reason], "values": {}}
    return {"code": "text", "values": {"reason": old.reason}}


def _caution(old: _Caution1) -> dict[str, Tree]:
    for pattern, code in _CAUSES:
        found = re.fullmatch(pattern, old.cause)
        if found is not None:
            values = {name: _value(name, text) for name, text in found.groupdict().items() if text is not None}
            if code == "outline.parts_left_out":
                values.setdefault("alone_ml", values["beside_ml"])
            return {"code": code, "values": values, "severity": old.severity}
    words = {"cause": old.cause, "consequence": old.consequence}
    return {"code": "text", "values": words, "severity": old.severity}


def _value(name: str, text: str) -> Value:
    """A value as the sentence of format 1.0 printed it."""
    match name:
        case "file":
            return text
        case "sequences":
            return tuple(title.lower() for title in text.split(" and "))
        case "sequence" | "anchor" | "named":
            return text.lower()
        case "share" | "overlap":
            return float(text) / 100
        case _:
            return float(text)


def from_2_0(text: str) -> str:
    """Return a text of format 2.0 as one of 3.0: nothing was declared then, no lesion, grade or quality told."""
    old = json.loads(text)
    nothing = {"treated": None, "age_years": None, "steroids": None}
    return json.dumps({**old, "format_version": "3.0", "declared": nothing, "grade": None, "quality": None})


UPGRADES: Mapping[str, Callable[[str], str]] = {"1.0": from_1_0, "2.0": from_2_0}
