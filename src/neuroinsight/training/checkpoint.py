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
    cases: list[list[str]]  # keys of those to train on and those to validate on; draws count on their order
    started_from: str  # digest of the model that the weights began with; empty if they were random
    model: dict[str, Tensor]
    averaged: dict[str, Tensor] | None  # the running mean of the weights, where the recipe keeps it
    optimizer: dict[str, object]
    scheduler: dict[str, object]
    scaler: dict[str, object] | None
    random: Tensor  # of torch's CPU generator
    epoch: int  # the epoch to continue in
    batch: int  # the first batch of it that was not trained on
    losses: float  # sum over the epoch's batches so far
    best_dice: float
    epochs_without_gain: int


def save_state(path: Path, state: RunState) -> None:
    """Write the state so that a kill at any moment leaves the old file or the new one."""
    work = path.with_name(path.name + ".part")
    torch.save(dict(state), work)
    work.replace(path)


def load_state(path: Path, *, recipe_json: str, cases: list[list[str]], started_from: str = "") -> RunState:
    """Return the state in a checkpoint.

    Raises:
        RecipeError: No checkpoint, a damaged one, or one of another recipe, of other cases or from another model.
    """
    try:
        state: RunState = torch.load(path, map_location="cpu", weights_only=True)  # wherever it was written
        _require_whole(state)
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
    if state["started_from"] != started_from:  # its cases would be forgotten
        raise RecipeError(
            "The run was begun from another model",
            seen=f"{state['started_from'][:12] or 'random weights'}, now {started_from[:12] or 'random weights'}",
            allowed="the model that the run was begun from",
            remedy="resume with the same --start-from, or without one if there was none",
        )
    if state["cases"] != cases:  # what was trained on could turn up in the part that was held out
        raise RecipeError(
            "The run was begun with other cases",
            seen=_difference(state["cases"], cases),
            allowed="the same cases to train on and to validate on",
            remedy="resume with the data and the split of the run (its split.json), or start a new run",
        )
    return state


def _require_whole(state: object) -> None:
    lacking = RunState.__required_keys__ - (set(state) if isinstance(state, dict) else set())
    if lacking:
        raise ValueError(f"a checkpoint without {', '.join(sorted(lacking))}")


def _difference(begun: list[list[str]], given: list[list[str]]) -> str:
    parts = zip(("train on", "validate on"), begun, given, strict=True)
    words = [
        f"to {part}: {len(set(before) - set(now))} are gone and {len(set(now) - set(before))} are new"
        for part, before, now in parts
        if before != now
    ]
    return "; ".join(words)


def as_cpu(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return copies of a module's tensors on the CPU."""
    return {name: tensor.detach().cpu().clone() for name, tensor in state.items()}
