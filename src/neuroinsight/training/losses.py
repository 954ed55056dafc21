"""Losses of logits against class numbers, for classes and for nested regions."""

from collections.abc import Callable
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, interpolate, one_hot

from neuroinsight.metrics.tversky import ALPHA, BETA
from neuroinsight.models.outputs import (
    Answer,
    ClassNumbers,
    OutputKind,
    Outputs,
    class_targets,
    probabilities,
    region_targets,
    tensors,
)

Logits = Float[Tensor, "B channels *space"]
Foreground = Float[Tensor, "B foreground *space"]
Scalar = Float[Tensor, ""]
Loss = Callable[[Answer, Tensor], Tensor]
LossName = Literal["cross_entropy", "dice", "cross_entropy_dice", "tversky", "focal_tversky", "focal"]

_TVERSKY_GAMMA = 0.75  # Abraham and Khan's exponent as the LGG study writes it
_FOCAL_GAMMA = 2.0  # Lin et al.'s best


def build_loss(name: LossName, outputs: Outputs) -> Loss:
    """Return a function of a network's answer and class numbers `[B, *space]` (of a classifier: `[B]`).

    Of an answer of several tensors `[B, channels, *space]` (deep supervision) the losses are summed, with the class
    numbers brought to the extents of each.
    """
    loss = _LOSSES[name]

    def of_answer(answer: Answer, classes: ClassNumbers) -> Scalar:
        found = tensors(answer)
        losses = [loss(logits, _at(classes, logits.shape[2:]), outputs) for logits in found]
        return torch.stack(losses).sum()

    return of_answer


def _at(classes: ClassNumbers, extents: torch.Size) -> Tensor:
    if classes.shape[1:] == extents:
        return classes
    return interpolate(classes[:, None].float(), size=extents, mode="nearest-exact")[:, 0].long()


def cross_entropy_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    """Return the mean cross-entropy: over all channels where they exclude each other, else of each channel alone."""
    if outputs.kind is OutputKind.CLASSES:
        return cross_entropy(logits.float(), class_targets(classes, outputs))
    if outputs.kind is OutputKind.REGIONS:
        return binary_cross_entropy_with_logits(logits.float(), region_targets(classes, outputs.regions))
    if len(outputs.names) == 1:
        return binary_cross_entropy_with_logits(logits.float()[:, 0], classes.float())
    return cross_entropy(logits.float(), classes)


def soft_dice_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    """Return one minus the mean soft Dice of the foreground channels, pooled over the batch.

    Milletari et al. 2016 (arXiv 1606.04797), with sums in place of squares. Pooling over the batch keeps slices without
    tumor from counting as perfect or as lost.
    """
    found, targets = _foreground(logits, classes, outputs)
    over = (0, *range(2, found.ndim))
    overlap = (found * targets).sum(over)
    sizes = found.sum(over) + targets.sum(over)
    return 1 - ((2 * overlap + 1) / (sizes + 1)).mean()


def tversky_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    """Return one minus the mean Tversky index of the foreground channels, pooled over the batch.

    Salehi et al. 2017 (arXiv 1706.05721), with the LGG study's alpha 0.7 on missed pixels and beta 0.3 on false ones.
    """
    return 1 - _tversky_indices(logits, classes, outputs).mean()


def focal_tversky_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    """Return (1 - Tversky index) to the power 3/4, mean over foreground channels, pooled over the batch.

    The LGG study's loss: alpha 0.7 on missed pixels, beta 0.3 on false ones, and the exponent gamma itself (Abraham and
    Khan 2018, arXiv 1810.07842, use 1/gamma with gamma 4/3, which is the same number).
    """
    index = _tversky_indices(logits, classes, outputs)
    # a power below 1 has an endless slope at 0: the smallest distance keeps the gradient finite
    return (1 - index).clamp(min=1e-6).pow(_TVERSKY_GAMMA).mean()


def focal_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    """Return the cross-entropy in which what is already sure counts little: times (1 - its probability) squared.

    Lin et al. 2017 (arXiv 1708.02002), gamma 2 and no weights of classes; of each channel alone where they are nested.
    """
    if outputs.kind is OutputKind.CLASSES:
        each = cross_entropy(logits.float(), class_targets(classes, outputs), reduction="none")
    else:
        targets = region_targets(classes, outputs.regions)
        each = binary_cross_entropy_with_logits(logits.float(), targets, reduction="none")
    return ((1 - (-each).exp()) ** _FOCAL_GAMMA * each).mean()


def _tversky_indices(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Float[Tensor, " foreground"]:
    found, targets = _foreground(logits, classes, outputs)
    over = (0, *range(2, found.ndim))
    hit = (found * targets).sum(over)
    missed = ((1 - found) * targets).sum(over)
    false = (found * (1 - targets)).sum(over)
    return (hit + 1) / (hit + ALPHA * missed + BETA * false + 1)


def _foreground(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> tuple[Foreground, Foreground]:
    """Probabilities and targets of all channels but background."""
    found = probabilities(logits, outputs)
    if outputs.kind is OutputKind.CLASSES:
        channels = class_targets(classes, outputs)
        return found, one_hot(channels, outputs.channels).movedim(-1, 1)[:, 1:].float()
    return found, region_targets(classes, outputs.regions)


def _cross_entropy_dice_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    return cross_entropy_loss(logits, classes, outputs) + soft_dice_loss(logits, classes, outputs)


_LOSSES: dict[LossName, Callable[[Tensor, Tensor, Outputs], Tensor]] = {
    "cross_entropy": cross_entropy_loss,
    "dice": soft_dice_loss,
    "cross_entropy_dice": _cross_entropy_dice_loss,
    "tversky": tversky_loss,
    "focal_tversky": focal_tversky_loss,
    "focal": focal_loss,
}
