"""`neuroinsight reproduce`: a published table run again, by its own protocol and by patient."""

from pathlib import Path
from typing import Annotated

import typer

from neuroinsight.cli.console import Console
from neuroinsight.cli.problem import print_notices
from neuroinsight.core.errors import DatasetError, RecipeError
from neuroinsight.training.selection import find_trainable

try:
    from neuroinsight.studies.published import REFERENCES
    from neuroinsight.studies.reproduce import PAGE
    from neuroinsight.studies.reproduce import reproduce as run_reproduction
except ModuleNotFoundError as error:
    raise RecipeError(
        "Training needs libraries that are not installed",
        seen=f"no module {error.name}",
        allowed="an installation with the extra named train",
        remedy="install them from the folder of the source code",
        code="training.libraries",
    ) from error


def reproduce(
    reference: Annotated[str, typer.Argument(help=f"Whose table: {', '.join(REFERENCES)}.")],
    data: Annotated[list[Path], typer.Option(help="Folder of the cases; may be given several times.")],
    out: Annotated[Path, typer.Option(help="Folder of the runs and the table; what is there is gone on with.")],
    budget: Annotated[float, typer.Option(min=0, help="Minutes of the processor for each run.")] = 25.0,
    row: Annotated[list[str] | None, typer.Option(help="Recipe of a row, in place of all; in this order.")] = None,
    tables: Annotated[list[Path] | None, typer.Option(help="Folder with grade and patient tables.")] = None,
    change: Annotated[list[str] | None, typer.Option("--set", help="Change a field of every recipe.")] = None,
) -> None:
    """Train and measure every row of a published table, with equal budgets; stop it, and call it again to go on."""
    if reference not in REFERENCES:
        raise DatasetError(
            "There is no table of this name",
            seen=reference,
            allowed=", ".join(REFERENCES),
            remedy="name one of these",
            code="reproduce.unknown_table",
        )
    table, only = REFERENCES[reference], row or []
    if unknown := sorted({*only} - {one.recipe for one in table.rows}):
        raise DatasetError(
            "The table has no such row",
            seen=", ".join(unknown),
            allowed=", ".join(one.recipe for one in table.rows),
            remedy="name rows by their recipes",
            code="reproduce.unknown_row",
        )
    found = find_trainable(data, tables or [])
    print_notices((*found.notices, *found.unusable))
    console = Console(soft_wrap=True)
    report = console.print
    run_reproduction(table, tuple(found), out, budget_s=60 * budget, only=only, changes=change or [], report=report)
    console.print(f"The table: {out / PAGE}", markup=False)
