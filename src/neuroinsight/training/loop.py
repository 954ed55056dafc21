"""The epoch loop: learn from what is left of an epoch, score it, keep the best, save the state."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import torch
from accelerate import Accelerator
from torch import nn

from neuroinsight.core.errors import RecipeError
from neuroinsight.core.progress import Progress
from neuroinsight.inference.bundle import save_bundle
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.training.checkpoint import Position, RunState, as_cpu, save_state
from neuroinsight.training.events import Event, Step, StoppedEarly, Validated
from neuroinsight.training.feed import Feed
from neuroinsight.training.folder import BEST
from neuroinsight.training.job import Job
from neuroinsight.training.learner import Learner
from neuroinsight.training.provenance import Ended
from neuroinsight.training.recipe import Recipe


class Stopped(Exception):  # noqa: N818 - no error: somebody asked
    """A run was asked to stop, and has written its checkpoint."""

    def __init__(self, position: Position, batches: int) -> None:
        super().__init__(f"stopped at epoch {position.epoch + 1}, batch {position.batch} of {batches}")
        self.epoch, self.batch, self.batches = position.epoch, position.batch, batches


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """One training: `score` scores a network on the validation cases, None where there are none."""

    recipe: Recipe
    job: Job
    spec: BundleSpec
    accelerator: Accelerator
    learner: Learner
    feed: Feed
    position: Position
    score: Callable[[nn.Module], Mapping[str, float]] | None
    report: Callable[[Event], None]
    note: Callable[[Position, Ended], None]  # hears of every checkpoint, and of the end

    @property
    def batches_per_epoch(self) -> int:
        """Batches of one process in an epoch."""
        processes: int = self.accelerator.num_processes
        return math.ceil(len(self.feed.order) / processes)

    @property
    def is_stale(self) -> bool:
        """Whether too many epochs brought no better score: the run stops early, and stays so if resumed."""
        return self.position.is_stale(self.recipe.optimization.patience)

    def run(self) -> None:
        """Train until the recipe's last epoch, or until no epoch gains any more.

        Raises:
            Stopped: Somebody asked the run to stop.
            RecipeError: The loss, or a weight, is no number.
        """
        fields, began_stale = self.recipe.optimization, self.is_stale
        while self.position.epoch < fields.epochs and not self.is_stale:
            self._train_epoch()
            self._validate()
            if self.position.epoch < fields.epochs and not self.is_stale:
                self._stop_if_asked()
        if self.is_stale and not began_stale and self.position.best is not None:
            self.report(
                StoppedEarly(
                    epoch=self.position.epoch - 1,
                    epochs=fields.epochs,
                    epochs_without_gain=self.position.epochs_without_gain,
                    watch=fields.watch,
                    best=self.position.best,
                )
            )

    def write_model(self, folder: Path) -> None:
        """Write the weights as they are now as a bundle."""
        if self.accelerator.is_main_process:
            save_bundle(folder, self.spec, as_cpu(self.learner.kept.state_dict()))

    def save(self) -> None:
        """Write the checkpoint.

        Raises:
            RecipeError: A weight is no number: the last good checkpoint stays.
        """
        if not self.accelerator.is_main_process:
            return
        if not self.learner.is_finite:
            raise _no_number("A weight", self.position.epoch, self.position.batch, "after the last step")
        state = {
            "recipe": self.recipe.model_dump_json(),
            "cases": self.feed.case_keys,
            "started_from": self.job.started_from,
            **self.learner.state(),
            **asdict(self.position),
        }
        save_state(self.job.out, cast(RunState, state))
        self.note(self.position, "running")

    def _train_epoch(self) -> None:
        at, fields = self.position, self.recipe.optimization
        self.feed.order.epoch = at.epoch
        self.feed.order.start = at.batch * self.accelerator.num_processes  # each process takes one batch of a round
        self.learner.network.train()
        began = saved = asked = time.monotonic()
        waited, seen = 0.0, 0
        for number, (images, targets) in enumerate(self.feed.loader, start=at.batch):
            waited += time.monotonic() - asked
            rate = self.learner.learning_rate
            loss = self.learner.step(images, targets)
            if not math.isfinite(loss):
                raise _no_number("The loss", at.epoch, number, f"learning rate {rate:g}; {self._cases_in(number)}")
            seen += len(images) * self.accelerator.num_processes
            at.batch, at.losses = number + 1, at.losses + loss
            taken = time.monotonic() - began
            self.report(
                Step(
                    epoch=at.epoch,
                    epochs=fields.epochs,
                    step=at.batch,
                    steps=self.batches_per_epoch,
                    loss=loss,
                    mean_loss=at.losses / at.batch,
                    learning_rate=self.learner.learning_rate,
                    slices_per_s=seen / taken,
                    waiting_fraction=waited / taken,
                )
            )
            done = at.epoch + at.batch / self.batches_per_epoch
            self.report(Progress(stage="training", fraction=done / fields.epochs))
            if self.accelerator.sync_gradients:  # between two steps of the optimizer nothing could be continued
                if time.monotonic() - saved > self.job.checkpoint_every_s:
                    self.save()
                    saved = time.monotonic()
                self._stop_if_asked()
            asked = time.monotonic()
        at.begin_next_epoch()

    def _validate(self) -> None:
        """Score the epoch that has just ended, keep the best, save the state."""
        if self.score is not None:
            scores = self.score(self.learner.kept)
            watch = self.recipe.optimization.watch
            is_best = self.position.is_gain(scores[watch], lower_is_better=watch == "loss")
            if is_best:
                self.write_model(self.job.out / BEST)
            self.report(
                Validated(epoch=self.position.epoch - 1, steps=self.batches_per_epoch, scores=scores, is_best=is_best)
            )
        self.save()

    def _stop_if_asked(self) -> None:
        asked = self.job.asked_to_stop()
        if self.accelerator.num_processes > 1:  # all of them stop after the same batch, or wait for each other for ever
            mine = self.accelerator.device
            asked = bool(self.accelerator.reduce(torch.tensor(float(asked), device=mine)).item())
        if asked:
            self.save()
            raise Stopped(self.position, self.batches_per_epoch)

    def _cases_in(self, number: int) -> str:
        batch = number * self.accelerator.num_processes + self.accelerator.process_index
        names = sorted({self.feed.case_keys[0][draw.case] for draw in self.feed.order.batches()[batch]})
        return f"slices of {', '.join(names)}"


def _no_number(what: str, epoch: int, batch: int, where: str) -> RecipeError:
    return RecipeError(
        f"{what} is no number any more: the training has diverged",
        seen=f"epoch {epoch + 1}, batch {batch + 1}; {where}",
        allowed="finite numbers; the last good checkpoint stays as it is",
        remedy="lower optimization.learning_rate, set optimization.gradient_clip, or look at the images of these cases",
        code="training.no_number",
    )
