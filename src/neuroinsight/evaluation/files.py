"""The files of an evaluation: `cases.csv`, `summary.json`, `summary.md` and the plots."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from neuroinsight.core.measurement import Measured, Measurement
from neuroinsight.evaluation.bootstrap import FEWEST_PATIENTS, RESAMPLING, Statistic
from neuroinsight.evaluation.evaluate import CaseScores, Evaluation
from neuroinsight.evaluation.markdown import to_markdown
from neuroinsight.evaluation.plots import draw_distributions, draw_snapshots, draw_volumes
from neuroinsight.evaluation.summary import ALL_CLASSES, Summary, Table, size_unit, summarize_cases
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS, VOLUME_METRICS
from neuroinsight.metrics.lesions import GLIOMA_RULE
from neuroinsight.metrics.policy import EMPTY_MASKS, REASONS

Facts = Mapping[str, str]  # what was scored, and how: a few words each

Notes = Mapping[str, tuple[str, ...]]  # by case: what its input checks noticed

_NO_NOTES: Notes = {}
_WHO = ("case", "patient", "source", "data_set", "grade", "truth", "notes", "region")
_DIGITS = 6


def write_evaluation(folder: Path, evaluation: Evaluation, facts: Facts, notes: Notes = _NO_NOTES) -> Summary:
    """Write all files into a folder that is there, and return the summary; `notes` are of the input checks."""
    summary = summarize_cases(evaluation.cases)
    (folder / "cases.csv").write_text(to_csv(evaluation, notes), encoding="utf-8", newline="")
    (folder / "summary.json").write_text(to_json(summary, facts), encoding="utf-8")
    (folder / "summary.md").write_text(to_markdown(summary, facts, notes), encoding="utf-8")
    plots = folder / "plots"
    plots.mkdir()
    (plots / "distributions.png").write_bytes(draw_distributions(evaluation.cases))
    (plots / "volumes.png").write_bytes(draw_volumes(evaluation.cases))
    for name, snapshots in (("worst", evaluation.worst), ("best", evaluation.best)):
        if snapshots:
            (plots / f"{name}.png").write_bytes(
                draw_snapshots(snapshots, title=f"{name.capitalize()} cases by mean Dice")
            )
    return summary


def to_csv(evaluation: Evaluation, notes: Notes = _NO_NOTES) -> str:
    """Return one row per case and region, and one per case for whole volumes; undefined values are empty cells."""
    found = {name for case in evaluation.cases for one in case.scores.regions.values() for name in one.values}
    names = [metric.name for metric in (*METRICS, *SLICE_METRICS) if metric.name in found]
    whole = [metric.name for metric in VOLUME_METRICS]
    sizes = [f"{which}_{size_unit(evaluation.cases)}" for which in ("truth", "predicted")]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_WHO, *sizes, *names, *whole])
    for case in evaluation.cases:
        for region, scores in case.scores.regions.items():
            values = [scores.truth, scores.prediction, *(scores.values.get(name) for name in names)]
            writer.writerow([*_who(case, notes), region.value, *(_cell(value) for value in values), *[""] * len(whole)])
        cells = [_number(case.scores.whole_volume[name]) for name in whole]
        writer.writerow([*_who(case, notes), ALL_CLASSES, *[""] * (len(sizes) + len(names)), *cells])
    return text.getvalue()


def to_json(summary: Summary, facts: Facts) -> str:
    """Return metric -> region, class or `all_classes` -> statistic, and beside the metrics `groups` and `about`."""
    content: dict[str, object] = dict(_table(summary.overall))
    content["groups"] = {
        "source": {name: _table(table) for name, table in summary.by_source.items()},
        "grade": {name: _table(table) for name, table in summary.by_grade.items()},
    }
    content["about"] = {
        **facts,
        "cases": summary.cases,
        "patients": summary.patients,
        "interval": (
            f"bootstrap percentiles of the mean over resampled patients; none of fewer than {FEWEST_PATIENTS} patients"
        ),
        "resampling": asdict(RESAMPLING),
        "empty_masks": EMPTY_MASKS.words,
        "lesion_rule": asdict(GLIOMA_RULE),
        "definitions": {metric.name: metric.definition for metric in (*METRICS, *SLICE_METRICS, *VOLUME_METRICS)},
        "units": {metric.name: metric.unit for metric in (*METRICS, *SLICE_METRICS, *VOLUME_METRICS)},
    }
    return json.dumps(content, indent=1) + "\n"


def _table(table: Table) -> dict[str, dict[str, dict[str, object]]]:
    return {metric: {region: _statistic(found) for region, found in row.items()} for metric, row in table.items()}


def _statistic(found: Statistic) -> dict[str, object]:
    return {
        "mean": _rounded(found.mean),
        "median": _rounded(found.median),
        "ci95": None if found.ci95 is None else [_rounded(bound) for bound in found.ci95],
        "cases": found.cases,
        "patients": found.patients,
        "undefined": found.undefined,
        **({"why_undefined": [REASONS[code] for code in found.reasons]} if found.reasons else {}),
    }


def _who(case: CaseScores, notes: Notes) -> tuple[str, ...]:
    grade = case.grade.value if case.grade else ""
    return (
        case.key,
        case.patient,
        case.source,
        case.layout,
        grade,
        case.truth_digest,
        "; ".join(notes.get(case.key, ())),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _cell(value: Measurement | None) -> str:
    return _number(value.value) if isinstance(value, Measured) else ""


def _number(value: float) -> str:
    return f"{value:.{_DIGITS}g}"
