"""A run's folder: what it holds, how it is begun, and what becomes the model."""

from collections.abc import Callable
from pathlib import Path

from neuroinsight.core.errors import OutputError, RecipeError
from neuroinsight.io.atomic import require_free, write_file
from neuroinsight.training.recipe import Recipe, load_recipe
from neuroinsight.training.recipe_text import recipe_from_json, recipe_to_toml

RECIPE, FORMER_RECIPE, SPLIT = "recipe.toml", "recipe.json", "split.json"
BEST, MODEL, CACHE, LOG = "best", "model", "cache", "log.csv"
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


def publish_model(run: Path, write: Callable[[Path], None], *, best: bool) -> Path:
    """Put the model of a finished run in its place, the best epoch's or what `write` writes, and return its folder."""
    model = run / MODEL
    if best and (run / BEST).is_dir():
        model.mkdir(parents=True, exist_ok=True)
        for file in sorted((run / BEST).iterdir()):
            write_file(model / file.name, file.read_bytes())
    else:
        write(model)
    return model
