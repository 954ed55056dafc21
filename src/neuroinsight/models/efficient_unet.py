"""U-Net with an EfficientNet encoder: features of ImageNet, and a decoder that brings them back to the slice.

The encoder, in `efficientnet_lite`, is after Tan M., Le Q., "EfficientNet", ICML 2019 (arXiv 1905.11946). The decoder
with its 256, 128, 64, 32 and 16 filters is that of Iakubovskii's `segmentation_models` (2019,
github.com/qubvel/segmentation_models): doubling, the encoder's features beside, two convolutions.
"""

from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field, model_validator
from torch import Tensor, nn

from neuroinsight.models.blocks import Norm, double_convolution
from neuroinsight.models.config import NetworkConfig
from neuroinsight.models.efficientnet_lite import EfficientNetLite, load_imagenet

FilterCount = Annotated[int, Field(ge=2, le=4096)]


class EfficientUNetConfig(NetworkConfig):
    """What a U-Net with an EfficientNet-Lite0 encoder is built from."""

    filters: tuple[FilterCount, ...] = Field(
        default=(256, 128, 64, 32, 16), min_length=5, max_length=5
    )  # of the decoder, the coarsest first
    width: float = Field(default=1.0, gt=0, le=4)  # of the encoder, as the paper scales it
    depth: float = Field(default=1.0, gt=0, le=4)
    norm: Norm = Norm.BATCH  # of the decoder
    pretrained: bool = False  # whether a training begins with the weights of ImageNet

    @model_validator(mode="after")
    def _check_together(self) -> "EfficientUNetConfig":
        if self.pretrained and (self.width, self.depth) != (1.0, 1.0):
            raise ValueError("pretrained weights are there for width 1 and depth 1 alone")
        return self

    @property
    def divisor(self) -> int:
        """The encoder halves the resolution five times."""
        return 32

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return EfficientUNet(self, in_channels=in_channels, out_channels=out_channels)

    def begin(self, network: nn.Module) -> None:
        """Put in ImageNet's weights where the config asks for them."""
        if self.pretrained and isinstance(network, EfficientUNet):
            load_imagenet(network.encoder)


class EfficientUNet(nn.Module):
    """Logits [B, out_channels, H, W] of slices [B, in_channels, H, W]; H and W are multiples of 32."""

    def __init__(self, config: EfficientUNetConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        self.encoder = EfficientNetLite(in_channels, width=config.width, depth=config.depth)
        *skips, deepest = EfficientNetLite.channels(config.width)
        entries = (deepest, *config.filters[:-1])
        self.rise = nn.Upsample(scale_factor=2, mode="nearest")
        self.decoder = nn.ModuleList(
            double_convolution(entry + skip, here, config.norm)
            for entry, skip, here in zip(entries, [*skips[::-1], 0], config.filters, strict=True)
        )
        self.head = nn.Conv2d(config.filters[-1], out_channels, kernel_size=1)

    def forward(self, x: Float[Tensor, "B {self.in_channels} H W"]) -> Float[Tensor, "B {self.out_channels} H W"]:
        """Return one logit per class or region and pixel."""
        *skips, x = self.encoder(x)
        for level in self.decoder:
            x = self.rise(x)
            x = level(torch.cat([x, skips.pop()], dim=1) if skips else x)  # [B, filters[n], H/2^(4-n), W/2^(4-n)]
        logits: Tensor = self.head(x)  # [B, out_channels, H, W]
        return logits
