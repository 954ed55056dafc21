"""LinkNet in three dimensions: a residual encoder that halves the resolution, and a narrow decoder that adds to it.

Chaurasia A., Culurciello E., "LinkNet: Exploiting Encoder Representations for Efficient Semantic Segmentation",
arXiv 1707.03718; with the encoder of ResNet-18 (He et al., arXiv 1512.03385). In three dimensions and with these widths
it extracts brains in Fisch L. et al., "deepbet: Fast brain extraction of T1-weighted MRI using Convolutional Neural
Networks", Computers in Biology and Medicine 179 (2024) 108845: 2,126,258 parameters with one channel in, two out.

Differences to LinkNet: instance normalization without learned numbers, a quarter of the widths, and what is added to
the last decoder is the pooled stem, so that this decoder keeps the resolution. No recipe names it: it is not trained
here.
"""

from itertools import pairwise
from typing import Annotated

from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=4, le=512, multiple_of=4)]
_STEM = 7  # voxels of the first kernel
_SQUEEZE = 4  # decoders work on a quarter of their input's channels


class LinkNet3DConfig(NetworkConfig):
    """What a LinkNet is built from."""

    filters: tuple[FilterCount, ...] = Field(default=(16, 32, 64, 128), min_length=2, max_length=6)  # of the encoders

    @property
    def divisor(self) -> int:
        """The stem quarters the resolution, each encoder but the first halves it."""
        return 1 << (len(self.filters) + 1)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return LinkNet3D(self, in_channels=in_channels, out_channels=out_channels)


class LinkNet3D(nn.Module):
    """Logits [B, out_channels, D, H, W] of volumes [B, in_channels, D, H, W]; extents are multiples of the divisor."""

    def __init__(self, config: LinkNet3DConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        first, levels = config.filters[0], config.filters
        self.stem = nn.Sequential(
            nn.Conv3d(in_channels, first, _STEM, stride=2, padding=_STEM // 2, bias=False),
            nn.InstanceNorm3d(first),
            nn.ReLU(inplace=True),
            nn.MaxPool3d(3, stride=2, padding=1),
        )
        self.down = nn.ModuleList(
            nn.Sequential(Residual(before, here, stride=1 if depth == 0 else 2), Residual(here, here))
            for depth, (before, here) in enumerate(pairwise((first, *levels)))
        )
        rising = list(pairwise(levels[::-1]))  # channels below and here, from the bottom up
        self.up = nn.ModuleList([*(_decoder(below, here, stride=2) for below, here in rising), _decoder(first, first)])
        half = max(first // 2, 1)
        self.rise = _raised(first, half, stride=2, bias=True)
        self.refine = nn.Sequential(nn.Conv3d(half, half, 3, padding=1), nn.InstanceNorm3d(half), nn.ReLU(inplace=True))
        self.head = nn.ConvTranspose3d(half, out_channels, 2, stride=2)

    def forward(self, x: Float[Tensor, "B {self.in_channels} D H W"]) -> Float[Tensor, "B {self.out_channels} D H W"]:
        """Return one logit per class and voxel."""
        x = self.stem(x)  # [B, filters[0], D/4, H/4, W/4]
        skips = [x]
        for encoder in self.down:
            x = encoder(x)  # [B, filters[depth], D/4/2^depth, ...]
            skips.append(x)
        skips.pop()  # the bottom itself
        for decoder in self.up:
            x = decoder(x) + skips.pop()  # [B, filters[depth], D/4/2^depth, ...]
        x = self.refine(self.rise(x))  # [B, filters[0]/2, D/2, H/2, W/2]
        logits: Tensor = self.head(x)  # [B, out_channels, D, H, W]
        return logits


class Residual(nn.Module):
    """Two convolutions, and around them what went in: [B, before, D, H, W] -> [B, after, D/stride, ...]."""

    def __init__(self, before: int, after: int, *, stride: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv3d(before, after, 3, stride=stride, padding=1, bias=False),
            nn.InstanceNorm3d(after),
            nn.ReLU(inplace=True),
            nn.Conv3d(after, after, 3, padding=1, bias=False),
            nn.InstanceNorm3d(after),
        )
        same = (before, stride) == (after, 1)
        self.around = (
            nn.Identity()
            if same
            else nn.Sequential(nn.Conv3d(before, after, 1, stride=stride, bias=False), nn.InstanceNorm3d(after))
        )
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Float[Tensor, "B before D H W"]) -> Float[Tensor, "B after d h w"]:
        """Return the sum of both ways."""
        after: Tensor = self.act(self.body(x) + self.around(x))
        return after


def _decoder(below: int, here: int, *, stride: int = 1) -> nn.Sequential:
    """[B, below, D, H, W] -> [B, here, D*stride, ...], by way of a quarter of the channels."""
    narrow = max(below // _SQUEEZE, 1)
    return nn.Sequential(
        nn.Conv3d(below, narrow, 1, bias=False),
        nn.InstanceNorm3d(narrow),
        nn.ReLU(inplace=True),
        *_raised(narrow, narrow, stride=stride, bias=False),
        nn.Conv3d(narrow, here, 1, bias=False),
        nn.InstanceNorm3d(here),
        nn.ReLU(inplace=True),
    )


def _raised(before: int, after: int, *, stride: int, bias: bool) -> nn.Sequential:
    return nn.Sequential(
        nn.ConvTranspose3d(before, after, 3, stride=stride, padding=1, output_padding=stride - 1, bias=bias),
        nn.InstanceNorm3d(after),
        nn.ReLU(inplace=True),
    )
