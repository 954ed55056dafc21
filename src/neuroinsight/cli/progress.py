"""How far a long command is, and how long it still takes."""

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from neuroinsight.cli.console import Console


def progress_bar(console: Console, *more: ProgressColumn, transient: bool = False) -> Progress:
    """Return a bar with what is done of how much, the time taken and the time left; `more` columns at its end."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        *more,
        console=console,
        transient=transient,
    )
