"""`neuroinsight compare`: evaluations of the same cases, or runs of training, side by side."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from neuroinsight.cli.problem import print_notices
from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.evaluation.bootstrap import no_interval
from neuroinsight.evaluation.compare import Comparison, Pair
from neuroinsight.evaluation.compare import compare as compare_evaluations
from neuroinsight.evaluation.compare_files import difference_words, write_comparison
from neuroinsight.io.atomic import new_folder
from neuroinsight.metrics.catalogue import METRICS

_SHOWN = ("dice", "lesionwise_dice", "hd95_mm")


def compare(
    results: Annotated[
        list[Path], typer.Argument(help="Folders of evaluations or of runs, two or more; the first is the reference.")
    ],
    out: Annotated[Path, typer.Option(help="Folder of the comparison.")],
    data: Annotated[
        list[Path] | None, typer.Option(help="Folder of the cases of runs, if these do not remember theirs.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results that stand there.")] = False,
) -> None:
    """Compare evaluations or runs case by case: comparison.md, comparison.json, differences.csv and a plot.

    Cases that all of them have are compared; the others are listed. Differences have intervals over patients, and p
    values of Wilcoxon's signed-rank test. Of runs the models are evaluated first, on the patients that validated all of
    them, and runs.md tells what each cost.
    """
    console = Console(highlight=False)
    if all((one / "recipe.toml").is_file() for one in results):
        comparison = _compare_runs(results, out, data or [], overwrite=overwrite)
    else:
        comparison = compare_evaluations(results)
        with new_folder(out, overwrite=overwrite) as folder:
            write_comparison(folder, comparison)
    for pair in comparison.pairs:
        _print_pair(console, comparison, pair)
    for name, keys in comparison.alone.items():
        if keys:
            console.print(f"not compared, in {name} alone: {', '.join(keys)}", markup=False, soft_wrap=True)
    console.print(f"All figures: {out / 'comparison.md'}", soft_wrap=True, markup=False)


def _compare_runs(runs: list[Path], out: Path, data: list[Path], *, overwrite: bool) -> Comparison:
    from neuroinsight.studies.compare_runs import compare_runs  # noqa: PLC0415 - evaluations need no training
    from neuroinsight.training.provenance import read_run_file  # noqa: PLC0415
    from neuroinsight.training.selection import find_trainable  # noqa: PLC0415

    remembered = [one.origin for run in runs if (one := read_run_file(run)) is not None]
    folders = data or [Path(folder) for folder in dict.fromkeys(name for origin in remembered for name in origin.data)]
    tables = [Path(folder) for folder in dict.fromkeys(name for origin in remembered for name in origin.tables)]
    if not folders:
        raise DatasetError(
            "The runs do not remember where their data are",
            seen=", ".join(str(run) for run in runs),
            allowed="the folders of the cases that they were begun with",
            remedy="name them: --data DIR",
            code="compare.unknown_data",
        )
    found = find_trainable(folders, tables)
    print_notices((*found.notices, *found.unusable))
    with new_folder(out, overwrite=overwrite) as folder:
        return compare_runs(runs, tuple(found), folder)


def _print_pair(console: Console, comparison: Comparison, pair: Pair) -> None:
    few = no_interval(comparison.patients)
    title = f"{pair.second} less {pair.first}, {len(comparison.shared)} cases: mean difference"
    console.print(f"{title} ({few})" if few else f"{title} [95 % interval]; p", markup=False, soft_wrap=True)
    table = Table("")
    metrics = [metric for metric in METRICS if metric.name in _SHOWN and metric.name in pair.differences]
    for metric in metrics:
        table.add_column(metric.name)
    for region in NESTED_REGIONS:
        cells = []
        for metric in metrics:
            found = pair.differences[metric.name].get(region.value)
            p_value = "" if found is None or found.p_value is None else f"; {found.p_value:.2g}"
            cells.append("" if found is None else difference_words(found, metric) + p_value)
        if any(cells):
            table.add_row(region.value, *cells)
    console.print(table)
