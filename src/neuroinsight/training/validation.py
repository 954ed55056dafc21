"""Dice per patient on the cached slices of validation cases, on the model's grid: to watch a run by, not to quote."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from neuroinsight.core.labels import Region
from neuroinsight.models.outputs import Outputs, region_probabilities, region_targets
from neuroinsight.training.batches import with_neighbors
from neuroinsight.training.cache import CachedCase

_SLICES_AT_ONCE = 16


@torch.no_grad()
def validation_dice(
    network: nn.Module, cases: Sequence[CachedCase], *, context: int, outputs: Outputs, device: torch.device
) -> dict[Region, float]:
    """Return the mean Dice over patients of each region; where truth has none of it, 1 if none is predicted, else 0."""
    network.eval()
    scores = np.zeros((len(cases), len(outputs.regions)))
    for number, case in enumerate(cases):
        overlap, sizes = torch.zeros(len(outputs.regions)), torch.zeros(len(outputs.regions))
        for start in range(0, len(case.images), _SLICES_AT_ONCE):
            stop = min(start + _SLICES_AT_ONCE, len(case.images))
            stacks = np.stack([with_neighbors(case.images, k, context) for k in range(start, stop)])
            images = torch.from_numpy(stacks.astype(np.float32)).flatten(1, 2).to(device)
            predicted = region_probabilities(network(images), outputs).cpu() > 0.5  # noqa: PLR2004
            truth = region_targets(torch.from_numpy(case.labels[start:stop].astype(np.int64)), outputs) > 0
            overlap += (predicted & truth).sum(dim=(0, 2, 3))
            sizes += predicted.sum(dim=(0, 2, 3)) + truth.sum(dim=(0, 2, 3))
        scores[number] = torch.where(sizes > 0, 2 * overlap / sizes.clamp(min=1), torch.ones(len(sizes))).numpy()
    return dict(zip(outputs.regions, scores.mean(axis=0).tolist(), strict=True))
