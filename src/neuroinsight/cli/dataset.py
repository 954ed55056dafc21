"""`neuroinsight dataset`: what a data set holds, and splits of it by patient."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.cli.problem import print_notices
from neuroinsight.core.errors import DatasetError, NeuroInsightError, OutputError
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Examined, Grade
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.charts import CHARTS, to_png
from neuroinsight.datasets.describe import describe_cases
from neuroinsight.datasets.description import CaseDescription, Description
from neuroinsight.datasets.description_table import slices_to_csv, to_csv
from neuroinsight.datasets.duplicates import image_digests, same_patients
from neuroinsight.datasets.layout import FoundCases
from neuroinsight.datasets.protocols import (
    Protocol,
    split_balanced_slices,
    split_by_institution,
    split_like,
    split_slices,
)
from neuroinsight.datasets.splits import Split, read_split, split_by_shares, split_into_folds, split_to_json
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
    found = find_examined(folders, tables or [])
    if out is None:
        _print_description(console, _describe(found))
        return
    with new_folder(out, overwrite=overwrite) as folder:
        description = _describe(found)
        written = {"cases.csv": to_csv(description).encode()} if description.cases else {}
        if description.slices:
            written["slices.csv"] = slices_to_csv(description).encode()
        written |= {chart.name: to_png(chart, description) for chart in CHARTS if description.cases}
        for name, content in written.items():
            write_file(folder / name, content)
    _print_description(console, description)
    console.print(f"\nWritten to {out}: {', '.join(written)}", markup=False)


@app.command("split")
def split_data_set(
    folders: Folders,
    *,
    out: Annotated[Path, typer.Option(help="JSON file of the split.")],
    shares: Annotated[str, typer.Option(help="Of train, validation and test.")] = "0.7,0.15,0.15",
    folds: Annotated[int | None, typer.Option(help="Folds for cross-validation, in place of shares.")] = None,
    protocol: Annotated[
        Protocol, typer.Option(help="What is dealt: patients, single slices as published tables did, or institutions.")
    ] = Protocol.PATIENT,
    like: Annotated[Path | None, typer.Option(help="Split into folds whose patients keep their fold.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same split.")] = 2026,
    tables: Tables = None,
    overwrite: Overwrite = False,
) -> None:
    """Split labelled cases by patient, keeping the proportion of grades in each part, or by another protocol."""
    if out.exists() and not overwrite:
        raise OutputError(
            f"{out} exists already",
            seen="a folder" if out.is_dir() else "a file",
            allowed="a new path",
            remedy="choose another path, or add --overwrite",
            code="output.file_exists",
        )
    if protocol is not Protocol.PATIENT and (folds is not None or like is not None):
        raise DatasetError(
            f"The protocol {protocol} has no folds",
            seen="--folds" if like is None else "--like",
            allowed="folds by patient, or shares of slices",
            remedy="leave it out, or use --protocol patient",
            code="split.no_folds",
        )
    wanted = _parse_shares(shares)
    found = find_examined(folders, tables or [])
    print_notices((*found.notices, *found.unusable))
    cases = [case for case in found if case.is_labelled]
    made = _split(cases, protocol, wanted, folds=folds, seed=seed, like=read_split(like) if like else None)
    write_file(out, split_to_json(made).encode())
    console = _console()
    _print_split(console, made, cases)
    console.print(f"Written: {out}", markup=False)


def _split(
    cases: list[Examined],
    protocol: Protocol,
    shares: dict[str, float],
    *,
    folds: int | None,
    seed: int,
    like: Split | None,
) -> Split:
    if protocol is Protocol.SLICE_RANDOM:
        return split_slices(cases, shares, seed=seed)
    if protocol is Protocol.BALANCED_FIRST:
        return split_balanced_slices(cases, shares, seed=seed)
    digests = dict(_digests(cases))
    one_with = same_patients((case.patient, digests.get(case.key, ())) for case in cases)
    if protocol is Protocol.INSTITUTION:
        return split_by_institution(cases, seed=seed, one_with=one_with)
    if like is not None:
        return split_like(cases, like, seed=seed, one_with=one_with)
    if folds is not None:
        return split_into_folds(cases, folds, seed=seed, one_with=one_with)
    return split_by_shares(cases, shares, seed=seed, one_with=one_with)


def _digests(cases: Collection[Examined]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the digests of each case's images; one that cannot be read is told, and goes by its name alone."""
    for case in _tracked(cases, "comparing images"):
        try:
            yield case.key, image_digests(case)
        except NeuroInsightError as error:
            print_notices([f"{case.key} is not compared with the others: {error.problem} ({error.seen})"])


def _tracked(cases: Collection[Examined], doing: str) -> Iterable[Examined]:
    progress = Console(stderr=True)
    return track(cases, doing, console=progress, transient=True, disable=not progress.is_terminal)


def _describe(found: FoundCases[Examined]) -> Description:
    return describe_cases(_tracked(found, "reading"), found.notices)


def _print_description(console: Console, description: Description) -> None:
    if description.cases:
        _print_cases(console, description)
        _print_intensities(console, description)
    if description.slices:
        _print_slices(console, description)
    _print_findings(console, description)
    _print_totals(console, description)


def _print_slices(console: Console, description: Description) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("patient", "grade", "missing", "size", "slices", "with tumor", "mask pixels", "largest"):
        table.add_column(
            name, justify="right" if name in {"slices", "with tumor", "mask pixels", "largest"} else "left"
        )
    for one in description.slices:
        absent = (*one.case.missing, *(sequence.value for sequence in sorted(one.copies_of_flair)))
        cells = (
            one.case.key,
            one.case.grade.value if one.case.grade else "-",
            " ".join(absent) or "-",
            "x".join(map(str, one.size)) if one.size else "unreadable",
            str(len(one.case.slices)),
            str(sum(area > 0 for area in one.areas_pixels)),
            str(sum(one.areas_pixels)),
            str(max(one.areas_pixels, default=0)),
        )
        table.add_row(*cells, style="red" if one.problems else None)
    console.print(table)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_OF_FILES)


def _parse_shares(text: str) -> dict[str, float]:
    try:
        numbers = [float(part) for part in text.split(",")]
        return dict(zip(_PARTS, numbers, strict=True))
    except ValueError as error:
        raise DatasetError(
            "The shares of a split must be three numbers",
            seen=text,
            allowed="shares of train, validation and test that add up to 1, as in 0.7,0.15,0.15",
            remedy="correct the shares, or ask for folds",
            code="split.shares",
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
    row = {"case": case.key, "grade": case.grade.value if case.grade else "-", "source": case.source}
    row["missing"] = " ".join(case.missing) or "-"
    row["grid"] = str(described.grid) if described.grid else "unreadable"
    for region in _TISSUES:
        volume = described.volumes_ml.get(region)
        row[f"{region.value} ml"] = "-" if volume is None else f"{volume:.1f}"
    row["FLAIR max"] = f"{flair.maximum:.0f}" if flair else "-"
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
    problems = [(one.case.key, text) for one in description.everything for text in one.problems]
    notes = [(one.case.key, text) for one in description.everything for text in one.notes]
    for title, lines, style in (("Problems", problems, "red"), ("Notes", notes, "")):
        if lines:
            console.print(f"\n{title}", style="bold")
        for key, text in lines:
            console.print(f"  {key}: {text}", style=style, markup=False)


def _print_totals(console: Console, description: Description) -> None:
    cases = description.examined
    grids = Counter(str(one.grid) if one.grid else "unreadable" for one in description.cases)
    missing = Counter(name for case in cases for name in case.missing)
    missing += Counter(sequence.value for one in description.slices for sequence in one.copies_of_flair)
    console.print(f"\n{len(cases)} cases of {len(description.patients)} patients", style="bold")
    lines = {
        "grades": _counted(Counter(case.grade.value if case.grade else "unknown" for case in cases)),
        "layouts": _counted(Counter(case.layout for case in cases)),
        "sources": _counted(Counter(case.source for case in cases)),
        "grids": _counted(grids, between="; ") or "none: slices have no millimeters",
        "missing": _counted(missing) or "nothing",
        "with problems": str(len(description.with_problems)),
    }
    repeated = [f"{patient} ({', '.join(keys)})" for patient, keys in description.repeated_patients.items()]
    if repeated:
        lines["repeated patients"] = "; ".join(repeated)
    if description.repeated_images:
        twice = "; ".join(" = ".join(keys) for keys in description.repeated_images)
        lines["same image twice"] = f"{twice}: counted as one patient"
    for name, text in lines.items():
        console.print(f"  {name:<18}{text}", markup=False)
    for notice in description.notices:
        console.print(f"  {notice}", style="yellow", markup=False)


def _counted(counts: Counter[str], *, between: str = ", ") -> str:
    return between.join(
        f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _print_split(console: Console, made: Split, cases: list[Examined]) -> None:
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
