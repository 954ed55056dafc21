"""SegNet: a decoder that puts features back where max pooling has taken them from.

Badrinarayanan V., Kendall A., Cipolla R., "SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image
Segmentation", IEEE TPAMI 2017 (arXiv 1511.00561).

The defaults are the paper's: the thirteen convolutions of VGG-16 with batch normalization, and their mirror image,
whose last one gives the logits. No features are carried across: the indices of the pooled pixels are.
"""

from itertools import pairwise
from typing import Annotated

from jaxtyping import Float
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, max_unpool2d

from neuroinsight.models.blocks import Norm, convolution
from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]
Depth = Annotated[int, Field(ge=1, le=8)]


class SegNetConfig(NetworkConfig):
    """What a SegNet is built from; one number per level, the finest first."""

    filters: tuple[FilterCount, ...] = Field(default=(64, 128, 256, 512, 512), min_length=1, max_length=8)
    depths: tuple[Depth, ...] = (2, 2, 3, 3, 3)  # convolutions
    norm: Norm = Norm.BATCH

    @model_validator(mode="after")
    def _check_together(self) -> "SegNetConfig":
        if len(self.depths) != len(self.filters):
            raise ValueError("depths needs one number per level")
        return self

    @property
    def divisor(self) -> int:
        """Each level is pooled."""
        return 1 << len(self.filters)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return SegNet(self, in_channels=in_channels, out_channels=out_channels)


class SegNet(nn.Module):
    """Logits [B, out_channels, H, W] of slices [B, in_channels, H, W]; H and W are multiples of 2 ** levels."""

    def __init__(self, config: SegNetConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        filters, depths, norm = config.filters, config.depths, config.norm
        entries = (in_channels, *filters[:-1])
        self.encoder = nn.ModuleList(
            _convolutions([before, *[here] * depth], norm)
            for before, here, depth in zip(entries, filters, depths, strict=True)
        )
        upward = list(zip(filters, depths, strict=True))[::-1]
        exits = [*filters[-2::-1], filters[0]]
        self.decoder = nn.ModuleList(
            _convolutions([*[here] * depth, after], norm)
            for (here, depth), after in zip(upward[:-1], exits[:-1], strict=True)
        )
        here, depth = upward[-1]
        self.decoder.append(_convolutions([here] * depth, norm))
        self.head = nn.Conv2d(filters[0], out_channels, kernel_size=3, padding=1)

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels} H W"]:
        """Return one logit per class or region and pixel."""
        places: list[Tensor] = []
        for level in self.encoder:
            x, place = max_pool2d(level(x), kernel_size=2, return_indices=True)  # [B, C, H/2, W/2]
            places.append(place)
        for level in self.decoder:
            # torch puts back in float32 alone
            x = level(max_unpool2d(x.float(), places.pop(), kernel_size=[2, 2]))
        logits: Tensor = self.head(x)  # [B, out_channels, H, W]
        return logits


def _convolutions(filters: list[int], norm: Norm) -> nn.Sequential:
    layers = (layer for before, after in pairwise(filters) for layer in convolution(before, after, norm))
    return nn.Sequential(*layers)
