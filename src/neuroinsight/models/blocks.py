"""Blocks that more than one network is built from."""

from enum import StrEnum

from torch import nn

_CONVOLUTIONS = {2: nn.Conv2d, 3: nn.Conv3d}
_BATCH = {2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
_INSTANCE = {2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}


class Norm(StrEnum):
    """What follows a convolution before its ReLU."""

    NONE = "none"
    BATCH = "batch"
    INSTANCE = "instance"


def normalization(norm: Norm, channels: int, *, dimensions: int = 2) -> list[nn.Module]:
    """Return the layers of this normalization: one, or none."""
    if norm is Norm.BATCH:
        return [_BATCH[dimensions](channels)]
    if norm is Norm.INSTANCE:
        return [_INSTANCE[dimensions](channels, affine=True)]
    return []


def convolution(
    before: int, after: int, norm: Norm, *, kernel: int = 3, dilation: int = 1, dimensions: int = 2
) -> nn.Sequential:
    """Return a convolution that keeps the extents, its normalization and a ReLU."""
    kind = _CONVOLUTIONS[dimensions]
    padding = dilation * (kernel // 2)
    layer = kind(before, after, kernel, padding=padding, dilation=dilation, bias=norm is Norm.NONE)
    return nn.Sequential(layer, *normalization(norm, after, dimensions=dimensions), nn.ReLU(inplace=True))


def double_convolution(before: int, after: int, norm: Norm) -> nn.Sequential:
    """Return two 3x3 convolutions, each with its normalization and a ReLU: [B, before, H, W] -> [B, after, H, W]."""
    return nn.Sequential(*convolution(before, after, norm), *convolution(after, after, norm))
