"""`neuroinsight dataset`: what a data set holds, and splits of it by patient."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.core.errors import DatasetError, OutputError
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, Grade
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.charts import CHARTS, to_png
from neuroinsight.datasets.describe import CaseDescription, Description, describe_case
from neuroinsight.datasets.description_table import to_csv
from neuroinsight.datasets.splits import Split, split_by_shares, split_into_folds, split_to_json
from neuroinsight.io.atomic import new_folder, write_file

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

_PARTS = ("train", "validation", "test")
_WIDTH_OF_FILES = 140  # columns, where the output is no terminal
_TISSUES = (Region.NCR, Region.ED, Region.ET, Region.WT)

Folders = Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of cases, of any layout.")]
Tables = Annotated[list[Path] | None, typer.Option(help="Folder with grade, patient and survival tables.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")]


@app.command("describe")
def describe_data_set(
    folders: Folders,
    *,
    tables: Tables = None,
    out: Annotated[Path | None, typer.Option(help="Folder for cases.csv and charts.")] = None,
    overwrite: Overwrite = False,
) -> None:
    """Say what is there: grades, missing files, shapes, spacing, tumor volumes, intensities, and what is wrong."""
    console = _console()
    cases = find_cases(folders, tables or [])
    if out is None:
        _print_description(console, _describe(cases))
        return
    with new_folder(out, overwrite=overwrite) as folder:
        description = _describe(cases)
        write_file(folder / "cases.csv", to_csv(description).encode())
        for chart in CHARTS:
            write_file(folder / chart.name, to_png(chart, description))
    _print_description(console, description)
    names = ", ".join(("cases.csv", *(chart.name for chart in CHARTS)))
    console.print(f"\nWritten to {out}: {names}", markup=False)


@app.command("split")
def split_data_set(
    folders: Folders,
    *,
    out: Annotated[Path, typer.Option(help="JSON file of the split.")],
    shares: Annotated[str, typer.Option(help="Of train, validation and test.")] = "0.7,0.15,0.15",
    folds: Annotated[int | None, typer.Option(help="Folds for cross-validation, in place of shares.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same split.")] = 2026,
    tables: Tables = None,
    overwrite: Overwrite = False,
) -> None:
    """Split labelled cases by patient, keeping the proportion of grades in each part."""
    if out.exists() and not overwrite:
        raise OutputError(
            f"{out} exists already",
            seen="a folder" if out.is_dir() else "a file",
            allowed="a new path",
            remedy="choose another path, or add --overwrite",
        )
    cases = [case for case in find_cases(folders, tables or []) if case.labels is not None]
    if folds is None:
        made = split_by_shares(cases, _parse_shares(shares), seed=seed)
    else:
        made = split_into_folds(cases, folds, seed=seed)
    write_file(out, split_to_json(made).encode())
    console = _console()
    _print_split(console, made, cases)
    console.print(f"Written: {out}", markup=False)


def _describe(cases: Collection[Case]) -> Description:
    progress = Console(stderr=True)
    shown = track(cases, "reading", console=progress, transient=True, disable=not progress.is_terminal)
    return Description(cases=tuple(describe_case(case) for case in shown))


def _print_description(console: Console, description: Description) -> None:
    _print_cases(console, description)
    _print_intensities(console, description)
    _print_findings(console, description)
    _print_totals(console, description)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_OF_FILES)


def _parse_shares(text: str) -> dict[str, float]:
    try:
        numbers = [float(part) for part in text.split(",")]
        return dict(zip(_PARTS, numbers, strict=True))
    except ValueError as error:
        raise DatasetError(
            "--shares must be three numbers",
            seen=text,
            allowed="shares of train, validation and test that add up to 1, as in 0.7,0.15,0.15",
            remedy="correct the shares, or ask for --folds 5",
        ) from error


def _print_cases(console: Console, description: Description) -> None:
    shown = _columns(description)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in shown:
        table.add_column(name, justify="right" if name.endswith("ml") or name == "FLAIR max" else "left", no_wrap=True)
    for described in description.cases:
        row = _row(described)
        table.add_row(*(row[name] for name in shown), style="red" if described.problems else None)
    console.print(table)


def _columns(description: Description) -> list[str]:
    """Leave out what is the same for all cases; the totals say it."""
    rows = [_row(described) for described in description.cases]
    told_by_totals = ("source", "missing", "grid")
    return [name for name in rows[0] if name not in told_by_totals or len({row[name] for row in rows}) > 1]


def _row(described: CaseDescription) -> dict[str, str]:
    case = described.case
    flair = described.intensities.get(Sequence.FLAIR)
    mark = "*" if described.has_flair_above_record else " "
    row = {"case": case.key, "grade": case.grade.value if case.grade else "-", "source": case.source}
    row["missing"] = " ".join(case.missing) or "-"
    row["grid"] = str(described.grid) if described.grid else "unreadable"
    for region in _TISSUES:
        volume = described.volumes_ml.get(region)
        row[f"{region.value} ml"] = "-" if volume is None else f"{volume:.1f}"
    row["FLAIR max"] = f"{flair.maximum:.0f}{mark}" if flair else "-"
    return row


def _print_intensities(console: Console, description: Description) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("sequence", "images", "minima", "medians", "99th percentiles", "maxima"):
        table.add_column(name, justify="left" if name == "sequence" else "right")
    for sequence in Sequence:
        all_of_it = [one.intensities[sequence] for one in description.cases if sequence in one.intensities]
        if all_of_it:
            ranges = (
                [one.minimum for one in all_of_it],
                [one.median for one in all_of_it],
                [one.percentile_99 for one in all_of_it],
                [one.maximum for one in all_of_it],
            )
            table.add_row(
                sequence.title, str(len(all_of_it)), *(f"{min(each):.0f} to {max(each):.0f}" for each in ranges)
            )
    console.print("\nIntensities in the brain, lowest to highest of all cases", style="bold")
    console.print(table)


def _print_findings(console: Console, description: Description) -> None:
    for title, style in (("problems", "red"), ("notes", "")):
        lines = [(one.case.key, text) for one in description.cases for text in getattr(one, title)]
        told = [
            (key, text) for key, text in lines if not text.startswith("FLAIR maximum")
        ]  # the table has a star for it
        if told:
            console.print(f"\n{title.capitalize()}", style="bold")
        for key, text in told:
            console.print(f"  {key}: {text}", style=style, markup=False)


def _print_totals(console: Console, description: Description) -> None:
    cases = [one.case for one in description.cases]
    patients = {case.patient for case in cases}
    grids = Counter(str(one.grid) if one.grid else "unreadable" for one in description.cases)
    missing = Counter(name for case in cases for name in case.missing)
    above = sum(one.has_flair_above_record for one in description.cases)
    console.print(f"\n{len(cases)} cases of {len(patients)} patients", style="bold")
    lines = {
        "grades": _counted(Counter(case.grade.value if case.grade else "unknown" for case in cases)),
        "layouts": _counted(Counter(case.layout for case in cases)),
        "sources": _counted(Counter(case.source for case in cases)),
        "grids": _counted(grids, between="; "),
        "missing": _counted(missing) or "nothing",
        "FLAIR above 1273": f"{above} cases (marked *)",
        "with problems": str(len(description.with_problems)),
    }
    repeated = [f"{patient} ({', '.join(keys)})" for patient, keys in description.repeated_patients.items()]
    if repeated:
        lines["repeated patients"] = "; ".join(repeated)
    if description.repeated_images:
        lines["same image twice"] = "; ".join(" = ".join(keys) for keys in description.repeated_images)
    for name, text in lines.items():
        console.print(f"  {name:<18}{text}", markup=False)


def _counted(counts: Counter[str], *, between: str = ", ") -> str:
    return between.join(
        f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _print_split(console: Console, made: Split, cases: list[Case]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("part")
    for name in ("patients", "cases", *(grade.value for grade in Grade), "no grade", "share of HGG"):
        table.add_column(name, justify="right")
    for name, group in [*((part, made.select(cases, [part])) for part in made.parts), ("all", tuple(cases))]:
        grades = Counter(case.grade for case in group)
        graded = grades[Grade.HGG] + grades[Grade.LGG]
        share = f"{100 * grades[Grade.HGG] / graded:.0f} %" if graded else "-"
        counts = (len({case.patient for case in group}), len(group), *(grades[grade] for grade in Grade), grades[None])
        table.add_row(name, *(str(count) for count in counts), share)
    console.print(f"{made.method}; seed {made.seed}", markup=False)
    console.print(table)
    empty = [part for part, patients in made.parts.items() if not patients]
    if empty:
        console.print(f"No patient is in {', '.join(empty)}: too few for these parts", style="yellow", markup=False)
