"""`neuroinsight models`: what is shipped, and what it is worth."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.core.card import Figure, ModelCard
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DEFAULT_MODEL, shipped_models
from neuroinsight.models.catalogue import parameter_count
from neuroinsight.preprocess.plan import Plan

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.command("list")
def list_() -> None:
    """List the shipped models."""
    table = Table("model", "version", "sequences", "what it does")
    for name in shipped_models():
        bundle = open_model(name)
        summary = bundle.card.summary if bundle.card else ""
        table.add_row(name, bundle.spec.version, _sequences(bundle.spec.plan), summary)
    Console().print(table)


@app.command()
def info(
    name: Annotated[str, typer.Argument(help="A shipped model's name, or the folder of one.")] = DEFAULT_MODEL,
) -> None:
    """Show a model's card: purpose, training cases, protocol, figures with intervals, limits and terms."""
    bundle = open_model(name)
    console = Console()
    _print_identity(console, bundle)
    if bundle.card is None:
        console.print("This model has no card: nothing is known of its quality.")
        return
    _print_card(console, bundle.card)
    console.print("For research. Not a medical device.")


def _print_identity(console: Console, bundle: Bundle) -> None:
    spec = bundle.spec
    parameters = parameter_count(bundle.network)
    console.print(f"{spec.name} {spec.version}", style="bold")
    console.print(f"sha256      {bundle.identity.sha256}")
    console.print(f"network     {spec.network.name}, {parameters / 1e6:.2f} million parameters")
    console.print(f"answers     {spec.outputs.kind.value}: {', '.join(spec.outputs.names)}")
    console.print(f"sequences   {_sequences(spec.plan)}")


def _sequences(plan: Plan) -> str:
    required, optional = (", ".join(s.title for s in group) for group in (plan.required, plan.optional))
    return f"{required}; {optional} where given" if optional else required


def _print_card(console: Console, card: ModelCard) -> None:
    console.print(f"\n{card.summary}\n")
    for heading, text in (
        ("Intended use", card.intended_use),
        ("Training cases", card.training_cases),
        ("Protocol", card.protocol),
        ("Terms", card.terms),
    ):
        console.print(heading, style="bold")
        console.print(f"{text}\n")
    _print_figures(console, card.figures, "")
    absent = " and ".join(sequence.title for sequence in card.optional)
    _print_figures(console, card.figures_without_optional, f" without {absent}")
    for heading, items in (("Limits", card.limits), ("Please cite", card.citations)):
        console.print(heading, style="bold")
        for item in items:
            console.print(f"- {item}")


def _print_figures(console: Console, figures: Mapping[str, Mapping[str, Figure]], condition: str) -> None:
    for metric, regions in figures.items():
        title = f"{metric}{condition}"
        table = Table("region", "mean", "95% interval", "median", "cases", title=title, title_justify="left")
        for region, figure in regions.items():
            low, high = figure.ci95
            table.add_row(
                region, f"{figure.mean:.3f}", f"{low:.3f} to {high:.3f}", f"{figure.median:.3f}", str(figure.cases)
            )
        console.print(table)
