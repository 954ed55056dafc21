"""What a network's output channels stand for, and how its answer becomes probabilities of named things.

A network may return several tensors (deep supervision): the last one is its answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import torch
from jaxtyping import Float, Integer
from torch import Tensor

from neuroinsight.core.labels import CLASSES, NESTED_REGIONS, Region

ClassNumbers = Integer[Tensor, "B *space"]
Answer = Tensor | Sequence[Tensor]


class OutputKind(StrEnum):
    """What one channel is."""

    CLASSES = "classes"  # disjoint tissues after a channel of background: softmax
    REGIONS = "regions"  # regions of which each lies in the one before: one sigmoid each
    SLICE = "slice"  # a class of each input as a whole: softmax, or one sigmoid where there is one name
    CASE = "case"  # the same of the patient: the mean over all inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """The kind of a network's channels, and the name of each but background."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic where outputs come from a file

    kind: OutputKind
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse names that mean nothing, or nothing together."""
        if not self.names or len(set(self.names)) < len(self.names) or not all(self.names):
            raise ValueError("outputs.names must be one or more different names")
        known = {OutputKind.CLASSES: CLASSES, OutputKind.REGIONS: NESTED_REGIONS}.get(self.kind)
        if known is not None:
            places = [known.index(Region(name)) for name in self.names if name in known]
            if len(places) < len(self.names) or places != sorted(places):
                allowed = ", ".join(known)
                raise ValueError(f"outputs.names of the kind {self.kind} must be of {allowed}, in this order")
        if self.kind is OutputKind.CLASSES and len(self.names) == 1:
            raise ValueError("outputs.names of classes must be several: a single one is a region")

    @property
    def channels(self) -> int:
        """Number of output channels."""
        return len(self.names) + (self.kind is OutputKind.CLASSES)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The names as regions, of outputs that mark voxels; none of a classifier."""
        return tuple(Region(name) for name in self.names) if self.marks_voxels else ()

    @property
    def marks_voxels(self) -> bool:
        """Whether there is an answer for each voxel, in place of one for the whole input."""
        return self.kind in {OutputKind.CLASSES, OutputKind.REGIONS}


TISSUES = Outputs(kind=OutputKind.CLASSES, names=CLASSES)
NESTED = Outputs(kind=OutputKind.REGIONS, names=NESTED_REGIONS)
WHOLE = Outputs(kind=OutputKind.REGIONS, names=(Region.WT,))  # for data sets that mark nothing else


def tensors(answer: Answer) -> tuple[Tensor, ...]:
    """Return the tensors of a network's answer, the last of which counts."""
    return (answer,) if isinstance(answer, Tensor) else tuple(answer)


def probabilities(answer: Answer, outputs: Outputs) -> Float[Tensor, "B {len(outputs.names)} *space"]:
    """Return the probability of each name from a network's logits; a classifier's have no axes of space."""
    logits = tensors(answer)[-1].float()
    if outputs.kind is OutputKind.CLASSES:
        return logits.softmax(dim=1)[:, 1:]
    if outputs.kind is OutputKind.REGIONS or len(outputs.names) == 1:
        return logits.sigmoid()
    return logits.softmax(dim=1)


def class_targets(classes: ClassNumbers, outputs: Outputs) -> ClassNumbers:
    """Return for class numbers (0, then NCR, ED, ET) the channel that each belongs to; 0 for what has no channel."""
    table = torch.zeros(len(CLASSES) + 1, dtype=torch.long, device=classes.device)
    for channel, region in enumerate(outputs.regions):
        table[CLASSES.index(region) + 1] = channel + 1
    return table[classes]


def region_targets(classes: ClassNumbers, regions: Sequence[Region]) -> Float[Tensor, "B {len(regions)} *space"]:
    """Return a mask of each region as floats from class numbers (0, then NCR, ED, ET)."""
    table = torch.tensor(
        [[False, *(tissue in region.tissues for tissue in CLASSES)] for region in regions], device=classes.device
    )
    return table[:, classes].swapaxes(0, 1).float()
