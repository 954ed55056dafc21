"""`neuroinsight analyze`: from images to segmentation, measurements and report."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from neuroinsight.analysis.batch import Outcome, Request, State, requests_for, run_many, run_one
from neuroinsight.analysis.outputs import Existing
from neuroinsight.cli.problem import print_problem
from neuroinsight.core.errors import OutputError, StudyError
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, MEASURED_REGIONS, LabelScheme
from neuroinsight.core.measurement import Measured
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.store import DEFAULT_MODEL, open_model
from neuroinsight.io.study import case_id_of
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note
from neuroinsight.report.sentences import value_text


class _Details(NamedTuple):
    """What the user says of a case beside its images."""

    patient_id: str | None
    study_id: str | None
    study_date: str | None

    def of(self, request: Request) -> Request:
        """Return the request with these details."""
        return replace(request, patient_id=self.patient_id, study_id=self.study_id, study_date=self.study_date)


_SCHEMES = {"brats2017": BRATS_2017, "brats2023": BRATS_2023}


def analyze(
    out: Annotated[Path, typer.Option(help="Folder of the results; with several cases, one folder in it for each.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Case folders, or folders of case folders.")] = None,
    t1ce: Annotated[Path | None, typer.Option(help="Post-contrast T1.")] = None,
    flair: Annotated[Path | None, typer.Option(help="FLAIR.")] = None,
    t1: Annotated[Path | None, typer.Option(help="T1 before contrast.")] = None,
    t2: Annotated[Path | None, typer.Option(help="T2.")] = None,
    model: Annotated[str, typer.Option(help="A shipped model's name, or the folder of one.")] = DEFAULT_MODEL,
    labels: Annotated[
        Literal["brats2017", "brats2023"], typer.Option(help="Numbers of the segmentation.")
    ] = "brats2017",
    patient: Annotated[str | None, typer.Option(help="Patient id for the report (one case).")] = None,
    study: Annotated[str | None, typer.Option(help="Study id for the report (one case).")] = None,
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the MRI (one case).")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results that stand there.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Skip cases that are finished.")] = False,
) -> None:
    """Write segmentation.nii.gz, analysis.json, report.pdf and overlay.png of each case. Not a medical device."""
    files = {Sequence.T1: t1, Sequence.T1CE: t1ce, Sequence.T2: t2, Sequence.FLAIR: flair}
    details = _Details(patient, study, date.date().isoformat() if date else None)
    requests = _requests(paths or [], {s: path for s, path in files.items() if path}, details)
    existing = _existing(overwrite=overwrite, resume=resume)
    bundle = open_model(model)
    console = Console(highlight=False)
    if not paths or paths == [request.where for request in requests[:1]]:  # the case itself was named, not its cohort
        _analyze_one(console, requests[0], bundle, out, _SCHEMES[labels], existing)
    else:
        _analyze_many(console, requests, bundle, out, _SCHEMES[labels], existing)


def _analyze_one(
    console: Console, request: Request, bundle: Bundle, out: Path, scheme: LabelScheme, existing: Existing
) -> None:
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(escape(request.name), total=1.0)
        finished = run_one(
            request,
            bundle,
            out,
            scheme=scheme,
            existing=existing,
            progress=lambda done: bar.update(task, completed=done),
        )
    _print_volumes(console, finished.record)
    if finished.was_there:
        console.print("It was finished before: nothing was written.")
    console.print(f"Report: {out / 'report.pdf'}", markup=False, soft_wrap=True)


def _analyze_many(
    console: Console, requests: tuple[Request, ...], bundle: Bundle, out: Path, scheme: LabelScheme, existing: Existing
) -> None:
    outcomes: list[Outcome] = []
    with Progress(console=console, transient=True) as bar:
        done = run_many(requests, bundle, out, scheme=scheme, existing=existing)
        for outcome in bar.track(done, total=len(requests)):
            outcomes.append(outcome)
            bar.console.print(f"{outcome.name}: {outcome.state.value}", markup=False)
    _print_outcomes(console, outcomes)
    failed = [outcome for outcome in outcomes if outcome.state is State.FAILED]
    for outcome in failed:
        if outcome.error is not None:
            print_problem(outcome.error, about=outcome.name)
    if failed:
        raise typer.Exit(code=2)


def _requests(paths: list[Path], files: dict[Sequence, Path], details: _Details) -> tuple[Request, ...]:
    if bool(paths) == bool(files):
        raise StudyError(
            "What is to be analyzed?",
            seen="both case folders and single files" if paths else "neither a case folder nor files",
            allowed="case folders, or --t1ce FILE --flair FILE [--t1 FILE] [--t2 FILE]",
            remedy="name one or the other",
        )
    if files:
        return (details.of(Request(name=case_id_of(files), where=files)),)
    requests = requests_for(paths)
    if any(details) and len(requests) > 1:
        raise StudyError(
            "Ids and a date belong to one case",
            seen=f"{len(requests)} cases with --patient, --study or --date",
            allowed="one case with details of its own",
            remedy="analyze the cases one by one, or leave the details out",
        )
    return tuple(details.of(request) for request in requests)


def _existing(*, overwrite: bool, resume: bool) -> Existing:
    if overwrite and resume:
        raise OutputError(
            "Finished cases are replaced or kept, not both",
            seen="--overwrite and --resume",
            allowed="--overwrite to analyze all cases again, --resume to skip those that are finished",
            remedy="leave one out",
        )
    return Existing.OVERWRITE if overwrite else Existing.KEEP if resume else Existing.REFUSE


def _print_volumes(console: Console, record: Analysis) -> None:
    table = Table("region", "volume", title=escape(record.identity.case_id), title_justify="left")
    for region in MEASURED_REGIONS:
        measurement = record.measurements[f"volume.{region.value}"]
        words = value_text(measurement, ENGLISH)
        if isinstance(measurement, Measured):
            words = f"{measurement.value:.1f} ml"
        table.add_row(f"{region.title} ({region.value})", words)
    console.print(table)
    for caution in record.cautions:
        note = caution_note(caution, ENGLISH)
        console.print(f"Caution: {note.cause} {note.consequence}", markup=False)
    console.print("For research. Not a medical device.")


def _print_outcomes(console: Console, outcomes: list[Outcome]) -> None:
    table = Table("case", "state", "whole tumor", "problem")
    for outcome in outcomes:
        whole = outcome.record.measurements["volume.WT"] if outcome.record else None
        volume = f"{whole.value:.1f} ml" if isinstance(whole, Measured) else ""
        problem = escape(outcome.error.problem) if outcome.error else ""
        table.add_row(escape(outcome.name), outcome.state.value, volume, problem)
    console.print(table)
