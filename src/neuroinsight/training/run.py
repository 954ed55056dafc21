"""Training a recipe on cases: a short epoch loop of ours on accelerate's devices, precision and processes."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from accelerate.utils import set_seed
from torch import nn
from torch.optim import Adam, AdamW, Optimizer
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader

from neuroinsight.core.errors import DatasetError, RecipeError
from neuroinsight.datasets.lgg_slices import CHANNELS, SlicePatient
from neuroinsight.datasets.splits import Split, split_to_json
from neuroinsight.inference.bundle import Bundle, BundleSpec, save_bundle
from neuroinsight.inference.precision import best_precision
from neuroinsight.training.augmentation import Augmentation
from neuroinsight.training.batches import BatchOrder, Slices
from neuroinsight.training.cache import Trainable, build_cache
from neuroinsight.training.checkpoint import RunState, as_cpu, load_state, save_state
from neuroinsight.training.journal import Event, Journal, Listener, Progress, Validated
from neuroinsight.training.losses import Loss, build_loss
from neuroinsight.training.recipe import OptimizationFields, Recipe
from neuroinsight.training.validation import validation_dice

CHECKPOINT = "last.pt"
_MIXED = {"float32": "no", "bfloat16": "bf16", "float16": "fp16"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run is made of, beside its recipe."""

    training: Sequence[Trainable]
    validation: Sequence[Trainable]
    out: Path
    cache: Path
    split: Split | None = None  # kept beside the recipe
    start_from: Bundle | None = None  # weights to begin with, in place of random ones
    resume: bool = False
    workers: int = 0
    checkpoint_every_s: float = 120.0


def train(
    recipe: Recipe,
    job: Job,
    *,
    report: Listener = lambda _: None,
    preparing: Callable[[str], None] = lambda _: None,
) -> Path:
    """Train, and return the folder of the finished model bundle (`<out>/model`).

    The run's folder holds `recipe.json`, `log.csv`, TensorBoard files in `tensorboard/`, `last.pt` (to resume from),
    `best/` and `model/`. Under several processes (`accelerate launch`, `torchrun`) the first one writes.

    Raises:
        DatasetError: No case to train on, or one lacks sequences or labels.
        RecipeError: Nothing to resume, a run of another recipe or of other cases, or no slice that the recipe takes.
    """
    _require_complete([*job.training, *job.validation], recipe)
    run = _Run(recipe, job, preparing)
    run.listen(report)
    while run.epoch < recipe.optimization.epochs and not run.is_stale:
        epoch = run.epoch
        run.train_epoch(epoch)
        run.validate(epoch)
    return run.finish()


class _Run:
    """The moving parts of one training."""

    def __init__(self, recipe: Recipe, job: Job, preparing: Callable[[str], None]) -> None:
        fields = recipe.optimization
        self.recipe, self.job = recipe, job
        precision = best_precision() if fields.precision == "auto" else fields.precision
        AcceleratorState._reset_state()  # noqa: SLF001 - one precision per process otherwise, and two recipes may differ
        self.accelerator = Accelerator(
            cpu=not torch.accelerator.is_available(),  # unsaid, processes without a GPU would not know of each other
            mixed_precision=_MIXED[precision],
            gradient_accumulation_steps=fields.accumulation,
            step_scheduler_with_optimizer=False,
        )
        set_seed(fields.seed)
        plan = recipe.to_plan()
        with self.accelerator.main_process_first():
            self.training = build_cache(job.training, plan, job.cache, progress=preparing)
            self.validation = build_cache(job.validation, plan, job.cache, progress=preparing)
        self.order = BatchOrder(self.training, recipe.sampling, batch_size=fields.batch_size, seed=fields.seed)
        _require_slices(self.order, recipe)
        slices = Slices(self.training, plan.context, Augmentation(recipe.augmentation, plan.sequences))
        loader = DataLoader(
            slices,
            batch_sampler=self.order,
            num_workers=job.workers,
            persistent_workers=job.workers > 0,
            generator=torch.Generator(),  # its own, so that starting an epoch draws nothing from the network's
        )
        self.spec = BundleSpec(
            name=recipe.name,
            version=metadata.version("neuroinsight"),
            network=recipe.network.name,
            filters=recipe.network.filters,
            norm=recipe.network.norm,
            outputs=recipe.network.outputs,
            plan=plan,
            trained_on=_seen_by(job),
            chosen_on=_names(job.validation) if fields.keep == "best" or fields.patience is not None else (),
        )
        network = self.spec.build()
        if job.start_from is not None:
            _require_same_network(job.start_from.spec, self.spec)
            network.load_state_dict(job.start_from.network.state_dict())
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's gap
        optimizer = _optimizer(network, fields)
        self.batches_per_epoch = math.ceil(len(self.order) / self.accelerator.num_processes)
        steps = math.ceil(self.batches_per_epoch / fields.accumulation) * fields.epochs
        self.scheduler = LambdaLR(optimizer, _schedule(fields, steps))
        self.network, self.optimizer, self.loader = self.accelerator.prepare(network, optimizer, loader)
        self.averaged: AveragedModel | None = None
        if fields.averaging_decay is not None:
            self.averaged = _running_mean(self.accelerator.unwrap_model(self.network), fields.averaging_decay)
        self.loss: Loss = build_loss(fields.loss, recipe.network.outputs)
        self.epoch, self.batch, self.losses, self.best_dice, self.stale = 0, 0, 0.0, -1.0, 0
        if job.resume:
            self._restore(
                load_state(
                    job.out / CHECKPOINT,
                    recipe_json=recipe.model_dump_json(),
                    cases=self._case_keys(),
                    started_from=self._started_from,
                )
            )
        elif self.accelerator.is_main_process:
            job.out.mkdir(parents=True, exist_ok=True)
            (job.out / "recipe.json").write_text(recipe.model_dump_json(indent=1) + "\n", encoding="utf-8")
            if job.split is not None:
                (job.out / "split.json").write_text(split_to_json(job.split), encoding="utf-8")
            self.save()  # from the first moment on there is something to resume
        self.journal: Journal | None = None  # of the first process alone

    def listen(self, listener: Listener) -> None:
        """Begin the journal, on the first process."""
        if self.accelerator.is_main_process:
            self.journal = Journal(
                self.job.out, listener, epoch=self.epoch, batch=self.batch, steps=self.batches_per_epoch
            )

    def train_epoch(self, epoch: int) -> None:
        """Train on what is left of an epoch."""
        self.epoch, self.order.epoch = epoch, epoch
        self.order.start = self.batch * self.accelerator.num_processes  # each process takes one batch of a round
        self.network.train()
        began = saved = asked = time.monotonic()
        waited, seen = 0.0, 0
        for number, (images, classes) in enumerate(self.loader, start=self.batch):
            waited += time.monotonic() - asked
            loss = self._step(images, classes)
            seen += len(images) * self.accelerator.num_processes
            self.batch = number + 1
            self.losses += loss
            taken = time.monotonic() - began
            self._tell(
                Progress(
                    epoch=epoch,
                    epochs=self.recipe.optimization.epochs,
                    step=self.batch,
                    steps=self.batches_per_epoch,
                    loss=loss,
                    mean_loss=self.losses / self.batch,
                    learning_rate=float(self.scheduler.get_last_lr()[0]),
                    slices_per_s=seen / taken,
                    waiting_fraction=waited / taken,
                )
            )
            if time.monotonic() - saved > self.job.checkpoint_every_s and self.accelerator.sync_gradients:
                self.save()
                saved = time.monotonic()
            asked = time.monotonic()
        self.epoch, self.batch, self.losses, self.order.start = epoch + 1, 0, 0.0, 0

    @property
    def is_stale(self) -> bool:
        """Whether too many epochs brought no better validation Dice: the run stops early, and stays so if resumed."""
        patience = self.recipe.optimization.patience
        return patience is not None and bool(self.validation) and self.stale >= patience

    def validate(self, epoch: int) -> None:
        """Score the epoch, keep the best, save the state."""
        if self.validation:
            dice = validation_dice(
                self._kept_network,
                self.validation,
                context=self.recipe.plan.context,
                outputs=self.recipe.network.outputs,
                device=self.accelerator.device,
            )
            mean = sum(dice.values()) / len(dice)
            self.stale = 0 if mean > self.best_dice else self.stale + 1
            if mean > self.best_dice:
                self.best_dice = mean
                self._write_model(self.job.out / "best")
            self._tell(Validated(epoch=epoch, steps=self.batches_per_epoch, dice=dice))
        self.save()

    def finish(self) -> Path:
        """Write the bundle that the recipe keeps, and return its folder."""
        model = self.job.out / "model"
        if self.accelerator.is_main_process:
            best = self.job.out / "best"
            if self.recipe.optimization.keep == "best" and best.exists():
                model.mkdir(parents=True, exist_ok=True)
                for file in best.iterdir():
                    (model / file.name).write_bytes(file.read_bytes())
            else:
                self._write_model(model)
        if self.journal is not None:
            self.journal.close()
        self.accelerator.wait_for_everyone()
        self.accelerator.end_training()
        return model

    def _step(self, images: torch.Tensor, classes: torch.Tensor) -> float:
        with self.accelerator.accumulate(self.network):
            logits = self.network(images.contiguous(memory_format=torch.channels_last))
            loss = self.loss(logits, classes)
            self.accelerator.backward(loss)
            largest = self.recipe.optimization.gradient_clip
            if self.accelerator.sync_gradients and largest is not None:
                self.accelerator.clip_grad_norm_(self.network.parameters(), largest)
            self.optimizer.step()
            if self.accelerator.sync_gradients:
                self.scheduler.step()
                if self.averaged is not None:
                    self.averaged.update_parameters(self.accelerator.unwrap_model(self.network))
            self.optimizer.zero_grad()
        return float(loss.detach())

    @property
    def _kept_network(self) -> nn.Module:
        """What is scored and becomes the model: the network, or the running mean of its weights."""
        trained: nn.Module = self.accelerator.unwrap_model(self.network)
        return trained if self.averaged is None else self.averaged.module

    @property
    def _started_from(self) -> str:
        return self.job.start_from.identity.sha256 if self.job.start_from else ""

    def _case_keys(self) -> list[list[str]]:
        return [[case.key for case in self.training], [case.key for case in self.validation]]

    def _tell(self, event: Event) -> None:
        if self.journal is not None:
            self.journal.tell(event)

    def _write_model(self, folder: Path) -> None:
        if self.accelerator.is_main_process:
            save_bundle(folder, self.spec, as_cpu(self._kept_network.state_dict()))

    def save(self) -> None:
        """Write the checkpoint."""
        if not self.accelerator.is_main_process:
            return
        scaler = self.accelerator.scaler
        save_state(
            self.job.out / CHECKPOINT,
            RunState(
                recipe=self.recipe.model_dump_json(),
                cases=self._case_keys(),
                started_from=self._started_from,
                model=as_cpu(self.accelerator.unwrap_model(self.network).state_dict()),
                averaged=None if self.averaged is None else as_cpu(self.averaged.state_dict()),
                optimizer=self.optimizer.state_dict(),
                scheduler=self.scheduler.state_dict(),
                scaler=None if scaler is None else scaler.state_dict(),
                random=torch.get_rng_state(),
                epoch=self.epoch,
                batch=self.batch,
                losses=self.losses,
                best_dice=self.best_dice,
                epochs_without_gain=self.stale,
            ),
        )

    def _restore(self, state: RunState) -> None:
        self.accelerator.unwrap_model(self.network).load_state_dict(state["model"])
        if self.averaged is not None and state["averaged"] is not None:
            self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])
        if self.accelerator.scaler is not None and state["scaler"] is not None:
            self.accelerator.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        self.epoch, self.batch, self.losses = state["epoch"], state["batch"], state["losses"]
        self.best_dice, self.stale = state["best_dice"], state["epochs_without_gain"]


def _schedule(fields: OptimizationFields, steps: int) -> Callable[[int], float]:
    """Return the factor on the learning rate at a step: a linear start, then constant or half a cosine down to zero."""

    def factor(step: int) -> float:
        if step < fields.warmup_steps:
            return (step + 1) / fields.warmup_steps
        if fields.schedule == "constant":
            return 1.0
        done = (step - fields.warmup_steps) / max(1, steps - fields.warmup_steps)
        return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))

    return factor  # a function, not an object: torch would save an object's fields in the checkpoint


def _optimizer(network: nn.Module, fields: OptimizationFields) -> Optimizer:
    kind = Adam if fields.optimizer == "adam" else AdamW
    return kind(network.parameters(), lr=fields.learning_rate, weight_decay=fields.weight_decay)


def _running_mean(network: nn.Module, decay: float) -> AveragedModel:
    """Return the exponential running mean of weights and statistics (Polyak and Juditsky 1992, 10.1137/0330046)."""
    return AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)


def _seen_by(job: Job) -> tuple[str, ...]:
    """Ids of cases and patients that the weights will have seen: also those that they began with."""
    before = () if job.start_from is None else job.start_from.spec.trained_on
    return tuple(sorted({*before, *_names(job.training)}))


def _names(cases: Sequence[Trainable]) -> tuple[str, ...]:
    return tuple(sorted({name for case in cases for name in (case.key, case.patient)}))


def _require_same_network(begun: BundleSpec, wanted: BundleSpec) -> None:
    for name in ("network", "filters", "norm", "outputs", "plan"):
        there, asked = getattr(begun, name), getattr(wanted, name)
        if there != asked:
            raise RecipeError(
                "The recipe cannot go on from this model",
                seen=f"{name} {there} in {begun.name}, {asked} in the recipe",
                allowed="a model of the same network, outputs and plan",
                remedy="train the recipe that the model was made by, or begin anew",
            )


def _require_complete(cases: Sequence[Trainable], recipe: Recipe) -> None:
    if not cases:
        raise DatasetError(
            "There is no case to train on",
            seen="0 cases",
            allowed="a folder with labelled cases: neuroinsight dataset describe DIR",
            remedy="check --data, and that the split names the cases in it",
        )
    in_mm = recipe.plan.pixel_mm is not None or recipe.plan.slice_mm is not None
    if in_mm and any(isinstance(case, SlicePatient) for case in cases):
        raise DatasetError(
            "Slices without spacing cannot be resampled to millimeters",
            seen=f"plan.pixel_mm {recipe.plan.pixel_mm}, plan.slice_mm {recipe.plan.slice_mm} in {recipe.name}",
            allowed="a recipe without them, which resizes whole slices",
            remedy="train the recipe lgg_slices_2d",
        )
    for case in cases:
        absent = _absent(case, recipe)
        if absent:
            raise DatasetError(
                f"The case {case.key} cannot be trained on",
                seen=f"no {', '.join(absent)}",
                allowed=f"{', '.join(recipe.to_plan().required)} and labels",
                remedy="add the files, or leave the case out of the split",
            )


def _require_slices(order: BatchOrder, recipe: Recipe) -> None:
    if not len(order.slices):
        sampling = recipe.sampling
        raise RecipeError(
            "The recipe takes no slice of these cases",
            seen=f"sampling.slices {sampling.slices}, from {sampling.first_slice} to {sampling.last_slice}",
            allowed="a range that meets the slices with brain, counted from the lowest of the file",
            remedy="change the range, or take every slice with brain: --set \"sampling.slices='brain'\"",
        )


def _absent(case: Trainable, recipe: Recipe) -> list[str]:
    if isinstance(case, SlicePatient):
        return [sequence.value for sequence in recipe.to_plan().required if sequence not in CHANNELS]
    absent = [sequence.value for sequence in recipe.to_plan().required if sequence not in case.images]
    return absent if case.labels else [*absent, "labels"]
