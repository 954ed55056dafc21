"""`neuroinsight train`: from a folder of labelled cases to a model."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import TextColumn

from neuroinsight.cli.progress import progress_bar
from neuroinsight.core.errors import DatasetError, OutputError, RecipeError
from neuroinsight.datasets.splits import read_split
from neuroinsight.inference.store import open_model
from neuroinsight.training.cache import Trainable
from neuroinsight.training.recipe import load_recipe, with_changes
from neuroinsight.training.selection import (
    Selection,
    find_trainable,
    select_by_shares,
    select_everything,
    select_parts,
    select_without,
)

try:
    from neuroinsight.training import journal, run
    from neuroinsight.training.journal import Event, Validated
except ModuleNotFoundError as error:
    raise RecipeError(
        "Training needs libraries that are not installed",
        seen=f"no module {error.name}",
        allowed="an installation with the extra named train",
        remedy='pip install "neuroinsight[train]"',
    ) from error


def train(
    recipe: Annotated[str, typer.Argument(help="A recipe's name (neuroinsight recipes list) or a TOML file.")],
    data: Annotated[list[Path], typer.Option(help="Folder with labelled cases; may be given several times.")],
    out: Annotated[Path, typer.Option(help="Folder of the run; the model is written to its model/.")],
    tables: Annotated[list[Path] | None, typer.Option(help="Folder with grade and patient tables.")] = None,
    split: Annotated[
        Path | None, typer.Option(help="Split as JSON; without one, 70/15/15 by patient and grade.")
    ] = None,
    hold_out: Annotated[list[str] | None, typer.Option(help="Part of --split to keep out, as in fold-0.")] = None,
    everything: Annotated[bool, typer.Option("--everything", help="Train on all labelled cases.")] = False,
    start_from: Annotated[str | None, typer.Option(help="Model to go on from: a shipped one or a folder.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder of prepared slices; runs can share one.")] = None,
    change: Annotated[list[str] | None, typer.Option("--set", help="Change a field: optimization.epochs=3.")] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that read and augment slices beside the training.")
    ] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Continue the run in --out exactly.")] = False,
) -> None:
    """Train a recipe, with logs in log.csv and tensorboard/ of the run's folder.

    A run that was stopped goes on exactly from its last checkpoint, two minutes old at most, with --resume.
    """
    chosen = with_changes(load_recipe(recipe), change or [])
    _require_room(out, resume)
    selection = _select(find_trainable(data, tables or []), split, hold_out or [], everything, chosen.optimization.seed)
    _make_folder(out)
    console = Console()
    console.print(
        f"{chosen.name}: {len(selection.training)} cases to train on, {len(selection.validation)} to validate on"
    )
    if selection.absent:
        console.print(f"Named by the split, not in --data: {', '.join(selection.absent)}", markup=False)
    if not selection.validation and (chosen.optimization.keep == "best" or chosen.optimization.patience is not None):
        console.print("No case validates this run: it goes its whole length, and its last weights are the model")
    job = run.Job(
        training=selection.training,
        validation=selection.validation,
        out=out,
        cache=cache or out / "cache",
        split=selection.split,
        start_from=open_model(start_from) if start_from else None,
        resume=resume,
        workers=workers,
    )
    with progress_bar(console, TextColumn("{task.fields[note]}")) as bar:
        task = bar.add_task("preparing slices", total=None, note="")

        def show(state: Event) -> None:
            if isinstance(state, Validated):
                words = ", ".join(f"{region.value} {value:.3f}" for region, value in state.dice.items())
                bar.console.print(f"epoch {state.epoch + 1}: validation Dice {words}")
                return
            bar.update(
                task,
                description=f"epoch {state.epoch + 1} of {state.epochs}",
                total=state.epochs * state.steps,
                completed=state.epoch * state.steps + state.step,
                note=_note(state),
            )

        model = run.train(
            chosen, job, report=show, preparing=lambda key: bar.update(task, description=f"preparing {key}")
        )
    console.print(
        f"The model is in {model}. How good is it? neuroinsight evaluate --model {model} --data DIR --out DIR",
        soft_wrap=True,  # a command to copy stays in one piece
        markup=False,
    )


def _note(state: journal.Progress) -> str:
    return f"loss {state.loss:.3f}, {state.slices_per_s:.0f} slices/s, {state.waiting_fraction:.0%} waiting"


def _require_room(out: Path, resume: bool) -> None:
    if resume or not out.is_dir():
        return
    held = sorted(path.name for path in out.iterdir() if path.name != "cache")
    if "recipe.json" in held:
        raise OutputError(
            "There is a run in this folder",
            seen=str(out),
            allowed="a new folder, or --resume",
            remedy="name another --out, or continue the run with --resume",
        )
    if held:
        raise OutputError(
            f"There is something in {out.name} already",
            seen=", ".join(held[:5]),
            allowed="a new folder, or an empty one",
            remedy="name another --out",
        )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The run cannot be written to {out}",
            seen=error.strerror or str(error),
            allowed="a folder, new or empty, where you may write",
            remedy="name another --out",
        ) from error


def _select(
    cases: tuple[Trainable, ...], split: Path | None, hold_out: list[str], everything: bool, seed: int
) -> Selection:
    if everything and (split or hold_out):
        raise RecipeError(
            "--everything leaves nothing to split",
            seen="--everything together with --split or --hold-out",
            allowed="one of them",
            remedy="leave one out",
        )
    if hold_out and split is None:
        raise DatasetError(
            "Parts of what are to be held out?",
            seen=f"--hold-out {' --hold-out '.join(hold_out)} without a split",
            allowed="parts of the split in --split FILE",
            remedy="name the split, or leave --hold-out out",
        )
    if everything:
        return select_everything(cases)
    if split is None:
        return select_by_shares(cases, seed=seed)
    if hold_out:
        return select_without(cases, read_split(split), hold_out)
    return select_parts(cases, read_split(split))
