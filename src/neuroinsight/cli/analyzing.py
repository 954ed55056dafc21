"""Running analyses for the terminal: how far they are, what came of each, and what was not finished."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal

import typer
from rich.table import Table

from neuroinsight.analysis.batch import Outcome, State
from neuroinsight.analysis.outputs import DEFAULT_VIEW_NAMES, VIEW_NAMES, Existing, Output
from neuroinsight.analysis.requests import Request
from neuroinsight.cli.console import Console
from neuroinsight.cli.places import Place
from neuroinsight.cli.problem import print_problem
from neuroinsight.cli.progress import progress_bar
from neuroinsight.core.errors import OutputError
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, MEASURED_REGIONS
from neuroinsight.core.measurement import Measured
from neuroinsight.core.progress import Progress
from neuroinsight.core.record import Analysis
from neuroinsight.report.context import Language
from neuroinsight.report.impression import impression_text
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note
from neuroinsight.report.sentences import value_text

_SCHEMES = {"brats2017": BRATS_2017, "brats2023": BRATS_2023}
_STATE_OF_KEPT = {
    State.KEPT: "It was finished before: nothing was written.",
    State.RENDERED: "It was finished before: only views were written again.",
}


def output_of(
    *, labels: Literal["brats2017", "brats2023"], language: Language, views: str, overwrite: bool, resume: bool
) -> Output:
    """Return what is to be written.

    Raises:
        OutputError: There is no such view.
    """
    return Output(
        scheme=_SCHEMES[labels],
        views=_views(views),
        language=language,
        existing=Existing.OVERWRITE if overwrite else Existing.KEEP if resume else Existing.REFUSE,
    )


def analyze_one(request: Request, place: Place, out: Path, output: Output) -> None:
    """Analyze one case into `out` and print its volumes and findings."""
    console = Console()
    with progress_bar(console, transient=True) as bar:
        task = bar.add_task(request.name, total=1.0)

        def show(progress: Progress) -> None:
            if progress.stage == "predicting":
                bar.update(task, completed=progress.fraction)

        finished = place.one(request, out, output, show)
    _print_volumes(console, finished.record)
    if finished.state in _STATE_OF_KEPT:
        console.print(_STATE_OF_KEPT[finished.state])
    written = [name for name in output.views if (out / name).is_file()] or ["analysis.json"]
    console.print(f"Report: {out / written[0]}", soft_wrap=True)


def analyze_many(requests: Sequence[Request], place: Place, out: Path, output: Output) -> None:
    """Analyze cases into folders of `out`, and print what became of each; also when the run is stopped.

    Raises:
        typer.Exit: With 2, if a case failed.
    """
    console = Console()
    outcomes: list[Outcome] = []
    try:
        with progress_bar(console, transient=True) as bar, closing(place.many(requests, out, output)) as running:
            task = bar.add_task("Analyzing", total=len(requests))
            for outcome in running:
                outcomes.append(outcome)
                bar.update(task, advance=1)
                bar.console.print(f"{outcome.name}: {outcome.state.value}", soft_wrap=True)
    except (KeyboardInterrupt, SystemExit):
        Console(stderr=True).print(
            f"Stopped after {len(outcomes)} of {len(requests)} cases. Nothing half-made is left;"
            " the same call with --resume goes on from here.",
            soft_wrap=True,
        )
        raise
    finally:
        _print_outcomes(console, outcomes)
    for outcome in outcomes:
        if outcome.error is not None:
            print_problem(outcome.error, about=outcome.name)
    if any(outcome.state is State.FAILED for outcome in outcomes):
        raise typer.Exit(code=2)


def _views(names: str) -> tuple[str, ...]:
    chosen = tuple(name.strip() for name in names.split(",") if name.strip())
    unknown = [name for name in chosen if name not in VIEW_NAMES]
    if unknown:
        raise OutputError(
            "There is no such view",
            seen=", ".join(unknown),
            allowed=", ".join(VIEW_NAMES),
            remedy="name some of these, separated by commas",
            code="view.unknown",
        )
    return tuple(dict.fromkeys(chosen)) or DEFAULT_VIEW_NAMES


def _print_volumes(console: Console, record: Analysis) -> None:
    table = Table("region", "volume", title=record.identity.case_id, title_justify="left")
    for region in MEASURED_REGIONS:
        measurement = record.measurements[f"volume.{region.value}"]
        words = value_text(f"volume.{region.value}", measurement, ENGLISH)
        if isinstance(measurement, Measured):
            words = f"{measurement.value:.1f} ml"
        table.add_row(f"{region.title} ({region.value})", words)
    console.print(table)
    for sentence in impression_text(record, ENGLISH):
        console.print(f"- {sentence}")
    for caution in record.cautions:
        note = caution_note(caution, ENGLISH)
        console.print(f"Caution: {note.cause} {note.consequence}")
    console.print("For research. Not a medical device.")


def _print_outcomes(console: Console, outcomes: list[Outcome]) -> None:
    table = Table("case", "state", "whole tumor", "problem")
    for outcome in outcomes:
        whole = outcome.record.measurements["volume.WT"] if outcome.record else None
        volume = f"{whole.value:.1f} ml" if isinstance(whole, Measured) else ""
        table.add_row(outcome.name, outcome.state.value, volume, outcome.error.problem if outcome.error else "")
    if outcomes:
        console.print(table)
