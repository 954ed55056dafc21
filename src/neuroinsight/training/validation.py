"""Scores of validation cases on the model's grid: to watch a run by, not to quote."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from neuroinsight.models.outputs import Outputs, region_probabilities, region_targets
from neuroinsight.training.batches import with_neighbors
from neuroinsight.training.cache import CachedCase
from neuroinsight.training.losses import Loss

_SLICES_AT_ONCE = 16


def dice_scores(outputs: Outputs) -> tuple[str, ...]:
    """Return the names of what `validate_outlines` tells."""
    return ("loss", "dice", *(f"dice_{region.value}" for region in outputs.regions))


@torch.no_grad()
def validate_outlines(
    network: nn.Module,
    loss: Loss,
    cases: Sequence[CachedCase],
    *,
    context: int,
    outputs: Outputs,
    device: torch.device,
) -> dict[str, float]:
    """Return the mean loss of slices, and the mean Dice over patients of each region and of all regions.

    Where truth has none of a region, its Dice is 1 if none is predicted, else 0.
    """
    network.eval()
    scores = np.zeros((len(cases), len(outputs.regions)))
    losses, count = 0.0, 0
    for number, case in enumerate(cases):
        overlap, sizes = torch.zeros(len(outputs.regions)), torch.zeros(len(outputs.regions))
        for start in range(0, len(case.images), _SLICES_AT_ONCE):
            stop = min(start + _SLICES_AT_ONCE, len(case.images))
            stacks = np.stack([with_neighbors(case.images, k, context) for k in range(start, stop)])
            images = torch.from_numpy(stacks.astype(np.float32)).flatten(1, 2).to(device)
            classes = torch.from_numpy(case.labels[start:stop].astype(np.int64))
            logits = network(images)
            losses += (stop - start) * float(loss(logits, classes.to(device)))
            count += stop - start
            predicted = region_probabilities(logits, outputs).cpu() > 0.5  # noqa: PLR2004
            truth = region_targets(classes, outputs) > 0
            overlap += (predicted & truth).sum(dim=(0, 2, 3))
            sizes += predicted.sum(dim=(0, 2, 3)) + truth.sum(dim=(0, 2, 3))
        scores[number] = torch.where(sizes > 0, 2 * overlap / sizes.clamp(min=1), torch.ones(len(sizes))).numpy()
    dice = scores.mean(axis=0).tolist()
    by_region = {f"dice_{region.value}": value for region, value in zip(outputs.regions, dice, strict=True)}
    return {"loss": losses / count, "dice": sum(dice) / len(dice), **by_region}
