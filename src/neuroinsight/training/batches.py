"""Batches of slices: which ones in which order (a function of seed and epoch), and how they are read and augmented.

Every draw depends on (seed, epoch, position) alone, so a run that resumes in the middle of an epoch sees the same
batches as one that never stopped, and so do two processes that share the work.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from neuroinsight.preprocess.inputs import slab, with_neighbors
from neuroinsight.training.augmentation import Augmentation
from neuroinsight.training.cache import CachedCase
from neuroinsight.training.recipe import SamplingFields
from neuroinsight.training.targets import Truth


@dataclass(frozen=True, slots=True)
class Draw:
    """A slice to be read, and the seed of its augmentation."""

    case: int
    k: int
    seed: int


class BatchOrder(Sampler[list[Draw]]):
    """The batches of one epoch, from batch `start` on; `eligible` says which slices of a case can be drawn."""

    def __init__(
        self,
        cases: Sequence[CachedCase],
        sampling: SamplingFields,
        *,
        batch_size: int,
        seed: int,
        eligible: Callable[[CachedCase, SamplingFields], list[int]] | None = None,
    ) -> None:
        eligible = eligible or slices_of
        self.sampling, self.batch_size, self.seed = sampling, batch_size, seed
        self.epoch = 0
        self.start = 0
        slices = [(c, k) for c, case in enumerate(cases) for k in eligible(case, sampling)]
        self.slices = np.array(slices, dtype=np.int64).reshape(-1, 2)
        self.with_tumor = np.array([bool(cases[c].labels[k].any()) for c, k in slices], dtype=bool)
        self.count = sampling.slices_per_epoch or len(self.slices)

    def __len__(self) -> int:
        """Number of batches of a whole epoch; the last one may be smaller."""
        return math.ceil(self.count / self.batch_size)

    def __iter__(self) -> Iterator[list[Draw]]:
        """Yield what is left of this epoch's batches."""
        return iter(self.batches()[self.start :])

    def batches(self) -> list[list[Draw]]:
        """Return all batches of this epoch."""
        random = np.random.default_rng([self.seed, self.epoch])
        order = self._order(random)
        seeds = random.integers(0, 2**31 - 1, size=len(order))
        draws = [Draw(int(case), int(k), int(seed)) for (case, k), seed in zip(self.slices[order], seeds, strict=True)]
        return [draws[start : start + self.batch_size] for start in range(0, len(draws), self.batch_size)]

    def _order(self, random: np.random.Generator) -> NDArray[np.int64]:
        share = self.sampling.tumor_share
        if share is None:
            passes = -(-self.count // len(self.slices))
            return np.concatenate([self._pass(random) for _ in range(passes)])[: self.count]
        tumor, healthy = np.flatnonzero(self.with_tumor), np.flatnonzero(~self.with_tumor)
        if not tumor.size or not healthy.size:
            return random.integers(0, len(self.slices), size=self.count)
        from_tumor = random.random(self.count) < share
        return np.where(from_tumor, random.choice(tumor, self.count), random.choice(healthy, self.count))

    def _pass(self, random: np.random.Generator) -> NDArray[np.int64]:
        """Every slice once: in any order, or the cases in any order and each one's slices from the lowest up."""
        if self.sampling.order == "slices":
            return random.permutation(len(self.slices))
        cases = np.unique(self.slices[:, 0])
        return np.concatenate([np.flatnonzero(self.slices[:, 0] == case) for case in random.permutation(cases)])


class Slices(Dataset[tuple[Tensor, Tensor]]):
    """Slices `[C, j, i]` with their neighbors as channels, and class numbers `[j, i]` or one class, by `Draw`."""

    def __init__(
        self,
        cases: Sequence[CachedCase],
        context: int,
        augmentation: Augmentation | None,
        truth: Truth | None = None,
    ) -> None:
        self.cases, self.context, self.augmentation, self.truth = cases, context, augmentation, truth

    def __getitem__(self, draw: Draw) -> tuple[Float[Tensor, "channel j i"], Int64[Tensor, "*target"]]:
        """Read one slice, augmented if the set has an augmentation."""
        case = self.cases[draw.case]
        image = torch.from_numpy(with_neighbors(case.images, draw.k, self.context).astype(np.float32))
        labels = torch.from_numpy(case.labels[draw.k].astype(np.int64))
        if self.augmentation is not None:
            image, labels = self.augmentation(image, labels, seed=draw.seed)
        return image.flatten(0, 1), labels if self.truth is None else torch.tensor(self.truth(case, draw.k))


class Slabs(Slices):
    """Slabs `[sequence, k, j, i]` of slices around the drawn one, and class numbers `[k, j, i]` or one class."""

    def __init__(
        self, cases: Sequence[CachedCase], depth: int, augmentation: Augmentation | None, truth: Truth | None = None
    ) -> None:
        super().__init__(cases, 0, augmentation, truth)
        self.depth = depth

    def __getitem__(self, draw: Draw) -> tuple[Float[Tensor, "sequence k j i"], Int64[Tensor, "*target"]]:
        """Read one slab, augmented alike in all its slices."""
        case, first = self.cases[draw.case], draw.k - self.depth // 2
        image = torch.from_numpy(slab(case.images, first, self.depth).swapaxes(0, 1).astype(np.float32))
        labels = torch.from_numpy(slab(case.labels, first, self.depth).astype(np.int64))
        if self.augmentation is not None:
            image, labels = self.augmentation(image, labels, seed=draw.seed)
        return image, labels if self.truth is None else torch.tensor(self.truth(case, draw.k))


def middle_of(case: CachedCase, _sampling: SamplingFields) -> list[int]:
    """Return the middle slice, around which the whole case is one example."""
    return [len(case.images) // 2]


def slices_of(case: CachedCase, sampling: SamplingFields) -> list[int]:
    """Return the slices that the recipe samples from."""
    everywhere = range(len(case.images)) if case.part is None else case.part
    if sampling.slices == "brain":
        return list(everywhere)
    if sampling.slices == "tumor":
        return [k for k in everywhere if case.labels[k].any()]
    in_file = [case.first_slice + k * case.slice_step for k in everywhere]
    return [k for k in everywhere if sampling.first_slice <= in_file[k] <= sampling.last_slice]
