"""A run's folder: what it holds, how it is begun, and what becomes the model."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from neuroinsight.core.errors import NeuroInsightError, OutputError, RecipeError
from neuroinsight.inference.bundle import SPEC_FILE
from neuroinsight.io.atomic import require_free, write_file
from neuroinsight.training.checkpoint import CHECKPOINT
from neuroinsight.training.recipe import Recipe, load_recipe
from neuroinsight.training.recipe_text import recipe_from_json, recipe_to_toml

RECIPE, FORMER_RECIPE, SPLIT = "recipe.toml", "recipe.json", "split.json"
BEST, MODEL, CACHE, LOG = "best", "model", "cache", "log.csv"
_REFUSED = {
    "output.refused",
    "training.cache_not_written",
    "training.checkpoint_not_written",
    "training.not_written",
}
_BEFORE_THE_FIRST_CHECKPOINT = {RECIPE, SPLIT, "run.json", LOG, "tensorboard"}


def read_recipe(run: Path) -> Recipe:
    """Return the recipe of a run.

    Raises:
        RecipeError: The folder holds no run, or its recipe is damaged.
    """
    if (run / RECIPE).is_file():
        return load_recipe(str(run / RECIPE))
    if (run / FORMER_RECIPE).is_file():  # of runs that were made before recipes were written as they are read
        return recipe_from_json((run / FORMER_RECIPE).read_bytes())
    raise RecipeError(
        f"There is no run in {run.name or run}",
        seen=f"no {RECIPE}" if run.is_dir() else "no such folder",
        allowed="the folder of a run that has begun to train",
        remedy="name the folder that the run was written to, or start a new run",
        code="training.no_run",
    )


def write_recipe(run: Path, recipe: Recipe) -> None:
    """Write the recipe as TOML that can be trained again."""
    write_file(run / RECIPE, recipe_to_toml(recipe).encode())


def require_room(out: Path) -> None:
    """Refuse a folder that a new run cannot have for itself.

    Raises:
        OutputError: There is a run in it, or anything else but prepared slices; or it is a file.
    """
    if not out.is_dir():
        require_free(out, overwrite=False)
        return
    held = {path.name for path in out.iterdir() if path.name != CACHE and not path.name.startswith(".")}
    if not held - _BEFORE_THE_FIRST_CHECKPOINT and RECIPE in held:
        return  # a run that ended before it could be continued
    if {RECIPE, FORMER_RECIPE} & held:
        raise OutputError(
            "There is a run in this folder",
            seen=str(out),
            allowed="a new folder, or an empty one",
            remedy="name another folder, or continue the run",
            code="training.run_exists",
        )
    if held:
        raise OutputError(
            f"There is something in {out.name} already",
            seen=", ".join(sorted(held)[:5]),
            allowed="a new folder, or an empty one",
            remedy="name another folder",
            code="training.occupied",
        )


@contextmanager
def written_whole(run: Path, *, is_new: bool) -> Iterator[None]:
    """Say what the system refuses to write, and what is free.

    A new run that fails before its first checkpoint leaves nothing but slices of cases that were prepared whole.

    Raises:
        OutputError: A file of the run cannot be written.
    """
    try:
        yield
    except (OSError, NeuroInsightError) as error:
        _remove_begun(run, everything=is_new and not (run / CHECKPOINT).exists())
        refused = _not_written(run, error) if isinstance(error, OSError) else error
        if refused.code not in _REFUSED:
            raise
        raise OutputError(
            refused.problem,
            seen=f"{refused.seen}; {_free(run)}",
            allowed=refused.allowed,
            remedy=refused.remedy,
            code=refused.code,
        ) from error


def _not_written(run: Path, error: OSError) -> OutputError:
    return OutputError(
        f"The run {run.name} cannot be written",
        seen=error.strerror or str(error),
        allowed="a folder with free space where you may write",
        remedy="make room; a run that has written a checkpoint can be continued then",
        code="training.not_written",
    )


def _remove_begun(run: Path, *, everything: bool) -> None:
    """Remove folders in which nothing stands, and what a run has before its first checkpoint if it has none."""
    for path in [run / name for name in _BEFORE_THE_FIRST_CHECKPOINT] if everything else []:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    for folder in (run / BEST, run / MODEL, run / CACHE, run):
        with suppress(OSError):
            folder.rmdir()


def _free(run: Path) -> str:
    there = next(folder for folder in (run, *run.absolute().parents) if folder.exists())
    return f"{shutil.disk_usage(there).free / 1e6:,.1f} MB free in {there}"


def publish_model(run: Path, write: Callable[[Path], None], *, best: bool) -> Path:
    """Put the model of a finished run in its place, the best epoch's or what `write` writes, and return its folder."""
    model = run / MODEL
    if best and (run / BEST / SPEC_FILE).is_file():
        model.mkdir(parents=True, exist_ok=True)
        for file in sorted((run / BEST).iterdir()):
            write_file(model / file.name, file.read_bytes())
    else:
        write(model)
    return model
