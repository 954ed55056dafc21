"""Losses of logits against class numbers, for classes and for nested regions."""

from collections.abc import Callable
from typing import Literal

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, one_hot

from neuroinsight.models.outputs import ClassNumbers, Outputs, region_targets

Logits = Float[Tensor, "B channels *space"]
Foreground = Float[Tensor, "B foreground *space"]
Scalar = Float[Tensor, ""]
Loss = Callable[[Tensor, Tensor], Tensor]
LossName = Literal["cross_entropy", "cross_entropy_dice", "focal_tversky"]

# Abraham and Khan's exponent as the LGG study writes it; misses weigh more than false alarms
_TVERSKY_ALPHA, _TVERSKY_BETA, _TVERSKY_GAMMA = 0.7, 0.3, 0.75


def build_loss(name: LossName, outputs: Outputs) -> Loss:
    """Return a function of logits `[B, channels, H, W]` and class numbers `[B, H, W]`."""
    if name == "focal_tversky":
        return lambda logits, classes: focal_tversky_loss(logits, classes, outputs)

    def entropy(logits: Logits, classes: ClassNumbers) -> Scalar:
        if outputs is Outputs.CLASSES:
            return cross_entropy(logits.float(), classes)
        return binary_cross_entropy_with_logits(logits.float(), region_targets(classes, outputs))

    if name == "cross_entropy":
        return entropy
    return lambda logits, classes: entropy(logits, classes) + soft_dice_loss(logits, classes, outputs)


def soft_dice_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    """Return one minus the mean soft Dice of the foreground channels, pooled over the batch.

    Milletari et al. 2016 (arXiv 1606.04797), with sums in place of squares. Pooling over the batch keeps slices without
    tumor from counting as perfect or as lost.
    """
    probabilities, targets = _foreground(logits, classes, outputs)
    over = (0, *range(2, probabilities.ndim))
    overlap = (probabilities * targets).sum(over)
    sizes = probabilities.sum(over) + targets.sum(over)
    return 1 - ((2 * overlap + 1) / (sizes + 1)).mean()


def focal_tversky_loss(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> Scalar:
    """Return (1 - Tversky index) to the power 3/4, mean over foreground channels, pooled over the batch.

    The LGG study's loss: alpha 0.7 on missed pixels, beta 0.3 on false ones, and the exponent gamma itself (Abraham and
    Khan 2018, arXiv 1810.07842, use 1/gamma with gamma 4/3, which is the same number).
    """
    probabilities, targets = _foreground(logits, classes, outputs)
    over = (0, *range(2, probabilities.ndim))
    hit = (probabilities * targets).sum(over)
    missed = ((1 - probabilities) * targets).sum(over)
    false = (probabilities * (1 - targets)).sum(over)
    index = (hit + 1) / (hit + _TVERSKY_ALPHA * missed + _TVERSKY_BETA * false + 1)
    # a power below 1 has an endless slope at 0: the smallest distance keeps the gradient finite
    return (1 - index).clamp(min=1e-6).pow(_TVERSKY_GAMMA).mean()


def _foreground(logits: Logits, classes: ClassNumbers, outputs: Outputs) -> tuple[Foreground, Foreground]:
    """Probabilities and targets of all channels but background."""
    if outputs is Outputs.CLASSES:
        targets = one_hot(classes, logits.shape[1]).movedim(-1, 1)[:, 1:].float()
        return logits.float().softmax(dim=1)[:, 1:], targets
    return logits.float().sigmoid(), region_targets(classes, outputs)
