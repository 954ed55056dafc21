"""Attention U-Net: a U-Net whose skip connections are weighted by additive attention gates.

Oktay O. et al., "Attention U-Net: Learning Where to Look for the Pancreas", MIDL 2018 (arXiv 1804.03999).

The defaults are the first reference system's: three encoder blocks of two 3x3 convolutions with ReLU and max pooling
(32, 64, 128 filters), a bottleneck of two 256-filter convolutions, and three decoder blocks that upsample, gate the
skip with what comes from below, concatenate, and convolve. Differences to the paper: two dimensions in place of three,
no deep supervision, and gates that work at the resolution of the skip. The gates' 128, 64 and 32 filters, which the
reference names, are taken for their inner width, as wide as the skip; the shipped model's are half as wide.
"""

from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.blocks import Norm, double_convolution, normalization
from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]


class AttentionUNetConfig(NetworkConfig):
    """What an Attention U-Net is built from."""

    filters: tuple[FilterCount, ...] = Field(
        default=(32, 64, 128, 256), min_length=2, max_length=8
    )  # one per level; the last is the bottleneck's
    norm: Norm = Norm.NONE  # the reference has none; batch normalization trains in fewer steps
    gate_width: float = Field(default=1.0, ge=0.25, le=4)  # a gate's filters, in those of its skip

    @property
    def divisor(self) -> int:
        """Each level but the first has half the resolution of the one above."""
        return 1 << (len(self.filters) - 1)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return AttentionUNet(self, in_channels=in_channels, out_channels=out_channels)


class AttentionGate(nn.Module):
    """Weights a skip connection by what the level below found worth attending to."""

    def __init__(self, skip_channels: int, gate_channels: int, inner_channels: int) -> None:
        super().__init__()
        self.of_skip = nn.Conv2d(skip_channels, inner_channels, kernel_size=1, bias=False)
        self.of_gate = nn.Conv2d(gate_channels, inner_channels, kernel_size=1)
        self.attention = nn.Conv2d(inner_channels, 1, kernel_size=1)

    def forward(
        self, skip: Float[Tensor, "B skip H W"], gate: Float[Tensor, "B gate H W"]
    ) -> Float[Tensor, "B skip H W"]:
        """Return `skip` times attention in 0..1."""
        agreement = torch.relu(self.of_skip(skip) + self.of_gate(gate))  # [B, C', H, W]
        weight = torch.sigmoid(self.attention(agreement))  # [B, 1, H, W]
        return skip * weight


class DecoderBlock(nn.Module):
    """Doubles the resolution, gates the skip, and merges both."""

    def __init__(self, below: int, here: int, config: AttentionUNetConfig) -> None:
        super().__init__()
        norm, inner = config.norm, max(1, int(here * config.gate_width))
        self.rise = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="nearest"),
            nn.Conv2d(below, here, kernel_size=3, padding=1, bias=norm is Norm.NONE),
            *normalization(norm, here),
            nn.ReLU(inplace=True),
        )
        self.gate = AttentionGate(skip_channels=here, gate_channels=here, inner_channels=inner)
        self.refine = double_convolution(2 * here, here, norm)

    def forward(
        self, x: Float[Tensor, "B below h w"], skip: Float[Tensor, "B here H W"]
    ) -> Float[Tensor, "B here H W"]:
        """Merge `x` with `skip`, which has twice its height and width."""
        x = self.rise(x)  # [B, C, 2H, 2W]
        x = torch.cat([self.gate(skip, x), x], dim=1)  # [B, 2C, 2H, 2W]
        refined: Tensor = self.refine(x)  # [B, C, 2H, 2W]
        return refined


class AttentionUNet(nn.Module):
    """Logits [B, out_channels, H, W] of slices [B, in_channels, H, W]; H and W are multiples of 2 ** (levels - 1)."""

    def __init__(self, config: AttentionUNetConfig, *, in_channels: int = 2, out_channels: int = 4) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        levels = config.filters
        entries = (in_channels, *levels[:-1])
        self.encoder = nn.ModuleList(
            double_convolution(entry, here, config.norm) for entry, here in zip(entries, levels, strict=True)
        )
        self.pool = nn.MaxPool2d(2)
        self.decoder = nn.ModuleList(
            DecoderBlock(below, here, config) for below, here in zip(levels[:0:-1], levels[-2::-1], strict=True)
        )
        self.head = nn.Conv2d(levels[0], out_channels, kernel_size=1)

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels} H W"]:
        """Return one logit per class or region and pixel."""
        skips: list[Tensor] = []
        for depth, block in enumerate(self.encoder):
            if depth:
                x = self.pool(x)  # [B, C, H/2^depth, W/2^depth]
            x = block(x)  # [B, filters[depth], H/2^depth, W/2^depth]
            skips.append(x)
        skips.pop()  # the bottleneck itself
        for block in self.decoder:
            x = block(x, skips.pop())  # [B, filters[depth], H/2^depth, W/2^depth]
        logits: Tensor = self.head(x)  # [B, out_channels, H, W]
        return logits
