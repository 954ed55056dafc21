"""The files of a comparison: `comparison.md`, `comparison.json`, `differences.csv` and a plot."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path

from neuroinsight.core.labels import MEASURED_REGIONS, NESTED_REGIONS
from neuroinsight.evaluation.bootstrap import FEWEST_PATIENTS, RESAMPLING, no_interval
from neuroinsight.evaluation.compare import Comparison, Pair
from neuroinsight.evaluation.compare_plots import draw_differences
from neuroinsight.evaluation.markdown import to_table
from neuroinsight.evaluation.paired import PairedDifference
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS, Metric

SHOWN = ("dice", "surface_dice", "hd95_mm", "lesionwise_dice", "volume_error_ml", "dice_per_tumor_slice")
_ALL = {metric.name: metric for metric in (*METRICS, *SLICE_METRICS)}
_DECIMALS = {"1": 3, "mm": 1, "ml": 1, "count": 2}
_DIGITS = 6
_INTERVAL = (
    f"bootstrap percentiles of the mean difference over resampled patients; none of fewer than {FEWEST_PATIENTS}"
)
_HOW_TO_READ = f"""A difference is the second less the first, averaged over cases, with the 95 % interval of
{RESAMPLING.resamples} bootstrap draws of whole patients (none of fewer than {FEWEST_PATIENTS}). Better, worse and equal
count cases, as the metric improves. p is of Wilcoxon's signed-rank test, two-sided, on each patient's mean difference
({FEWEST_PATIENTS} patients or more); it is not corrected for the number of rows: among twenty rows without any
difference, one has p < 0.05. Cases in which one of the two has no value are left out."""


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Write all files into a folder that is there."""
    (folder / "comparison.md").write_text(to_markdown(comparison), encoding="utf-8")
    (folder / "comparison.json").write_text(to_json(comparison), encoding="utf-8")
    (folder / "differences.csv").write_text(to_csv(comparison), encoding="utf-8", newline="")
    (folder / "differences.png").write_bytes(draw_differences(comparison))


def to_markdown(comparison: Comparison) -> str:
    """Return a table per pair and metric, the cases that were not compared, and how to read it."""
    few = no_interval(comparison.patients)
    alone = {name: keys for name, keys in comparison.alone.items() if keys}
    parts = [
        "# Comparison",
        "\n".join(f"- {one.name}: {len(one.cases)} cases; {one.scored}" for one in comparison.results),
        f"{len(comparison.shared)} cases of {comparison.patients} patients are in all of them and are compared, each"
        + (f" with itself. Here: {few}." if few else " with itself."),
        *(
            f"Not compared, because another one lacks them: {', '.join(keys)} (in {name})."
            for name, keys in alone.items()
        ),
        *(part for pair in comparison.pairs for part in _pair_parts(pair)),
        "## How to read it",
        _HOW_TO_READ,
    ]
    return "\n\n".join(parts) + "\n"


def to_json(comparison: Comparison) -> str:
    """Return the results, the cases, and for each pair metric -> region -> the fields of the difference."""
    content = {
        "results": [{"name": one.name, "cases": len(one.cases), "scored": one.scored} for one in comparison.results],
        "cases": list(comparison.shared),
        "patients": comparison.patients,
        "not_compared": {name: list(keys) for name, keys in comparison.alone.items()},
        "interval": _INTERVAL,
        "test": "Wilcoxon signed-rank, two-sided, on the mean difference of each patient, not corrected",
        "resampling": asdict(RESAMPLING),
        "pairs": [
            {
                "first": pair.first,
                "second": pair.second,
                "differences": {
                    metric: {region: _rounded(found) for region, found in row.items()}
                    for metric, row in pair.differences.items()
                },
            }
            for pair in comparison.pairs
        ],
    }
    return json.dumps(content, indent=1) + "\n"


def to_csv(comparison: Comparison) -> str:
    """Return a row per compared case, region and metric, with the value of each result."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["case", "patient", "region", "metric", *(one.name for one in comparison.results)])
    for key in comparison.shared:
        for region in MEASURED_REGIONS:
            for metric in comparison.results[0].metrics:
                values = [one.cases[key].values.get(region.value, {}).get(metric) for one in comparison.results]
                if any(value is not None for value in values):
                    cells = ["" if value is None else f"{value:.{_DIGITS}g}" for value in values]
                    writer.writerow([key, comparison.results[0].cases[key].patient, region.value, metric, *cells])
    return text.getvalue()


def difference_words(found: PairedDifference, metric: Metric) -> str:
    """Return the mean difference with its sign and its interval."""
    digits = _DECIMALS[metric.unit]
    interval = "" if found.ci95 is None else f" [{found.ci95[0]:+.{digits}f}, {found.ci95[1]:+.{digits}f}]"
    return f"{found.mean:+.{digits}f}{interval}"


def _pair_parts(pair: Pair) -> list[str]:
    parts = [f"## {pair.second} against {pair.first}"]
    for name in SHOWN:
        if name not in pair.differences:
            continue
        metric, row = _ALL[name], pair.differences[name]
        digits = _DECIMALS[metric.unit]
        means = [f"{one}: mean; median" for one in (pair.first, pair.second)]
        head = ["region", "cases", *means, "difference", "median of differences", "better / worse / equal", "p"]
        lines = [head]
        for region in MEASURED_REGIONS:
            if region.value in row and (region in NESTED_REGIONS or name in {"dice", "volume_error_ml"}):
                found = row[region.value]
                lines.append(
                    [
                        region.value,
                        str(found.cases),
                        f"{found.first_mean:.{digits}f}; {found.first_median:.{digits}f}",
                        f"{found.second_mean:.{digits}f}; {found.second_median:.{digits}f}",
                        difference_words(found, metric) + (f" ({few})" if (few := no_interval(found.patients)) else ""),
                        f"{found.median:+.{digits}f}",
                        f"{found.wins} / {found.losses} / {found.ties}",
                        "" if found.p_value is None else f"{found.p_value:.2g}",
                    ]
                )
        unit = f" ({metric.unit})" if metric.unit in {"mm", "ml"} else ""
        parts += [f"{metric.title}{unit}, {metric.better.value} is better:", to_table(lines)]
    return parts


def _rounded(found: PairedDifference) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name, value in asdict(found).items():
        if isinstance(value, float):
            fields[name] = float(f"{value:.{_DIGITS}g}")
        else:
            fields[name] = [round(bound, _DIGITS) for bound in value] if isinstance(value, tuple) else value
    return fields
