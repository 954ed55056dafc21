"""The state of a run on disk: everything that a resumed run needs to continue as if it had never stopped."""

import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import TypedDict, cast

import torch
from torch import Tensor

from neuroinsight.core.errors import OutputError, RecipeError

CHECKPOINT, PREVIOUS = "last.pt", "previous.pt"


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
    random_cuda: list[Tensor]  # of each GPU's
    epoch: int  # the epoch to continue in
    batch: int  # the first batch of it that was not trained on
    losses: float  # sum over the epoch's batches so far
    best: float | None  # of what is watched
    epochs_without_gain: int


@dataclass(slots=True, kw_only=True)
class Position:
    """Where a run is; it moves on with every batch."""

    epoch: int = 0  # the epoch to continue in
    batch: int = 0  # the first batch of it that was not trained on
    losses: float = 0.0  # sum over the epoch's batches so far
    best: float | None = None  # of what is watched
    epochs_without_gain: int = 0

    def begin_next_epoch(self) -> None:
        """Stand before the first batch of the next epoch."""
        self.epoch, self.batch, self.losses = self.epoch + 1, 0, 0.0

    def is_stale(self, patience: int | None) -> bool:
        """Say whether too many epochs brought no better score."""
        return patience is not None and self.epochs_without_gain >= patience

    def is_gain(self, score: float, *, lower_is_better: bool) -> bool:
        """Take note of an epoch's score, and say whether it is the best so far."""
        gained = self.best is None or (score < self.best if lower_is_better else score > self.best)
        self.best = score if gained else self.best
        self.epochs_without_gain = 0 if gained else self.epochs_without_gain + 1
        return gained


def position_of(state: RunState | None) -> Position:
    """Return where a checkpoint stands, or the beginning."""
    if state is None:
        return Position()
    return Position(
        epoch=state["epoch"],
        batch=state["batch"],
        losses=state["losses"],
        best=state["best"],
        epochs_without_gain=state["epochs_without_gain"],
    )


def save_state(folder: Path, state: RunState) -> None:
    """Write the state so that a kill at any moment leaves the old file or the new one, and keep the one before.

    Raises:
        OutputError: The disk is full, or the folder cannot be written.
    """
    path = folder / CHECKPOINT
    work = path.with_name(f".{CHECKPOINT}.part")
    try:
        with work.open("wb") as file:
            torch.save(dict(state), file)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it takes the place of one that is
        if path.exists():
            path.replace(folder / PREVIOUS)
        work.replace(path)
    except (OSError, RuntimeError) as error:  # torch says RuntimeError where its writer failed
        work.unlink(missing_ok=True)
        raise OutputError(
            "The checkpoint cannot be written",
            seen=str(error).splitlines()[0],
            allowed="a folder with free space where you may write",
            remedy="make room, then continue the run: its last checkpoint is whole",
            code="training.checkpoint_not_written",
        ) from error


def load_state(folder: Path) -> tuple[RunState, str]:
    """Return the newest state that is whole, and what is wrong with a newer one (empty if nothing is).

    Raises:
        RecipeError: No checkpoint is there, or none is whole.
    """
    damage: list[str] = []
    for name in (CHECKPOINT, PREVIOUS):
        try:
            state = _read(folder / name)
        except FileNotFoundError:
            damage.append(f"{name} is missing")
        except (OSError, RuntimeError, ValueError, EOFError, UnpicklingError, zipfile.BadZipFile) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            damage.append(f"{name} is damaged ({reason})")
        else:
            return state, "; ".join(damage)
    raise RecipeError(
        "There is no checkpoint to continue from",
        seen="; ".join(damage),
        allowed="the folder of a run that has written a checkpoint",
        remedy="start a new run in another folder",
        code="training.no_checkpoint",
    )


def _read(path: Path) -> RunState:
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()  # torch itself does not look at the checksums
    if damaged:
        raise ValueError(f"damaged in {damaged}")
    content: object = torch.load(path, map_location="cpu", weights_only=True)  # wherever it was written
    if not isinstance(content, dict):
        raise ValueError("no checkpoint of a run")  # noqa: TRY004 - told like the other damages
    content.setdefault("best", content.pop("best_dice", None))  # runs called it so when only Dice was watched
    content.setdefault("random_cuda", [])
    lacking = RunState.__required_keys__ - set(content)
    if lacking:
        raise ValueError(f"a checkpoint without {', '.join(sorted(lacking))}")
    return cast(RunState, content)


def require_same_run(state: RunState, *, cases: list[list[str]], started_from: str) -> None:
    """Refuse a checkpoint of other cases or from another model.

    Raises:
        RecipeError: What was trained on could turn up in the part that was held out, or be forgotten.
    """
    if state["started_from"] != started_from:  # its cases would be forgotten
        raise RecipeError(
            "The run was begun from another model",
            seen=f"{state['started_from'][:12] or 'random weights'}, now {started_from[:12] or 'random weights'}",
            allowed="the model that the run was begun from",
            remedy="name the model that the run was begun from, or none if there was none",
            code="training.other_start",
        )
    if state["cases"] != cases:  # what was trained on could turn up in the part that was held out
        raise RecipeError(
            "The run was begun with other cases",
            seen=_difference(state["cases"], cases),
            allowed="the same cases to train on and to validate on",
            remedy="name the data folders of the run, or start a new run",
            code="training.other_cases",
        )


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
