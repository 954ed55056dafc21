"""What a run is fed with: prepared cases, the order of batches, and the processes that read them."""

import signal
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from accelerate import Accelerator
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from neuroinsight.core.errors import RecipeError
from neuroinsight.core.progress import Progress
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note, step_text
from neuroinsight.training.augmentation import Augmentation
from neuroinsight.training.batches import BatchOrder, Slabs, Slices, middle_of, slices_of
from neuroinsight.training.cache import CachedCase, build_cache
from neuroinsight.training.events import Listener, Noticed
from neuroinsight.training.job import Job
from neuroinsight.training.recipe import Recipe, Task
from neuroinsight.training.targets import truth_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Prepared cases, and batches of those to train on."""

    training: tuple[CachedCase, ...]
    validation: tuple[CachedCase, ...]
    order: BatchOrder
    examples: Dataset[tuple[Tensor, Tensor]]
    loader: "DataLoader[tuple[Tensor, Tensor]]"

    @property
    def case_keys(self) -> list[list[str]]:
        """Keys of the cases to train on and of those to validate on."""
        return [[case.key for case in self.training], [case.key for case in self.validation]]

    @property
    def notices(self) -> dict[str, tuple[str, ...]]:
        """What the input checks noticed of each case, in words; cases of which nothing is to be said are left out."""
        told = {
            case.key: (
                *(caution_note(caution, ENGLISH).cause for caution in case.cautions),
                *(step_text(step, ENGLISH) for step in case.preparation),
            )
            for case in (*self.training, *self.validation)
        }
        return {key: words for key, words in told.items() if words}

    @property
    def digests(self) -> dict[str, str]:
        """Digest of each case's files, by its key."""
        return {case.key: case.digest for case in (*self.training, *self.validation)}


def open_feed(recipe: Recipe, job: Job, report: Listener, *, accelerator: Accelerator) -> Feed:
    """Prepare what is not prepared yet, and return the feed.

    Raises:
        DatasetError: A case cannot be prepared.
        RecipeError: The recipe takes no slice of the cases.
    """
    plan, count = recipe.to_plan(), len(job.training) + len(job.validation)
    prepared: list[CachedCase] = []
    for number, case in enumerate((*job.training, *job.validation)):
        report(Progress(stage="preparing", fraction=number / count, subject=case.key))
        (cached,) = build_cache([case], plan, job.cache)
        prepared.append(cached)
        if cached.cautions or cached.preparation:
            report(Noticed(case=case.key, cautions=cached.cautions, preparation=cached.preparation))
    training, validation = tuple(prepared[: len(job.training)]), tuple(prepared[len(job.training) :])
    order = BatchOrder(
        training,
        recipe.sampling,
        batch_size=recipe.optimization.batch_size,
        seed=recipe.optimization.seed,
        eligible=middle_of if is_of_whole_cases(recipe) else slices_of,
    )
    _require_slices(order, recipe)
    examples = examples_of(training, recipe, Augmentation(recipe.augmentation, plan.sequences))
    loader = DataLoader(
        examples,
        batch_sampler=order,
        num_workers=job.workers,
        persistent_workers=job.workers > 0,
        worker_init_fn=_leave_signals_to_the_run,
        generator=torch.Generator(),  # its own, so that starting an epoch draws nothing from the network's
    )
    return Feed(
        training=training, validation=validation, order=order, examples=examples, loader=accelerator.prepare(loader)
    )


def examples_of(
    cases: Sequence[CachedCase], recipe: Recipe, augmentation: Augmentation | None
) -> Dataset[tuple[Tensor, Tensor]]:
    """Return what a network of the recipe sees of these cases, and what it is to answer.

    Raises:
        DatasetError: Of a case nothing is known that could be learned.
    """
    plan, truth = recipe.plan, truth_for(recipe.outputs)
    if truth is not None:
        for case in cases:
            truth(case, 0)  # asked here, so that nothing is trained before a class is found to be unknown
    if not plan.is_volumetric:
        return Slices(cases, plan.context, augmentation, truth)
    return Slabs(cases, plan.patch[2], augmentation, truth)


def is_of_whole_cases(recipe: Recipe) -> bool:
    """Whether one example is a case as a whole."""
    return recipe.plan.is_volumetric and recipe.task is Task.CLASSIFY_PATIENT


def _leave_signals_to_the_run(_worker: int) -> None:
    """Let a worker live through what a terminal sends to all: the run ends it, once its state is saved."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _require_slices(order: BatchOrder, recipe: Recipe) -> None:
    if not len(order.slices):
        sampling = recipe.sampling
        raise RecipeError(
            "The recipe takes no slice of these cases",
            seen=f"sampling.slices {sampling.slices}, from {sampling.first_slice} to {sampling.last_slice}",
            allowed="a range that meets the slices with brain, counted from the lowest of the file",
            remedy='change the range, or take every slice with brain: sampling.slices = "brain"',
            code="training.no_slice",
        )
