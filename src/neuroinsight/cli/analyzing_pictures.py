"""Running analyses of pictures for the terminal: areas in pixels, and what came of each patient."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.table import Table

from neuroinsight.analysis.outputs import Output
from neuroinsight.analysis.pictures import PictureOutcome, run_pictures
from neuroinsight.cli.console import Console
from neuroinsight.cli.problem import print_problem
from neuroinsight.cli.progress import progress_bar
from neuroinsight.core.measurement import Measured
from neuroinsight.core.picture_record import PictureAnalysis
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.inference.store import open_model
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note


def analyze(patients: Sequence[SlicePatient], model: str, out: Path, output: Output) -> None:
    """Analyze each patient into a folder of `out`, a single one into `out` itself, and print the areas.

    Raises:
        typer.Exit: With 2, if a patient failed.
    """
    bundle = open_model(model)
    console = Console()
    outcomes: list[PictureOutcome] = []
    with progress_bar(console, transient=True) as bar:
        task = bar.add_task("Analyzing", total=len(patients))
        for outcome in run_pictures(patients, bundle, out, output=output, alone=out if len(patients) == 1 else None):
            outcomes.append(outcome)
            bar.update(task, advance=1)
    table = Table("patient", "slices with tumor", "area of the whole tumor", "problem")
    for outcome in outcomes:
        table.add_row(outcome.name, *_cells(outcome.record), outcome.error.problem if outcome.error else "")
    console.print(table)
    for outcome in outcomes:
        if outcome.error is not None:
            print_problem(outcome.error, about=outcome.name)
        elif outcome.record is not None:
            for caution in outcome.record.cautions:
                note = caution_note(caution, ENGLISH)
                console.print(f"{outcome.name}: {note.cause} {note.consequence}")
    console.print("For research. Not a medical device.")
    if any(outcome.error for outcome in outcomes):
        raise typer.Exit(code=2)
    console.print(f"Masks, areas and overlay: {out}", soft_wrap=True)


def _cells(record: PictureAnalysis | None) -> tuple[str, str]:
    found = [] if record is None else [record.measurements.get(name) for name in ("slices.WT", "area.WT")]
    if record is None or not all(isinstance(one, Measured) for one in found):
        return "", ""
    slices, area = (one.value for one in found if isinstance(one, Measured))
    return f"{slices:.0f} of {record.shape[0]}", f"{area:,.0f} pixels"
