"""What a network's output channels stand for, and how its logits become probabilities of nested regions."""

from enum import StrEnum

import torch
from jaxtyping import Float, Integer
from torch import Tensor

from neuroinsight.core.labels import CLASSES, NESTED_REGIONS, Region

ClassNumbers = Integer[Tensor, "B *space"]


class Outputs(StrEnum):
    """Disjoint classes (softmax), or nested regions (one sigmoid each)."""

    CLASSES = "classes"  # background, NCR, ED, ET
    REGIONS = "regions"  # WT, TC, ET
    WHOLE = "whole"  # WT alone, for data sets that mark nothing else

    @property
    def channels(self) -> int:
        """Number of output channels."""
        return len(CLASSES) + 1 if self is Outputs.CLASSES else len(self.regions)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The nested regions whose probabilities come out, outermost first."""
        return (Region.WT,) if self is Outputs.WHOLE else NESTED_REGIONS


def region_probabilities(
    logits: Float[Tensor, "B {outputs.channels} *space"], outputs: Outputs
) -> Float[Tensor, "B {len(outputs.regions)} *space"]:
    """Return the probabilities of `outputs.regions` from logits."""
    if outputs is not Outputs.CLASSES:
        return logits.float().sigmoid()
    _, ncr, ed, et = logits.float().softmax(dim=1).unbind(dim=1)
    return torch.stack([ncr + ed + et, ncr + et, et], dim=1)


def region_targets(
    classes: ClassNumbers, outputs: Outputs = Outputs.REGIONS
) -> Float[Tensor, "B {len(outputs.regions)} *space"]:
    """Return masks of `outputs.regions` as floats from class numbers (0, then NCR, ED, ET)."""
    if outputs is Outputs.WHOLE:
        return (classes > 0).unsqueeze(1).float()
    whole, core, enhancing = classes > 0, (classes == 1) | (classes == 3), classes == 3  # noqa: PLR2004
    return torch.stack([whole, core, enhancing], dim=1).float()
