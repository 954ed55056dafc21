"""Double U-Net: a first U-Net marks where to look, a second one reads the marked image, and each gives a mask.

Jha D. et al., "DoubleU-Net: A Deep Convolutional Neural Network for Medical Image Segmentation", CBMS 2020 (arXiv
2006.04868).

The defaults are the paper's: VGG-19's convolutions as first encoder, blocks of two convolutions with squeeze and
excitation as second, atrous spatial pyramid pooling (rates 6, 12, 18) at the end of both, and a second decoder that
gets the skips of both encoders. Both masks are returned, the second one last: losses are summed, the last one counts.
Differences: VGG's weights are not pretrained, its convolutions may be normalized, the pyramid's pooled branch has no
normalization (of one number there is none), and of several output channels the surest marks the image.
"""

from collections.abc import Sequence
from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d, interpolate

from neuroinsight.models.blocks import Norm, convolution
from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]
Depth = Annotated[int, Field(ge=1, le=8)]
_RATES = (6, 12, 18)


class DoubleUNetConfig(NetworkConfig):
    """What a Double U-Net is built from; levels from the finest to the coarsest."""

    first_filters: tuple[FilterCount, ...] = Field(default=(64, 128, 256, 512, 512), min_length=3, max_length=6)
    first_depths: tuple[Depth, ...] = (2, 2, 4, 4, 4)  # convolutions per level: VGG-19's
    second_filters: tuple[FilterCount, ...] = (32, 64, 128, 256)  # of the second encoder, and of both decoders
    pyramid_filters: FilterCount = 64
    reduction: int = Field(default=8, ge=1, le=64)  # of squeeze and excitation
    norm: Norm = Norm.BATCH

    @model_validator(mode="after")
    def _check_together(self) -> "DoubleUNetConfig":
        if len(self.first_depths) != len(self.first_filters) or len(self.second_filters) != len(self.first_filters) - 1:
            raise ValueError("first_depths needs one number per level, second_filters one less")
        return self

    @property
    def divisor(self) -> int:
        """Each level of the first encoder but its first has half the resolution of the one above."""
        return 1 << (len(self.first_filters) - 1)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return DoubleUNet(self, in_channels=in_channels, out_channels=out_channels)


class SqueezeExcitation(nn.Module):
    """Weighs channels by what all pixels together say (Hu et al. 2018, arXiv 1709.01507)."""

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        inner = max(2, channels // reduction)
        self.down = nn.Conv2d(channels, inner, kernel_size=1, bias=False)
        self.up = nn.Conv2d(inner, channels, kernel_size=1, bias=False)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        """Return the channels, each times a weight in 0..1."""
        pooled = adaptive_avg_pool2d(x, 1)  # [B, C, 1, 1]
        return x * torch.sigmoid(self.up(torch.relu(self.down(pooled))))


class SpatialPyramid(nn.Module):
    """Looks at several distances at once (Chen et al. 2017, arXiv 1706.05587)."""

    def __init__(self, before: int, after: int, norm: Norm) -> None:
        super().__init__()
        self.of_all = convolution(before, after, Norm.NONE, kernel=1)
        self.branches = nn.ModuleList(
            [
                convolution(before, after, norm, kernel=1),
                *(convolution(before, after, norm, dilation=rate) for rate in _RATES),
            ]
        )
        self.merge = convolution((len(_RATES) + 2) * after, after, norm, kernel=1)

    def forward(self, x: Float[Tensor, "B before H W"]) -> Float[Tensor, "B after H W"]:
        """Return what all distances together show."""
        pooled = self.of_all(adaptive_avg_pool2d(x, 1)).expand(-1, -1, *x.shape[2:])  # [B, after, H, W]
        merged: Tensor = self.merge(torch.cat([pooled, *(branch(x) for branch in self.branches)], dim=1))
        return merged


class Decoder(nn.Module):
    """From the coarsest features up, each level with the skips of one or both encoders."""

    def __init__(self, below: int, skips: Sequence[int], filters: Sequence[int], config: DoubleUNetConfig) -> None:
        super().__init__()
        entries = (below, *filters[:-1])
        self.levels = nn.ModuleList(
            _block(entry + skip, here, config) for entry, skip, here in zip(entries, skips, filters, strict=True)
        )

    def forward(self, x: Tensor, skips: Sequence[Tensor]) -> Tensor:
        """Return [B, filters[-1], H, W] from `x` and `skips`, the coarsest first."""
        for level, skip in zip(self.levels, skips, strict=True):
            x = interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
            x = level(torch.cat([x, skip], dim=1))
        return x


class DoubleUNet(nn.Module):
    """Two logits [B, out_channels, H, W] of slices [B, in_channels, H, W], the better one last."""

    def __init__(self, config: DoubleUNetConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        first, second, norm = config.first_filters, config.second_filters, config.norm
        self.pool = nn.MaxPool2d(2)
        self.encoder1 = nn.ModuleList(
            nn.Sequential(
                *convolution(before, here, norm),
                *(layer for _ in range(depth - 1) for layer in convolution(here, here, norm)),
            )
            for before, here, depth in zip((in_channels, *first[:-1]), first, config.first_depths, strict=True)
        )
        self.pyramid1 = SpatialPyramid(first[-1], config.pyramid_filters, norm)
        skips1 = first[-2::-1]
        self.decoder1 = Decoder(config.pyramid_filters, skips1, second[::-1], config)
        self.head1 = nn.Conv2d(second[0], out_channels, kernel_size=1)
        self.encoder2 = nn.ModuleList(
            _block(before, here, config) for before, here in zip((in_channels, *second[:-1]), second, strict=True)
        )
        self.pyramid2 = SpatialPyramid(second[-1], config.pyramid_filters, norm)
        skips2 = [one + other for one, other in zip(skips1, second[::-1], strict=True)]
        self.decoder2 = Decoder(config.pyramid_filters, skips2, second[::-1], config)
        self.head2 = nn.Conv2d(second[0], out_channels, kernel_size=1)

    def forward(
        self, image: Float[Tensor, "B {self.in_channels} H W"]
    ) -> tuple[Float[Tensor, "B {self.out_channels} H W"], Float[Tensor, "B {self.out_channels} H W"]]:
        """Return the logits of the first mask, and of the second."""
        x, skips1 = image, list[Tensor]()
        for depth, level in enumerate(self.encoder1):
            x = level(self.pool(x) if depth else x)  # [B, first_filters[depth], H/2^depth, W/2^depth]
            skips1.insert(0, x)
        first = self.head1(self.decoder1(self.pyramid1(x), skips1[1:]))  # [B, out_channels, H, W]
        x, skips2 = image * torch.sigmoid(first.amax(dim=1, keepdim=True)), list[Tensor]()
        for level in self.encoder2:
            x = level(x)  # [B, second_filters[depth], H/2^depth, W/2^depth]
            skips2.insert(0, x)
            x = self.pool(x)
        both = [torch.cat(pair, dim=1) for pair in zip(skips1[1:], skips2, strict=True)]
        return first, self.head2(self.decoder2(self.pyramid2(x), both))


def _block(before: int, after: int, config: DoubleUNetConfig) -> nn.Sequential:
    return nn.Sequential(
        *convolution(before, after, config.norm),
        *convolution(after, after, config.norm),
        SqueezeExcitation(after, config.reduction),
    )
