"""`neuroinsight report`: views of a finished analysis, made later."""

from pathlib import Path
from typing import Annotated

import typer

from neuroinsight.analysis.outputs import DEFAULT_VIEW_NAMES
from neuroinsight.analysis.views import Made, make_views
from neuroinsight.cli.console import Console
from neuroinsight.cli.problem import print_notices
from neuroinsight.report.context import Language


def report(
    record: Annotated[Path, typer.Argument(help="The analysis.json of a finished analysis, or its folder.")],
    views: Annotated[str, typer.Option(help="What is made, separated by commas; the usual ones if empty.")] = "",
    language: Annotated[Language, typer.Option(help="Of the report and the pictures.")] = Language.ENGLISH,
    study: Annotated[Path | None, typer.Option(help="Folder in which the analyzed images lie; else near by.")] = None,
    reading: Annotated[
        Path | None, typer.Option(help="What a reader added: status, words, signature (JSON); else nothing.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the views; else beside the record.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace views that stand there.")] = False,
) -> None:
    """Make views from a record, the segmentation beside it and its images, which are known by their content."""
    named = tuple(dict.fromkeys(name.strip() for name in views.split(",") if name.strip()))
    made = make_views(
        record,
        views=named or DEFAULT_VIEW_NAMES,
        language=language,
        images=study,
        reading=reading,
        out=out,
        overwrite=overwrite,
    )
    print_notices(_missing(made))
    console = Console()
    for path in made.written:
        console.print(f"Written: {path}", soft_wrap=True)


def _missing(made: Made) -> list[str]:
    """Return what cannot be drawn, and why."""
    notices = []
    if made.finished.label_map is None:
        notices.append("The segmentation is not beside the record: nothing is drawn.")
    if made.finished.missing:
        titles = ", ".join(sequence.title for sequence in made.finished.missing)
        notices.append(f"Not found by their content: {titles}. They are not drawn; --study DIR names their folder.")
    if made.undrawn:
        notices.append(f"Not made, for they are pictures: {', '.join(made.undrawn)}.")
    if made.without_pictures:
        notices.append("The views hold words and numbers alone.")
    return notices
