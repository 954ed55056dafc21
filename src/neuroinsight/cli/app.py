"""The command line: one command per verb, and one way to say what went wrong."""

import sys
from importlib import metadata
from typing import Annotated

import typer
from rich.console import Console

from neuroinsight.cli import analyze, dataset, demo, evaluate, models, phantom, recipes, train
from neuroinsight.core.errors import NeuroInsightError

_FAILED = 2

app = typer.Typer(
    name="neuroinsight",
    help="From the MRI of a brain tumor patient to measurements and a report. For research: not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(analyze.analyze)
app.command()(train.train)
app.command()(evaluate.evaluate)
app.command()(phantom.phantom)
app.command()(demo.demo)
app.add_typer(dataset.app, name="dataset", help="Describe and split data sets.")
app.add_typer(models.app, name="models", help="List the shipped models and show their cards.")
app.add_typer(recipes.app, name="recipes", help="List training recipes and show their fields.")


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"neuroinsight {metadata.version('neuroinsight')}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From the MRI of a brain tumor patient to measurements and a report. For research: not a medical device."""


def main() -> None:
    """Run the command line; a problem that the user can mend is printed in four lines and exits with 2."""
    try:
        app()
    except NeuroInsightError as error:
        print_problem(error)
        sys.exit(_FAILED)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(130)


def print_problem(error: NeuroInsightError) -> None:
    """Write problem, seen, allowed and remedy to standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"{error.problem}.", style="bold red", markup=False)
    console.print(f"  seen:    {error.seen}", markup=False)
    console.print(f"  allowed: {error.allowed}", markup=False)
    console.print(f"  remedy:  {error.remedy}", markup=False)


if __name__ == "__main__":
    main()
