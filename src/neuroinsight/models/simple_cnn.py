"""The LGG study's first classifier: two convolutions, each with ReLU and max pooling, flattened into one dense layer.

Tiwari T., "Brain Tumor MRI Segmentation using Deep Learning", Nerd For Tech 2021, names no filters; ours are 32 and 64.
A flattened image has one size: whatever comes in is pooled to `grid` x `grid` first.
"""

from typing import Annotated

from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.blocks import Norm, convolution
from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]


class SimpleCNNConfig(NetworkConfig):
    """What the classifier is built from."""

    filters: tuple[FilterCount, FilterCount] = (32, 64)
    grid: int = Field(default=8, ge=1, le=64)  # extents of what is flattened
    norm: Norm = Norm.NONE

    @property
    def divisor(self) -> int:
        """Two poolings."""
        return 4

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return SimpleCNN(self, in_channels=in_channels, out_channels=out_channels)


class SimpleCNN(nn.Module):
    """Logits [B, out_channels] of slices [B, in_channels, H, W]."""

    def __init__(self, config: SimpleCNNConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        first, second = config.filters
        self.layers = nn.Sequential(
            *convolution(in_channels, first, config.norm),
            nn.MaxPool2d(2),
            *convolution(first, second, config.norm),
            nn.MaxPool2d(2),
            nn.AdaptiveAvgPool2d(config.grid),
            nn.Flatten(),
            nn.Linear(second * config.grid**2, out_channels),
        )

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels}"]:
        """Return one logit per class."""
        logits: Tensor = self.layers(x)
        return logits
