"""`neuroinsight client`: a server of the application, from another machine's terminal."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.core.errors import NeuroInsightError

if TYPE_CHECKING:
    from neuroinsight.client import Server

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_TOKEN = "NEUROINSIGHT_TOKEN"  # noqa: S105 - the variable's name

Url = Annotated[str, typer.Option("--server", help="Address of the server, as it printed it.")]


@app.command()
def upload(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of one study.", exists=True)],
    server: Url,
    wait: Annotated[bool, typer.Option("--wait", help="Have it analyzed, and wait for the result.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Fetch the result into this new folder; waits, too.", show_default=False)
    ] = None,
    patient: Annotated[str | None, typer.Option(help="A code, no name of a person.", show_default=False)] = None,
    exam_date: Annotated[str | None, typer.Option(help="Day of the exam, YYYY-MM-DD.", show_default=False)] = None,
    treated: Annotated[
        bool | None,
        typer.Option("--treated/--untreated", help="Surgery or treatment before this exam.", show_default=False),
    ] = None,
) -> None:
    """Upload one study, and print its id. The token stands in NEUROINSIGHT_TOKEN."""
    declared: dict[str, Any] = {"patient": patient, "exam_date": _day(exam_date), "treated": treated}
    console = Console(stderr=True, soft_wrap=True)
    with _open(server) as opened:
        study = opened.upload(
            paths,
            declared={name: value for name, value in declared.items() if value is not None},
            progress=lambda name: console.print(f"Sending {name}"),
        )
        print(f"study: {study}")
        if wait or out is not None:
            opened.analyze(study)
            with console.status("Waiting for the analysis") as status:
                done = opened.wait(study, progress=lambda stage, share: status.update(f"{stage} {share:.0%}"))
            volume = "no volume" if done.whole_tumor_ml is None else f"{done.whole_tumor_ml:.1f} ml"
            console.print(f"Whole tumor: {volume}. An AI result, not reviewed. Not a medical device.")
        if out is not None:
            console.print(f"Results: {opened.download(study, out)}")


@app.command()
def download(
    study: Annotated[str, typer.Argument(help="The study's id.")],
    server: Url,
    out: Annotated[Path, typer.Option(help="New folder for the results.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results that are there.")] = False,
) -> None:
    """Fetch record, label map and views of a study. The token stands in NEUROINSIGHT_TOKEN."""
    with _open(server) as opened:
        print(opened.download(study, out, overwrite=overwrite))


@app.command("list")
def list_(
    server: Url,
    q: Annotated[str, typer.Option(help="Part of the patient's code.")] = "",
) -> None:
    """List one's own studies, the newest exam first. The token stands in NEUROINSIGHT_TOKEN."""
    table = Table("study", "patient", "exam", "status", "review", "whole tumor, ml")
    with _open(server) as opened:
        for one in opened.studies(q):
            volume = "" if one.whole_tumor_ml is None else f"{one.whole_tumor_ml:.1f}"
            table.add_row(one.id, one.patient, one.exam_date or "", one.status, one.review or "", volume)
    Console().print(table)


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise NeuroInsightError(
            "This is no day",
            seen=text,
            allowed="a day as 2026-11-19",
            remedy="write year, month and day with hyphens",
            code="client.day",
        ) from error


def _open(url: str) -> "Server":
    token = os.environ.get(_TOKEN, "").strip()
    if not token:
        raise NeuroInsightError(
            "The token is missing",
            seen=f"nothing in {_TOKEN}",
            allowed="a token made on your account's page, or at the terminal of the server",
            remedy=f"put it into the variable {_TOKEN}",
            code="client.no_token",
        )
    try:
        from neuroinsight.client import Server  # noqa: PLC0415 - an extra may be missing
    except ModuleNotFoundError as error:
        raise NeuroInsightError(
            "The client's library is not installed",
            seen=f"no module {error.name}",
            allowed="an installation with the extra 'client'",
            remedy="install the extra",
            code="client.libraries",
        ) from error
    return Server(url, token)
