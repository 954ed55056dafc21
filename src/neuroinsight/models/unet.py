"""U-Net: an encoder that halves the resolution, a decoder that doubles it again, and connections between the two.

Ronneberger O., Fischer P., Brox T., "U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015
(arXiv 1505.04597).

The defaults are the paper's: two 3x3 convolutions a level (64 to 1024 filters), max pooling, transposed convolutions
of 2x2 that halve the filters. Differences: convolutions are padded, so that the mask is as large as the input, and
a normalization may follow each.
"""

from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.blocks import Norm, double_convolution
from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]


class UNetConfig(NetworkConfig):
    """What a U-Net is built from."""

    filters: tuple[FilterCount, ...] = Field(
        default=(64, 128, 256, 512, 1024), min_length=2, max_length=8
    )  # one per level; the last is the bottleneck's
    norm: Norm = Norm.NONE  # the paper has none

    @property
    def divisor(self) -> int:
        """Each level but the first has half the resolution of the one above."""
        return 1 << (len(self.filters) - 1)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return UNet(self, in_channels=in_channels, out_channels=out_channels)


class UNet(nn.Module):
    """Logits [B, out_channels, H, W] of slices [B, in_channels, H, W]; H and W are multiples of 2 ** (levels - 1)."""

    def __init__(self, config: UNetConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        levels = config.filters
        entries = (in_channels, *levels[:-1])
        self.encoder = nn.ModuleList(
            double_convolution(entry, here, config.norm) for entry, here in zip(entries, levels, strict=True)
        )
        self.pool = nn.MaxPool2d(2)
        upward = list(zip(levels[:0:-1], levels[-2::-1], strict=True))  # filters below and here, from the bottom up
        self.rise = nn.ModuleList(nn.ConvTranspose2d(below, here, kernel_size=2, stride=2) for below, here in upward)
        self.refine = nn.ModuleList(double_convolution(2 * here, here, config.norm) for _, here in upward)
        self.head = nn.Conv2d(levels[0], out_channels, kernel_size=1)

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels} H W"]:
        """Return one logit per class or region and pixel."""
        skips: list[Tensor] = []
        for depth, block in enumerate(self.encoder):
            x = block(self.pool(x) if depth else x)  # [B, filters[depth], H/2^depth, W/2^depth]
            skips.append(x)
        skips.pop()  # the bottleneck itself
        for rise, refine in zip(self.rise, self.refine, strict=True):
            x = refine(torch.cat([skips.pop(), rise(x)], dim=1))  # [B, filters[depth], H/2^depth, W/2^depth]
        logits: Tensor = self.head(x)  # [B, out_channels, H, W]
        return logits
