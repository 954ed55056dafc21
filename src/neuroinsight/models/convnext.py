"""ConvNeXt: a residual network with the choices of vision transformers, without attention.

Liu Z. et al., "A ConvNet for the 2020s", CVPR 2022 (arXiv 2201.03545). The first reference system tells the grade of a
slice with one.

The defaults are ConvNeXt-T: a patch of 4 x 4 pixels, stages of 3, 3, 9 and 3 blocks with 96 to 768 filters. Difference:
no stochastic depth, which is for trainings of hundreds of epochs.
"""

from itertools import pairwise
from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field, model_validator
from torch import Tensor, nn

from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]
Depth = Annotated[int, Field(ge=1, le=64)]
_SCALE = 1e-6  # that blocks begin with
_EPSILON = 1e-6


class ConvNeXtConfig(NetworkConfig):
    """What a ConvNeXt is built from; one number per stage."""

    filters: tuple[FilterCount, ...] = Field(default=(96, 192, 384, 768), min_length=1, max_length=6)
    depths: tuple[Depth, ...] = (3, 3, 9, 3)

    @model_validator(mode="after")
    def _check_together(self) -> "ConvNeXtConfig":
        if len(self.depths) != len(self.filters):
            raise ValueError("depths needs one number per stage")
        return self

    @property
    def divisor(self) -> int:
        """A patch is 4 pixels wide; each stage but the first halves the resolution."""
        return 4 << (len(self.filters) - 1)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return ConvNeXt(self, in_channels=in_channels, out_channels=out_channels)


class ChannelNorm(nn.Module):
    """Layer normalization over the channels of each pixel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(channels, eps=_EPSILON)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        """Return the normalized channels."""
        normalized: Tensor = self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return normalized


class ConvNeXtBlock(nn.Module):
    """A wide filter for each channel, four times as many channels and back, scaled and added to what came in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, kernel_size=7, padding=3, groups=channels),
            ChannelNorm(channels),
            nn.Conv2d(channels, 4 * channels, kernel_size=1),
            nn.GELU(),
            nn.Conv2d(4 * channels, channels, kernel_size=1),
        )
        self.scale = nn.Parameter(torch.full((channels, 1, 1), _SCALE))

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        """Return the sum."""
        added: Tensor = x + self.scale * self.body(x)
        return added


class ConvNeXt(nn.Module):
    """Logits [B, out_channels] of slices [B, in_channels, H, W]."""

    def __init__(self, config: ConvNeXtConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        first, last = config.filters[0], config.filters[-1]
        entries: list[list[nn.Module]] = [[nn.Conv2d(in_channels, first, kernel_size=4, stride=4), ChannelNorm(first)]]
        for before, after in pairwise(config.filters):
            entries.append([ChannelNorm(before), nn.Conv2d(before, after, kernel_size=2, stride=2)])
        self.stages = nn.Sequential(
            *(
                nn.Sequential(*entry, *(ConvNeXtBlock(filters) for _ in range(depth)))
                for entry, filters, depth in zip(entries, config.filters, config.depths, strict=True)
            )
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Sequential(ChannelNorm(last), nn.Flatten(), nn.Linear(last, out_channels))

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels}"]:
        """Return one logit per class."""
        logits: Tensor = self.head(self.pool(self.stages(x)))
        return logits
