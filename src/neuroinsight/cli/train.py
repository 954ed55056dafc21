"""`neuroinsight train`: from a folder of labelled cases to a model."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import TextColumn

from neuroinsight.cli.console import Console
from neuroinsight.cli.problem import print_notices
from neuroinsight.cli.progress import progress_bar
from neuroinsight.cli.signals import Wish, heard
from neuroinsight.core.errors import DatasetError, RecipeError
from neuroinsight.core.progress import Progress
from neuroinsight.datasets.case import Examined
from neuroinsight.datasets.layout import FoundCases
from neuroinsight.datasets.splits import Split, Unit, read_split
from neuroinsight.inference.store import open_model
from neuroinsight.training.recipe import Recipe, load_recipe, with_changes
from neuroinsight.training.selection import (
    Selection,
    find_trainable,
    select_as_before,
    select_by_shares,
    select_everything,
    select_parts,
    select_without,
)

try:
    from neuroinsight.cli.training_words import command, line_of, note_of
    from neuroinsight.training.checkpoint import load_state
    from neuroinsight.training.events import Event, Noticed, Step
    from neuroinsight.training.folder import CACHE, SPLIT, read_recipe, require_room
    from neuroinsight.training.job import Job
    from neuroinsight.training.loop import Stopped
    from neuroinsight.training.provenance import Origin, read_run_file
    from neuroinsight.training.run import train as run_training
except ModuleNotFoundError as error:
    raise RecipeError(
        "Training needs libraries that are not installed",
        seen=f"no module {error.name}",
        allowed="an installation with the extra named train",
        remedy="install them from the folder of the source code",
        code="training.libraries",
    ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the command line says beside the recipe."""

    data: list[Path]
    tables: list[Path]
    split: Path | None
    hold_out: list[str]
    everything: bool
    start_from: str | None
    cache: Path | None
    device: str | None
    workers: int | None

    def origin(self, before: Origin) -> Origin:
        """Return how the run is started now; what is not said is as it was."""
        return Origin(
            data=_absolute(self.data) or before.data,
            tables=_absolute(self.tables) or before.tables,
            cache=str(self.cache.absolute()) if self.cache else before.cache,
            start_from=_model(self.start_from) or before.start_from,
            workers=before.workers if self.workers is None else self.workers,
            device=self.device or before.device,
            command=tuple(sys.argv),
            started=datetime.now(tz=UTC).isoformat(timespec="seconds"),
        )


def train(
    recipe: Annotated[
        str | None, typer.Argument(help="A recipe's name (neuroinsight recipes list) or a TOML file.")
    ] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="Folder with labelled cases; may be given several times.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the run; the model is written to its model/.")] = None,
    continued: Annotated[
        Path | None, typer.Option("--continue", help="Run to go on with; it remembers everything else.")
    ] = None,
    tables: Annotated[list[Path] | None, typer.Option(help="Folder with grade and patient tables.")] = None,
    split: Annotated[
        Path | None, typer.Option(help="Split as JSON; without one, 70/15/15 by patient and grade.")
    ] = None,
    hold_out: Annotated[list[str] | None, typer.Option(help="Part of --split to keep out, as in fold-0.")] = None,
    everything: Annotated[bool, typer.Option("--everything", help="Train on all labelled cases.")] = False,
    start_from: Annotated[str | None, typer.Option(help="Model to go on from: a shipped one or a folder.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder of prepared slices; runs can share one.")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Length, in place of the recipe's.")] = None,
    change: Annotated[list[str] | None, typer.Option("--set", help="Change a field: network.norm=batch.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1 or mps.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes that read and augment slices beside the training; 1 if unsaid.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", hidden=True, help="The former name of --continue OUT.")] = False,
) -> None:
    """Train a recipe, with logs in log.csv and tensorboard/ of the run's folder.

    A run that was stopped, or has finished and is to go on for more epochs, goes on exactly where it was by
    --continue. Ctrl-C writes a checkpoint first.
    """
    changes = [*(change or []), *([f"optimization.epochs={epochs}"] if epochs else [])]
    given = _Given(
        data=data or [],
        tables=tables or [],
        split=split,
        hold_out=hold_out or [],
        everything=everything,
        start_from=start_from,
        cache=cache,
        device=device,
        workers=workers,
    )
    continued = out if resume else continued
    if continued is not None:
        if out not in {None, continued}:
            raise _unclear("A run that goes on stays in its folder", f"--continue {continued} --out {out}")
        _go_on(continued, load_recipe(recipe) if recipe else None, changes, given)
        return
    if recipe is None or not data or out is None:
        absent = [name for name, value in (("recipe", recipe), ("--data", data), ("--out", out)) if not value]
        raise _unclear("It is not said what is to be trained", f"no {', no '.join(absent)}")
    _begin(with_changes(load_recipe(recipe), changes), out, given)


def _begin(recipe: Recipe, out: Path, given: _Given) -> None:
    require_room(out)
    found = find_trainable(given.data, given.tables)
    print_notices((*found.notices, *found.unusable))
    selection = _select(found, given, recipe.optimization.seed)
    _train(recipe, selection, out, given.origin(Origin(workers=1)), resume=False)


def _go_on(out: Path, wanted: Recipe | None, changes: list[str], given: _Given) -> None:
    recipe = with_changes(wanted or read_recipe(out), changes)
    remembered = read_run_file(out)
    origin = given.origin(remembered.origin if remembered else Origin(workers=1))
    if not origin.data:
        raise RecipeError(
            "The run does not remember where its data are",
            seen=f"no run.json in {out}: an earlier version made it",
            allowed="the folders of the cases that the run has begun with",
            remedy="name them",
            code="training.unknown_data",
        )
    state, _ = load_state(out)
    cases = find_trainable(map(Path, origin.data), map(Path, origin.tables))
    named = given.split or given.hold_out or given.everything
    if named:
        selection = _select(cases, given, recipe.optimization.seed)
    elif (split := _split_of(out)) is not None and split.unit is Unit.SLICE:
        selection = select_parts(cases, split)  # the same patients are in both of its parts
    else:
        selection = select_as_before(cases, state["cases"])
    if state["epoch"] >= recipe.optimization.epochs:
        more = command("train", "--continue", out, "--epochs", str(2 * recipe.optimization.epochs))
        _console().print(f"The run has finished its {state['epoch']} epochs. To go on: {more}")
    _train(recipe, selection, out, origin, resume=True)


def _train(recipe: Recipe, selection: Selection, out: Path, origin: Origin, *, resume: bool) -> None:
    console, wish = _console(), Wish()
    for line in _opening(recipe, selection):
        console.print(line)
    job = Job(
        training=selection.training,
        validation=selection.validation,
        out=out,
        cache=Path(origin.cache) if origin.cache else out / CACHE,
        split=selection.split,
        start_from=open_model(origin.start_from) if origin.start_from else None,
        resume=resume,
        workers=origin.workers,
        device=origin.device,
        asked_to_stop=lambda: wish.is_there,
        origin=origin,
    )
    with progress_bar(console, TextColumn("{task.fields[note]}")) as bar, heard(wish, word="Saving the state ..."):
        task = bar.add_task("preparing slices", total=None, note="")

        def show(event: Event) -> None:
            line = line_of(event)
            if line:
                if not isinstance(event, Noticed):
                    wish.can_wait = True  # slices are prepared: there is a state to save from then on
                bar.console.print(line)
            if isinstance(event, Progress) and event.stage == "preparing":
                bar.update(task, description=f"preparing {event.subject}")
            if isinstance(event, Step):
                bar.update(
                    task,
                    description=f"epoch {event.epoch + 1} of {event.epochs}",
                    total=event.epochs * event.steps,
                    completed=event.epoch * event.steps + event.step,
                    note=note_of(event),
                )

        try:
            model = run_training(recipe, job, report=show)
        except Stopped as stopped:
            bar.stop()
            console.print(f"S{str(stopped)[1:]}; go on with: {command('train', '--continue', out)}")
            raise typer.Exit(wish.exit_code) from None
    console.print(f"The model is in {model}. How good is it? {_next_command(model, origin, selection, out)}")


def _console() -> Console:
    return Console(soft_wrap=True)  # a command to copy stays in one piece


def _opening(recipe: Recipe, selection: Selection) -> Iterator[str]:
    """Yield what is to be known before a run begins."""
    validating = {case.patient for case in selection.validation}
    yield f"{recipe.name}: {len(selection.training)} cases to train on, {len(selection.validation)} to validate on"
    if selection.absent:
        yield f"Named by the split, not in the data: {', '.join(selection.absent)}"
    chooses = recipe.optimization.keep == "best" or recipe.optimization.patience is not None
    if not validating and chooses:
        yield "No case validates this run: it goes its whole length, and its last weights are the model"
    if len(validating) == 1:
        yield f"Only one patient, {min(validating)}, validates this run: its scores say little of other patients" + (
            ", and the epoch that is kept is the one that suits this patient" if chooses else ""
        )


def _next_command(model: Path, origin: Origin, selection: Selection, out: Path) -> str:
    """Return what shows how good the model is, on cases that it has not seen."""
    words: list[str | Path] = ["evaluate", "--model", model]
    split = _split_of(out)
    used = (
        {"train", "validation"}
        if split and split.unit is Unit.SLICE
        else {split.part_of(case) for case in (*selection.training, *selection.validation)}
        if split
        else set()
    )
    unseen = [part for part, patients in split.parts.items() if patients and part not in used] if split else []
    if unseen:
        words += [word for folder in origin.data for word in ("--data", folder)]
        words += [word for folder in origin.tables for word in ("--tables", folder)]
        words += ["--split", out / SPLIT, *(word for part in unseen for word in ("--part", part))]
    else:
        words += ["--data", "OTHER_CASES"]
    return command(*words, "--out", out.with_name(f"{out.name}-evaluation"))


def _split_of(out: Path) -> Split | None:
    return read_split(out / SPLIT) if (out / SPLIT).is_file() else None


def _absolute(paths: list[Path]) -> tuple[str, ...]:
    return tuple(str(path.absolute()) for path in paths)


def _model(named: str | None) -> str | None:
    return str(Path(named).absolute()) if named and Path(named).is_dir() else named


def _unclear(problem: str, seen: str) -> RecipeError:
    return RecipeError(
        problem,
        seen=seen,
        allowed="RECIPE --data DIR --out RUN for a new run, --continue RUN for one that goes on",
        remedy="see what can be trained: neuroinsight recipes list",
        code="cli.unclear_run",
    )


def _select(cases: FoundCases[Examined], given: _Given, seed: int) -> Selection:
    if given.everything and (given.split or given.hold_out):
        raise RecipeError(
            "--everything leaves nothing to split",
            seen="--everything together with --split or --hold-out",
            allowed="one of them",
            remedy="leave one out",
            code="cli.everything_and_split",
        )
    if given.hold_out and given.split is None:
        raise DatasetError(
            "Parts of what are to be held out?",
            seen=f"--hold-out {' --hold-out '.join(given.hold_out)} without a split",
            allowed="parts of the split in --split FILE",
            remedy="name the split, or leave --hold-out out",
            code="cli.hold_out_without_split",
        )
    if given.everything:
        return select_everything(cases)
    if given.split is None:
        return select_by_shares(cases, seed=seed)
    if given.hold_out:
        return select_without(cases, read_split(given.split), given.hold_out)
    return select_parts(cases, read_split(given.split))
