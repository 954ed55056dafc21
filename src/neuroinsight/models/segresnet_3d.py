"""SegResNet: a residual encoder with a light decoder, winner of BraTS 2018.

Myronenko A., "3D MRI Brain Tumor Segmentation Using Autoencoder Regularization", BrainLes 2018 (arXiv 1810.11654).

The defaults are the paper's: 32 filters, doubled at each of three strides, 1, 2, 2 and 4 residual blocks down, one at
each level up, group normalization of 8 groups, dropout of 0.2 after the first convolution. Difference: the variational
branch, which only regularizes the training, is left out, as in MONAI's network of this name, with whose answer ours
agrees for the same weights.
"""

from typing import Annotated

from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.config import NetworkConfig

Depth = Annotated[int, Field(ge=1, le=16)]


class SegResNet3DConfig(NetworkConfig):
    """What a SegResNet is built from."""

    first: int = Field(default=32, ge=2, le=256)  # filters of the finest level
    depths: tuple[Depth, ...] = Field(default=(1, 2, 2, 4), min_length=2, max_length=6)  # blocks down
    groups: int = Field(default=8, ge=1, le=64)
    dropout: float = Field(default=0.2, ge=0, lt=1)

    @property
    def divisor(self) -> int:
        """Each level but the first has half the resolution of the one above."""
        return 1 << (len(self.depths) - 1)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return SegResNet(self, in_channels=in_channels, out_channels=out_channels)


class ResidualBlock(nn.Module):
    """Normalization, ReLU and convolution, twice, added to what came in."""

    def __init__(self, channels: int, groups: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(2):
            layers += [
                nn.GroupNorm(groups, channels),
                nn.ReLU(),
                nn.Conv3d(channels, channels, kernel_size=3, padding=1, bias=False),
            ]
        self.body = nn.Sequential(*layers)

    def forward(self, x: Float[Tensor, "B C D H W"]) -> Float[Tensor, "B C D H W"]:
        """Return the sum."""
        added: Tensor = x + self.body(x)
        return added


class SegResNet(nn.Module):
    """Logits [B, out_channels, D, H, W] of patches [B, in_channels, D, H, W]."""

    def __init__(self, config: SegResNet3DConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        first, groups = config.first, config.groups
        self.first = nn.Conv3d(in_channels, first, kernel_size=3, padding=1, bias=False)
        self.dropout = nn.Dropout3d(config.dropout)
        levels = [first << depth for depth in range(len(config.depths))]
        self.down = nn.ModuleList()
        for number, (here, depth) in enumerate(zip(levels, config.depths, strict=True)):
            stride = [nn.Conv3d(here // 2, here, kernel_size=3, stride=2, padding=1, bias=False)] if number else []
            self.down.append(nn.Sequential(*stride, *(ResidualBlock(here, groups) for _ in range(depth))))
        upward = list(zip(levels[:0:-1], levels[-2::-1], strict=True))
        self.up = nn.ModuleList(ResidualBlock(here, groups) for _, here in upward)
        self.rise = nn.ModuleList(
            nn.Sequential(
                nn.Conv3d(below, here, kernel_size=1, bias=False),
                nn.Upsample(scale_factor=2, mode="trilinear", align_corners=False),
            )
            for below, here in upward
        )
        self.head = nn.Sequential(
            nn.GroupNorm(groups, first), nn.ReLU(inplace=True), nn.Conv3d(first, out_channels, kernel_size=1)
        )

    def forward(self, x: Float[Tensor, "B {self.in_channels} D H W"]) -> Float[Tensor, "B {self.out_channels} D H W"]:
        """Return one logit per class or region and voxel."""
        x, skips = self.dropout(self.first(x)), []
        for level in self.down:
            x = level(x)  # [B, first * 2^depth, D/2^depth, H/2^depth, W/2^depth]
            skips.append(x)
        skips.pop()  # the bottom itself
        for rise, block in zip(self.rise, self.up, strict=True):
            x = block(rise(x) + skips.pop())
        logits: Tensor = self.head(x)
        return logits
