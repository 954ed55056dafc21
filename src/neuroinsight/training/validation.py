"""Scores of validation cases on the model's grid: to watch a run by, not to quote."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from neuroinsight.core.labels import Region
from neuroinsight.core.probabilities import Probabilities, nested
from neuroinsight.inference.decision import Decision, suspected
from neuroinsight.models.outputs import Outputs, probabilities, region_targets
from neuroinsight.preprocess.inputs import slab, with_neighbors
from neuroinsight.preprocess.plan import Plan
from neuroinsight.training.cache import CachedCase
from neuroinsight.training.losses import Loss

_SLICES_AT_ONCE = 16


def dice_scores(outputs: Outputs) -> tuple[str, ...]:
    """Return the names of what `validate_outlines` tells."""
    return ("loss", "dice", *(f"dice_{region.value}" for region in nested(outputs.regions)))


@torch.no_grad()
def validate_outlines(
    network: nn.Module,
    loss: Loss,
    cases: Sequence[CachedCase],
    *,
    plan: Plan,
    outputs: Outputs,
    device: torch.device,
) -> dict[str, float]:
    """Return the mean loss of slices, and the mean Dice over patients of each region and of all regions.

    Regions are decided as the model will decide them, but that no part is too small to count. Where truth has none of
    one, its Dice is 1 if none is predicted, else 0.
    """
    network.eval()
    losses, count = 0.0, 0
    scores = []
    for case in cases:
        overlap: Counter[Region] = Counter()
        sizes: Counter[Region] = Counter()
        at_once = plan.patch[2] if plan.is_volumetric else _SLICES_AT_ONCE
        for start in range(0, len(case.images), at_once):
            stop = min(start + at_once, len(case.images))
            inputs, classes = _inputs(case, start, stop, plan)
            answer = network(inputs.to(device))
            losses += (stop - start) * float(loss(answer, classes.to(device)))
            count += stop - start
            found = probabilities(answer, outputs).swapaxes(0, 1)
            found = found.reshape(len(found), -1, *found.shape[-2:])[:, : stop - start].cpu()  # [region, slice, j, i]
            classes = classes.reshape(-1, *classes.shape[-2:])[: stop - start]
            masks = suspected(Probabilities(array=found.numpy(), regions=outputs.regions, grid=None), Decision())
            truth = region_targets(classes, tuple(masks)).swapaxes(0, 1).numpy() > 0
            for (region, mask), true in zip(masks.items(), truth, strict=True):
                overlap[region] += int((mask & true).sum())
                sizes[region] += int(mask.sum()) + int(true.sum())
        scores.append({region: 2 * overlap[region] / sizes[region] if sizes[region] else 1.0 for region in sizes})
    dice = {f"dice_{region.value}": float(np.mean([of_case[region] for of_case in scores])) for region in scores[0]}
    return {"loss": losses / count, "dice": sum(dice.values()) / len(dice), **dice}


def _inputs(case: CachedCase, start: int, stop: int, plan: Plan) -> tuple[torch.Tensor, torch.Tensor]:
    """What the network is given of these slices, each with its neighbors or all as one slab, and their classes."""
    if plan.is_volumetric:
        images = slab(case.images, start, plan.patch[2]).swapaxes(0, 1)[None]  # [1, sequence, k, j, i]
        classes = slab(case.labels, start, plan.patch[2])[None]  # [1, k, j, i]
    else:
        stacks = np.stack([with_neighbors(case.images, k, plan.context) for k in range(start, stop)])
        images = stacks.reshape(stop - start, -1, *stacks.shape[-2:])  # [slice, channel, j, i]
        classes = case.labels[start:stop]  # [slice, j, i]
    return torch.from_numpy(images.astype(np.float32)), torch.from_numpy(classes.astype(np.int64))
