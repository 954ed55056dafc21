"""`neuroinsight follow-up`: what changed between the dates of one patient."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from neuroinsight.analysis.analyze import Result, analyze
from neuroinsight.analysis.visit_requests import (
    VisitRequest,
    load_visit,
    read_visit,
    visit_of,
    visit_request,
)
from neuroinsight.cli.console import Console
from neuroinsight.core.follow_up_record import Circumstances, ClinicalState, FollowUp, Steroids
from neuroinsight.inference.weights import DEFAULT_MODEL
from neuroinsight.io.atomic import require_free
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.follow_up.page import page_of
from neuroinsight.report.follow_up.speech import speech_in


def follow_up(
    out: Annotated[Path, typer.Option(help="Folder of the follow-up.")],
    examinations: Annotated[
        list[str], typer.Argument(help="Results or images of each date, as FOLDER or FOLDER@2026-05-06, in any order.")
    ],
    images: Annotated[
        list[Path] | None, typer.Option(help="Where the images of results are: they are found there by their digests.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="Outlines dates that are given as images: a shipped model's name, or a folder.")
    ] = DEFAULT_MODEL,
    patient: Annotated[str | None, typer.Option(help="Patient id of dates that are given as images.")] = None,
    steroids: Annotated[Steroids | None, typer.Option(help="Dose at the last date, against the first.")] = None,
    clinical: Annotated[ClinicalState | None, typer.Option(help="State at the last date, against the first.")] = None,
    radiotherapy_ended: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of radiotherapy.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of words and tables.")] = Language.ENGLISH,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a follow-up that stands there.")] = False,
) -> None:
    """Write what changed between the dates of one patient: values, categories by RANO 2.0, lesions, plots.

    The first date is the baseline. Not a medical device.
    """
    requests = [visit_request(text) for text in examinations]
    require_free(out, overwrite=overwrite)

    from neuroinsight.analysis.follow_up import follow_up as compare  # noqa: PLC0415 - bad input is refused before
    from neuroinsight.analysis.follow_up_outputs import write_follow_up  # noqa: PLC0415

    console = Console()
    circumstances = Circumstances(
        steroids=steroids,
        clinical=clinical,
        radiotherapy_ended=radiotherapy_ended.date().isoformat() if radiotherapy_ended else None,
    )
    with console.status("Reading the results"):
        visits = [read_visit(request, images or ()) for request in requests if request.is_analyzed]
    analyzed = _analyze(console, [request for request in requests if not request.is_analyzed], model, patient)
    visits += [visit_of(result) for result in analyzed]
    with console.status("Comparing the dates"):
        record = compare(visits, circumstances=circumstances)
    write_follow_up(out, record, visits, analyzed, context=ReportContext(language=language), overwrite=overwrite)
    _print(console, record, language)
    console.print(f"Follow-up: {out / 'followup.pdf'}", soft_wrap=True)
    console.print("For research. Not a medical device.")


def _analyze(console: Console, requests: list[VisitRequest], model: str, patient: str | None) -> list[Result]:
    """Analyze the dates that were given as images; all are read before the first is analyzed."""
    if not requests:
        return []
    studies = [load_visit(request, patient_id=patient) for request in requests]

    from neuroinsight.inference.store import open_model  # noqa: PLC0415 - torch takes a second

    bundle = open_model(model)
    results = []
    for study in studies:
        with console.status(f"Analyzing {study.identity.study_date}"):
            results.append(analyze(study, bundle))
    return results


def _print(console: Console, record: FollowUp, language: Language) -> None:
    page = page_of(record, language)
    for note in page.cautions:
        console.print(f"Caution: {note.cause} {note.consequence}", soft_wrap=True)
    labels, dates = speech_in(language).labels, [one.study_date for one in record.examinations]
    shown = Table("", dates[0], dates[-1], labels.against_baseline, labels.against_nadir, title=page.change.title)
    for row in page.change.rows:
        shown.add_row(row[0], row[1], *row[len(dates) : len(dates) + 3])
    console.print(shown)
    for number, runs in enumerate(page.impression, start=1):
        console.print(f"{number}. {''.join(runs)}", soft_wrap=True)
