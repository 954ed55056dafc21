"""Reading the folders that an evaluation wrote, to set them side by side."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from neuroinsight.core.errors import DatasetError
from neuroinsight.evaluation.summary import ALL_CLASSES
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS

CASES_FILE, SUMMARY_FILE = "cases.csv", "summary.json"
_NAMES = tuple(metric.name for metric in (*METRICS, *SLICE_METRICS))
_COMPARABLE = ("empty_masks", "lesion_rule", "definitions", "units")  # of a summary's `about`: what figures mean


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCase:
    """Who a case is, what it was scored against, and its figures: region -> metric -> value, undefined ones absent."""

    patient: str
    truth: str
    values: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An evaluation: its name, its cases by key, the metrics it has, and what its figures mean."""

    name: str
    cases: Mapping[str, ScoredCase]
    metrics: tuple[str, ...]
    scored: str  # what was scored, in a few words
    meaning: Mapping[str, object]

    def __post_init__(self) -> None:
        """Freeze the tables."""
        for name in ("cases", "meaning"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


def read_results(folders: Iterable[Path]) -> tuple[Result, ...]:
    """Return the evaluations in these folders, under names that differ.

    Raises:
        DatasetError: A folder holds no evaluation, or one that is damaged or older than the digests of truths.
    """
    found = tuple(folders)
    return tuple(_read(folder, name) for folder, name in zip(found, names_apart(found), strict=True))


def names_apart(folders: tuple[Path, ...]) -> list[str]:
    """Return as few parts of each path as tell all of them apart, joined by slashes."""
    parts = [folder.absolute().parts for folder in folders]
    for count in range(1, max(map(len, parts), default=1) + 1):
        names = ["/".join(one[-count:]) for one in parts]
        if len(set(names)) == len(names):
            return names
    return [str(folder) for folder in folders]


def _read(folder: Path, name: str) -> Result:
    texts = []
    for file in (CASES_FILE, SUMMARY_FILE):
        path = folder / file
        if not path.is_file():
            seen = f"no {file} in {folder}" if folder.is_dir() else f"{folder} is not a folder"
            raise _no_result(name, seen)
        try:
            texts.append(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise _no_result(name, f"{file} cannot be read") from error
    try:
        about = json.loads(texts[1])["about"]
        meaning = {key: about[key] for key in _COMPARABLE}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_result(name, f"{SUMMARY_FILE} is not what an evaluation writes") from error
    rows = list(csv.DictReader(io.StringIO(texts[0])))
    columns = set(rows[0]) if rows else set()
    if columns and "truth" not in columns:
        raise DatasetError(
            f"{name} does not say what its cases were scored against",
            seen=f"{CASES_FILE} without the column truth, as earlier versions wrote it",
            allowed="evaluations whose rows hold a digest of the truth",
            remedy="evaluate again",
            code="compare.no_truth",
        )
    try:
        cases = _cases(rows)
    except (KeyError, ValueError, TypeError) as error:
        raise _no_result(name, f"{CASES_FILE} has a row that no evaluation writes") from error
    if not cases:
        raise _no_result(name, f"{CASES_FILE} has no case")
    scored = next((f"{key}: {about[key]}" for key in ("model", "predictions", "models") if key in about), "")
    metrics = tuple(one for one in _NAMES if one in columns)
    return Result(name=name, cases=cases, metrics=metrics, scored=scored, meaning=meaning)


def _cases(rows: list[dict[str, str]]) -> dict[str, ScoredCase]:
    cases: dict[str, ScoredCase] = {}
    values: dict[str, dict[str, dict[str, float]]] = {}
    for row in rows:
        if row["region"] == ALL_CLASSES:
            continue
        found = values.setdefault(row["case"], {})
        if row["region"] in found:
            raise ValueError(row["case"])
        found[row["region"]] = {name: _number(row[name]) for name in _NAMES if row.get(name)}
        cases[row["case"]] = ScoredCase(patient=row["patient"], truth=row["truth"], values=found)
    return cases


def _number(text: str) -> float:
    value = float(text)
    if not abs(value) < float("inf"):
        raise ValueError(text)
    return value


def _no_result(name: str, seen: str) -> DatasetError:
    return DatasetError(
        f"{name} is not an evaluation",
        seen=seen,
        allowed=f"a folder that an evaluation wrote, with {CASES_FILE} and {SUMMARY_FILE}",
        remedy="name the folder of a finished evaluation",
        code="compare.no_result",
    )
