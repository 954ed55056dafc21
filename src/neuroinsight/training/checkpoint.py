"""The state of a run on disk: everything that a resumed run needs to continue as if it had never stopped."""

from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import TypedDict

import torch
from torch import Tensor

from neuroinsight.core.errors import RecipeError


class RunState(TypedDict):
    """What a checkpoint holds, in types that torch loads without running code."""

    recipe: str  # as JSON; a run continues only with the recipe it began with
    model: dict[str, Tensor]
    optimizer: dict[str, object]
    scheduler: dict[str, object]
    scaler: dict[str, object] | None
    random: Tensor  # of torch's CPU generator
    epoch: int  # the epoch to continue in
    batch: int  # the first batch of it that was not trained on
    best_dice: float
    epochs_without_gain: int


def save_state(path: Path, state: RunState) -> None:
    """Write the state so that a kill at any moment leaves the old file or the new one."""
    work = path.with_name(path.name + ".part")
    torch.save(dict(state), work)
    work.replace(path)


def load_state(path: Path, recipe_json: str) -> RunState:
    """Return the state in a checkpoint.

    Raises:
        RecipeError: No checkpoint, a damaged one, or one of another recipe.
    """
    try:
        state: RunState = torch.load(path, weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError, UnpicklingError) as error:
        raise RecipeError(
            "There is nothing to resume",
            seen=f"{path}: {error}",
            allowed="the folder of a run that has written a checkpoint",
            remedy="start the run without --resume",
        ) from error
    if state["recipe"] != recipe_json:
        raise RecipeError(
            "The run was begun with another recipe",
            seen="recipe.json of the run differs from the recipe given now",
            allowed="the same recipe, field by field",
            remedy="resume with the recipe of the run, or start a new run in another folder",
        )
    return state


def as_cpu(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return copies of a module's tensors on the CPU."""
    return {name: tensor.detach().cpu().clone() for name, tensor in state.items()}
