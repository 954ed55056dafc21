"""Deep residual U-Net: residual units in place of a U-Net's pairs of convolutions, strides in place of pooling.

Zhang Z., Liu Q., Wang Y., "Road Extraction by Deep Residual U-Net", IEEE Geoscience and Remote Sensing Letters 2018
(arXiv 1711.10684).

The defaults are the paper's: three levels and a bridge, four stages (64, 128, 256, 512 filters), of units in which
normalization and ReLU stand before each convolution (He et al. 2016, arXiv 1603.05027). The paper's 7.8 M parameters
do not count the 1x1 convolutions that fit a unit's input to its output where filters or resolution change; they are
0.4 M. A last normalization and ReLU precede the head, for the paper's last unit ends in a sum.
"""

from itertools import pairwise
from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.blocks import Norm, normalization
from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]


class ResUNetConfig(NetworkConfig):
    """What a residual U-Net is built from."""

    filters: tuple[FilterCount, ...] = Field(default=(64, 128, 256, 512), min_length=2, max_length=8)  # one per stage
    norm: Norm = Norm.BATCH

    @property
    def divisor(self) -> int:
        """Each stage but the first has half the resolution of the one above."""
        return 1 << (len(self.filters) - 1)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return ResUNet(self, in_channels=in_channels, out_channels=out_channels)


class ResidualUnit(nn.Module):
    """Two convolutions added to what came in, which a 1x1 convolution fits where it must."""

    def __init__(self, before: int, after: int, norm: Norm, *, stride: int = 1, is_first: bool = False) -> None:
        super().__init__()
        biased = norm is Norm.NONE
        entry = [] if is_first else [*normalization(norm, before), nn.ReLU()]  # the image itself is not rectified
        self.body = nn.Sequential(
            *entry,
            nn.Conv2d(before, after, kernel_size=3, stride=stride, padding=1, bias=biased),
            *normalization(norm, after),
            nn.ReLU(inplace=True),
            nn.Conv2d(after, after, kernel_size=3, padding=1),
        )
        fits = before == after and stride == 1
        self.shortcut = nn.Identity() if fits else nn.Conv2d(before, after, kernel_size=1, stride=stride, bias=False)

    def forward(self, x: Float[Tensor, "B before H W"]) -> Float[Tensor, "B after h w"]:
        """Return the sum; h and w are H and W divided by the stride."""
        return torch.add(self.body(x), self.shortcut(x))


class ResUNet(nn.Module):
    """Logits [B, out_channels, H, W] of slices [B, in_channels, H, W]; H and W are multiples of 2 ** (stages - 1)."""

    def __init__(self, config: ResUNetConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        levels, norm = config.filters, config.norm
        self.encoder = nn.ModuleList(
            [
                ResidualUnit(in_channels, levels[0], norm, is_first=True),
                *(ResidualUnit(before, here, norm, stride=2) for before, here in pairwise(levels)),
            ]
        )
        self.rise = nn.Upsample(scale_factor=2, mode="nearest")
        self.decoder = nn.ModuleList(
            ResidualUnit(below + here, here, norm) for below, here in zip(levels[:0:-1], levels[-2::-1], strict=True)
        )
        self.head = nn.Sequential(
            *normalization(norm, levels[0]), nn.ReLU(), nn.Conv2d(levels[0], out_channels, kernel_size=1)
        )

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels} H W"]:
        """Return one logit per class or region and pixel."""
        skips: list[Tensor] = []
        for unit in self.encoder:
            x = unit(x)  # [B, filters[depth], H/2^depth, W/2^depth]
            skips.append(x)
        skips.pop()  # the bridge itself
        for unit in self.decoder:
            x = unit(torch.cat([self.rise(x), skips.pop()], dim=1))
        logits: Tensor = self.head(x)  # [B, out_channels, H, W]
        return logits
