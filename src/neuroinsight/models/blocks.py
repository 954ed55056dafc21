"""Blocks that more than one network is built from."""

from enum import StrEnum

from torch import nn


class Norm(StrEnum):
    """What follows a convolution before its ReLU."""

    NONE = "none"
    BATCH = "batch"
    INSTANCE = "instance"


def normalization(norm: Norm, channels: int) -> list[nn.Module]:
    """Return the layers of this normalization: one, or none."""
    if norm is Norm.BATCH:
        return [nn.BatchNorm2d(channels)]
    if norm is Norm.INSTANCE:
        return [nn.InstanceNorm2d(channels, affine=True)]
    return []


def double_convolution(before: int, after: int, norm: Norm) -> nn.Sequential:
    """Return two 3x3 convolutions, each with its normalization and a ReLU: [B, before, H, W] -> [B, after, H, W]."""
    layers: list[nn.Module] = []
    for entry in (before, after):
        layers.append(nn.Conv2d(entry, after, kernel_size=3, padding=1, bias=norm is Norm.NONE))
        layers.extend(normalization(norm, after))
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)
