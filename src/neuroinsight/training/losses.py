"""Losses of logits against class numbers, for classes and for nested regions."""

from collections.abc import Callable
from typing import Literal

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, one_hot

from neuroinsight.models.outputs import Outputs, region_targets

Loss = Callable[[Tensor, Tensor], Tensor]


def build_loss(name: Literal["cross_entropy", "cross_entropy_dice"], outputs: Outputs) -> Loss:
    """Return a function of logits `[B, channels, H, W]` and class numbers `[B, H, W]`."""
    entropy = _class_entropy if outputs is Outputs.CLASSES else _region_entropy
    if name == "cross_entropy":
        return entropy
    return lambda logits, classes: entropy(logits, classes) + soft_dice_loss(logits, classes, outputs)


def soft_dice_loss(logits: Tensor, classes: Tensor, outputs: Outputs) -> Tensor:
    """Return one minus the mean soft Dice of the foreground channels, pooled over the batch.

    Milletari et al. 2016 (arXiv 1606.04797), with sums in place of squares. Pooling over the batch keeps slices without
    tumor from counting as perfect or as lost.
    """
    if outputs is Outputs.CLASSES:
        probabilities = logits.float().softmax(dim=1)[:, 1:]
        targets = one_hot(classes, logits.shape[1]).movedim(-1, 1)[:, 1:].float()
    else:
        probabilities, targets = logits.float().sigmoid(), region_targets(classes)
    over = (0, *range(2, probabilities.ndim))
    overlap = (probabilities * targets).sum(over)
    sizes = probabilities.sum(over) + targets.sum(over)
    return 1 - ((2 * overlap + 1) / (sizes + 1)).mean()


def _class_entropy(logits: Tensor, classes: Tensor) -> Tensor:
    return cross_entropy(logits.float(), classes)


def _region_entropy(logits: Tensor, classes: Tensor) -> Tensor:
    return binary_cross_entropy_with_logits(logits.float(), region_targets(classes))
