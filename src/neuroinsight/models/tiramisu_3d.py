"""FC-DenseNet ("Tiramisu") in three dimensions: a U-Net of blocks in which each layer reads all that came before.

Jégou S. et al., "The One Hundred Layers Tiramisu: Fully Convolutional DenseNets for Semantic Segmentation", CVPR
Workshops 2017 (arXiv 1611.09326).

The defaults are FC-DenseNet103's: 48 filters first, a growth of 16, blocks of 4, 5, 7, 10 and 12 layers, 15 at the
bottom. Differences: three dimensions in place of two, and dropout of none by default, for patches are few and varied.
"""

from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.blocks import Norm, normalization
from neuroinsight.models.config import NetworkConfig

Depth = Annotated[int, Field(ge=1, le=64)]
_CONVOLUTIONS = {2: nn.Conv2d, 3: nn.Conv3d}
_TRANSPOSED = {2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
_POOLS = {2: nn.MaxPool2d, 3: nn.MaxPool3d}


class Tiramisu3DConfig(NetworkConfig):
    """What an FC-DenseNet of patches is built from."""

    first: int = Field(default=48, ge=2, le=1024)  # filters of the first convolution
    growth: int = Field(default=16, ge=2, le=256)  # filters that each layer adds
    depths: tuple[Depth, ...] = Field(default=(4, 5, 7, 10, 12), min_length=1, max_length=6)  # layers per block
    bottom: Depth = 15
    norm: Norm = Norm.BATCH

    @property
    def divisor(self) -> int:
        """Each block is pooled."""
        return 1 << len(self.depths)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return Tiramisu(self, in_channels=in_channels, out_channels=out_channels)


class DenseBlock(nn.Module):
    """Layers of `growth` filters; `forward` returns what they add, in order."""

    def __init__(self, before: int, depth: int, config: Tiramisu3DConfig, dimensions: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            _layer(before + number * config.growth, config.growth, config, dimensions, kernel=3)
            for number in range(depth)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return [B, depth * growth, *space] of [B, before, *space]."""
        added: list[Tensor] = []
        for layer in self.layers:
            added.append(layer(torch.cat([x, *added], dim=1)))
        return torch.cat(added, dim=1)


class Tiramisu(nn.Module):
    """Logits [B, out_channels, D, H, W] of patches [B, in_channels, D, H, W]; with `dimensions` 2, of slices."""

    def __init__(self, config: Tiramisu3DConfig, *, in_channels: int, out_channels: int, dimensions: int = 3) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        convolution, transposed = _CONVOLUTIONS[dimensions], _TRANSPOSED[dimensions]
        self.first = convolution(in_channels, config.first, kernel_size=3, padding=1)
        here, self.down, self.narrow, skips = config.first, nn.ModuleList(), nn.ModuleList(), []
        for depth in config.depths:
            self.down.append(DenseBlock(here, depth, config, dimensions))
            here += depth * config.growth
            skips.append(here)
            self.narrow.append(_layer(here, here, config, dimensions, kernel=1))
        self.pool = _POOLS[dimensions](2)
        self.bottom = DenseBlock(here, config.bottom, config, dimensions)
        below, last = config.bottom * config.growth, 0
        self.rise, self.up = nn.ModuleList(), nn.ModuleList()
        for depth, skip in zip(config.depths[::-1], skips[::-1], strict=True):
            self.rise.append(transposed(below, below, kernel_size=3, stride=2, padding=1, output_padding=1))
            self.up.append(DenseBlock(below + skip, depth, config, dimensions))
            last, below = below + skip + depth * config.growth, depth * config.growth
        self.head = convolution(last, out_channels, kernel_size=1)

    def forward(self, x: Float[Tensor, "B {self.in_channels} *space"]) -> Float[Tensor, "B {self.out_channels} *space"]:
        """Return one logit per class or region and voxel."""
        x, skips = self.first(x), []
        for block, narrow in zip(self.down, self.narrow, strict=True):
            x = torch.cat([x, block(x)], dim=1)
            skips.append(x)
            x = self.pool(narrow(x))
        added = self.bottom(x)  # alone goes up: with all that it has read, the filters would be too many
        for rise, block in zip(self.rise, self.up, strict=True):
            x = torch.cat([rise(added), skips.pop()], dim=1)
            added = block(x)
        logits: Tensor = self.head(torch.cat([x, added], dim=1))
        return logits


def _layer(before: int, after: int, config: Tiramisu3DConfig, dimensions: int, *, kernel: int) -> nn.Sequential:
    return nn.Sequential(
        *normalization(config.norm, before, dimensions=dimensions),
        nn.ReLU(),
        _CONVOLUTIONS[dimensions](before, after, kernel_size=kernel, padding=kernel // 2),
    )
