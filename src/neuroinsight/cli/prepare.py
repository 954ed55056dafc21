"""`neuroinsight prepare`: raw heads as a case that every program for brain tumors reads."""

from pathlib import Path
from typing import Annotated

import typer

from neuroinsight.cli.console import Console
from neuroinsight.preprocess.raw import Kind
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note, step_text


def prepare(
    raw: Annotated[Path, typer.Argument(help="Folder of the raw images of one examination.")],
    out: Annotated[Path, typer.Option(help="Folder of the prepared case; its name is the case's.")],
    brain_mask: Annotated[
        Path | None, typer.Option(help="Mask of the brain, on the grid of one of the images, in place of extraction.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--raw", help="Take the images for raw ones though they look prepared.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a case that stands there.")] = False,
) -> None:
    """Write registered, brain-extracted images on one grid of 1 mm, the brain's mask, and what was done."""
    from neuroinsight.analysis.prepared_case import write_prepared  # noqa: PLC0415 - torch takes a second

    console = Console()
    with console.status("Registering, extracting the brain"):
        head = write_prepared(
            raw, out, kind=Kind.RAW if force else Kind.AUTO, brain_mask=brain_mask, overwrite=overwrite
        )
    for step in head.steps:
        console.print(f"- {step_text(step, ENGLISH)}", soft_wrap=True)
    for caution in head.cautions:
        note = caution_note(caution, ENGLISH)
        console.print(f"Caution: {note.cause} {note.consequence}", soft_wrap=True)
    console.print(f"Case: {out}", soft_wrap=True)
