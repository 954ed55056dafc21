"""Attention U-Net: a U-Net whose skip connections are weighted by additive attention gates.

Oktay O. et al., "Attention U-Net: Learning Where to Look for the Pancreas", MIDL 2018 (arXiv 1804.03999).

The defaults are the first reference system's: three encoder blocks of two 3x3 convolutions with ReLU and max pooling
(32, 64, 128 filters), a bottleneck of two 256-filter convolutions, and three decoder blocks that upsample, gate the
skip with what comes from below, concatenate, and convolve. Differences to the paper: two dimensions in place of three,
no deep supervision, and gates that work at the resolution of the skip. The reference system says which skips are gated
(128, 64 and 32 filters), not how wide a gate is inside: here it has half of its skip's filters.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from neuroinsight.models.blocks import Norm, double_convolution, normalization


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionUNetConfig:
    """What an Attention U-Net is built from."""

    in_channels: int = 2
    out_channels: int = 4
    filters: tuple[int, ...] = (32, 64, 128, 256)  # one per level; the last is the bottleneck's
    norm: Norm = Norm.NONE  # the reference has none; batch normalization trains in fewer steps


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

    def __init__(self, below: int, here: int, norm: Norm) -> None:
        super().__init__()
        self.rise = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="nearest"),
            nn.Conv2d(below, here, kernel_size=3, padding=1, bias=norm is Norm.NONE),
            *normalization(norm, here),
            nn.ReLU(inplace=True),
        )
        self.gate = AttentionGate(skip_channels=here, gate_channels=here, inner_channels=here // 2)
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

    def __init__(self, config: AttentionUNetConfig) -> None:
        super().__init__()
        self.config = config
        levels = config.filters
        entries = (config.in_channels, *levels[:-1])
        self.encoder = nn.ModuleList(
            double_convolution(entry, here, config.norm) for entry, here in zip(entries, levels, strict=True)
        )
        self.pool = nn.MaxPool2d(2)
        self.decoder = nn.ModuleList(
            DecoderBlock(below, here, config.norm) for below, here in zip(levels[:0:-1], levels[-2::-1], strict=True)
        )
        self.head = nn.Conv2d(levels[0], config.out_channels, kernel_size=1)

    def forward(
        self, x: Float[Tensor, "B {self.config.in_channels} H W"]
    ) -> Float[Tensor, "B {self.config.out_channels} H W"]:
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
