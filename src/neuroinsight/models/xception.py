"""Xception: convolutions taken apart into one per channel and one across channels, with residual connections.

Chollet F., "Xception: Deep Learning with Depthwise Separable Convolutions", CVPR 2017 (arXiv 1610.02357).

The defaults are the paper's, without the dense layers that it leaves open: an entry flow (128, 256, 728 filters), eight
middle blocks of 728, an exit flow (1024, 1536, 2048), the mean over all pixels, one dense layer. Difference: the first
two convolutions are padded, so that small slices are read, too.
"""

from itertools import pairwise
from typing import Annotated

from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.config import NetworkConfig

_STEM, _ENTRY, _EXIT = (32, 64), (128, 256, 728), (1024, 1536, 2048)
Blocks = Annotated[int, Field(ge=1, le=32)]


class XceptionConfig(NetworkConfig):
    """What an Xception is built from."""

    width: float = Field(default=1.0, gt=0, le=4)  # of all filters
    middle: Blocks = 8  # blocks of the middle flow

    @property
    def divisor(self) -> int:
        """The first convolution and four blocks halve the resolution."""
        return 32

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return Xception(self, in_channels=in_channels, out_channels=out_channels)


class XceptionBlock(nn.Module):
    """Separable convolutions, added to what came in; the first may lack its ReLU, and a last pooling may halve."""

    def __init__(self, filters: tuple[int, ...], *, halves: bool, rectifies_first: bool = True) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in pairwise(filters):
            rectifies = rectifies_first or layers
            layers += [*([nn.ReLU()] if rectifies else []), *_separable(before, after)]
        self.body = nn.Sequential(*layers, *([nn.MaxPool2d(3, stride=2, padding=1)] if halves else []))
        fit = nn.Conv2d(filters[0], filters[-1], kernel_size=1, stride=2, bias=False)
        self.shortcut = nn.Sequential(fit, nn.BatchNorm2d(filters[-1])) if halves else nn.Identity()

    def forward(self, x: Float[Tensor, "B before H W"]) -> Float[Tensor, "B after h w"]:
        """Return the sum; h and w are half of H and W if the block halves."""
        added: Tensor = self.body(x) + self.shortcut(x)
        return added


class Xception(nn.Module):
    """Logits [B, out_channels] of slices [B, in_channels, H, W]; H and W are multiples of 32."""

    def __init__(self, config: XceptionConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        first, second, low, mid, wide, last, wider, widest = (
            max(4, int(filters * config.width)) for filters in (*_STEM, *_ENTRY, *_EXIT)
        )
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, first, kernel_size=3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(inplace=True),
            nn.Conv2d(first, second, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(second),
            nn.ReLU(),
            XceptionBlock((second, low, low), halves=True, rectifies_first=False),
            XceptionBlock((low, mid, mid), halves=True),
            XceptionBlock((mid, wide, wide), halves=True),
            *(XceptionBlock((wide,) * 4, halves=False) for _ in range(config.middle)),
            XceptionBlock((wide, wide, last), halves=True),
            *_separable(last, wider),
            nn.ReLU(inplace=True),
            *_separable(wider, widest),
            nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(widest, out_channels),
        )

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels}"]:
        """Return one logit per class."""
        logits: Tensor = self.layers(x)
        return logits


def _separable(before: int, after: int) -> list[nn.Module]:
    return [
        nn.Conv2d(before, before, kernel_size=3, padding=1, groups=before, bias=False),
        nn.Conv2d(before, after, kernel_size=1, bias=False),
        nn.BatchNorm2d(after),
    ]
