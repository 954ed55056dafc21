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
from neuroinsight.preprocess.inputs import with_neighbors
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
    context: int,
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
        for start in range(0, len(case.images), _SLICES_AT_ONCE):
            stop = min(start + _SLICES_AT_ONCE, len(case.images))
            stacks = np.stack([with_neighbors(case.images, k, context) for k in range(start, stop)])
            classes = torch.from_numpy(case.labels[start:stop].astype(np.int64))
            answer = network(torch.from_numpy(stacks.astype(np.float32)).flatten(1, 2).to(device))
            losses += (stop - start) * float(loss(answer, classes.to(device)))
            count += stop - start
            found = probabilities(answer, outputs).swapaxes(0, 1).cpu().numpy()  # [region, slice, j, i]
            masks = suspected(Probabilities(array=found, regions=outputs.regions, grid=None), Decision())
            truth = region_targets(classes, tuple(masks)).swapaxes(0, 1).numpy() > 0
            for (region, mask), true in zip(masks.items(), truth, strict=True):
                overlap[region] += int((mask & true).sum())
                sizes[region] += int(mask.sum()) + int(true.sum())
        scores.append({region: 2 * overlap[region] / sizes[region] if sizes[region] else 1.0 for region in sizes})
    dice = {f"dice_{region.value}": float(np.mean([of_case[region] for of_case in scores])) for region in scores[0]}
    return {"loss": losses / count, "dice": sum(dice.values()) / len(dice), **dice}
