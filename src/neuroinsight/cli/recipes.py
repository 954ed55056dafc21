"""`neuroinsight recipes`: what can be trained."""

from typing import Annotated

import typer
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.training.recipe import load_recipe, recipe_names
from neuroinsight.training.recipe_text import recipe_to_toml

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command("list")
def list_() -> None:
    """List the recipes of the package, those that reproduce a published table together."""
    recipes = [load_recipe(name) for name in recipe_names()]
    console = Console()
    for reference in sorted({recipe.reference for recipe in recipes}):
        table = Table("recipe", "what it trains", title=f"reference: {reference}" if reference else None)
        for recipe in recipes:
            if recipe.reference == reference:
                table.add_row(recipe.name, recipe.summary)
        console.print(table)


@app.command()
def show(name: Annotated[str, typer.Argument(help="A recipe's name, or the path of a TOML file.")]) -> None:
    """Print every field of a recipe, defaults included, as TOML that `neuroinsight train FILE` takes."""
    typer.echo(recipe_to_toml(load_recipe(name)), nl=False)
