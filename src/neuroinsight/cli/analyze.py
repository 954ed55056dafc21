"""`neuroinsight analyze`: from images to segmentation, measurements and report."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from neuroinsight.analysis.batch import Outcome, Request, State, requests_for, run_many, run_one
from neuroinsight.analysis.outputs import Existing, is_finished
from neuroinsight.core.errors import OutputError, StudyError
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, MEASURED_REGIONS
from neuroinsight.core.measurement import Measured
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.store import DEFAULT_MODEL, open_model
from neuroinsight.io.study import case_id_of

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
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results that stand there.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Skip cases that are finished.")] = False,
) -> None:
    """Write segmentation.nii.gz, analysis.json, report.pdf and overlay.png of each case. Not a medical device."""
    files = {Sequence.T1: t1, Sequence.T1CE: t1ce, Sequence.T2: t2, Sequence.FLAIR: flair}
    requests = _requests(paths or [], {s: path for s, path in files.items() if path}, patient, study)
    existing = _existing(overwrite=overwrite, resume=resume)
    bundle = open_model(model)
    console = Console(highlight=False)
    if len(requests) == 1 and existing is Existing.KEEP and is_finished(out, bundle.identity):
        console.print(f"{requests[0].name} is finished: {out}", markup=False, soft_wrap=True)
        return
    if len(requests) == 1:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(escape(requests[0].name), total=1.0)
            record = run_one(
                requests[0],
                bundle,
                out,
                scheme=_SCHEMES[labels],
                existing=existing,
                progress=lambda done: bar.update(task, completed=done),
            )
        _print_volumes(console, record)
        console.print(f"Report: {out / 'report.pdf'}", markup=False, soft_wrap=True)
        return
    outcomes: list[Outcome] = []
    with Progress(console=console, transient=True) as bar:
        for outcome in bar.track(
            run_many(requests, bundle, out, scheme=_SCHEMES[labels], existing=existing), total=len(requests)
        ):
            outcomes.append(outcome)
            bar.console.print(f"{outcome.name}: {outcome.state.value}", markup=False)
    _print_outcomes(console, outcomes)
    if any(outcome.state is State.FAILED for outcome in outcomes):
        raise typer.Exit(code=2)


def _requests(
    paths: list[Path], files: dict[Sequence, Path], patient: str | None, study: str | None
) -> tuple[Request, ...]:
    if bool(paths) == bool(files):
        raise StudyError(
            "What is to be analyzed?",
            seen="both case folders and single files" if paths else "neither a case folder nor files",
            allowed="case folders, or --t1ce FILE --flair FILE [--t1 FILE] [--t2 FILE]",
            remedy="name one or the other",
        )
    if files:
        return (Request(name=case_id_of(files), where=files, patient_id=patient, study_id=study),)
    requests = requests_for(paths)
    if (patient or study) and len(requests) > 1:
        raise StudyError(
            "A patient id belongs to one case",
            seen=f"{len(requests)} cases with --patient or --study",
            allowed="one case with ids of its own",
            remedy="analyze the cases one by one, or leave the ids out",
        )
    return tuple(
        Request(name=request.name, where=request.where, patient_id=patient, study_id=study) for request in requests
    )


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
        words = (
            f"{measurement.value:.1f} ml"
            if isinstance(measurement, Measured)
            else f"not assessed: {measurement.reason}"
        )
        table.add_row(f"{region.title} ({region.value})", words)
    console.print(table)
    for caution in record.cautions:
        console.print(f"Caution: {caution.cause}: {caution.consequence}.", markup=False)
    console.print("For research. Not a medical device.")


def _print_outcomes(console: Console, outcomes: list[Outcome]) -> None:
    table = Table("case", "state", "whole tumor", "problem")
    for outcome in outcomes:
        whole = outcome.record.measurements["volume.WT"] if outcome.record else None
        volume = f"{whole.value:.1f} ml" if isinstance(whole, Measured) else ""
        problem = escape(str(outcome.error)) if outcome.error else ""
        table.add_row(escape(outcome.name), outcome.state.value, volume, problem)
    console.print(table)
