"""DeepMedic: one pathway sees the voxels, a second one the surroundings at a third of the resolution.

Kamnitsas K. et al., "Efficient multi-scale 3D CNN with fully connected CRF for accurate brain lesion segmentation",
Medical Image Analysis 2017 (10.1016/j.media.2016.10.004).

The defaults are the paper's eleven layers: eight 3x3x3 convolutions in each pathway (30, 30, 40, 40, 40, 40, 50, 50
filters; fields of 17 and 51 voxels), and 150, 150 and the classes in convolutions of one voxel. Differences:
convolutions are padded, so that the answer is as large as the patch, the second pathway reads the patch's mean over
3x3x3 voxels in place of a larger region, and no random field follows.
"""

from itertools import pairwise
from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import interpolate

from neuroinsight.models.blocks import Norm, normalization
from neuroinsight.models.config import NetworkConfig

FilterCount = Annotated[int, Field(ge=2, le=4096)]


class DeepMedicConfig(NetworkConfig):
    """What a DeepMedic is built from."""

    filters: tuple[FilterCount, ...] = Field(default=(30, 30, 40, 40, 40, 40, 50, 50), min_length=1, max_length=16)
    joined: tuple[FilterCount, ...] = Field(default=(150, 150), min_length=1, max_length=4)
    factor: int = Field(default=3, ge=2, le=8)  # between the resolutions of the pathways
    norm: Norm = Norm.BATCH

    @property
    def divisor(self) -> int:
        """The second pathway reads means over as many voxels."""
        return self.factor

    @property
    def margin(self) -> int:
        """Half the field of the first pathway: what the second sees is coarse anyway."""
        return self.factor * -(-len(self.filters) // self.factor)

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        """Return the network with fresh weights."""
        return DeepMedic(self, in_channels=in_channels, out_channels=out_channels)


class DeepMedic(nn.Module):
    """Logits [B, out_channels, D, H, W] of patches [B, in_channels, D, H, W]; extents are multiples of the factor."""

    def __init__(self, config: DeepMedicConfig, *, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.in_channels, self.out_channels = in_channels, out_channels
        filters, norm = (in_channels, *config.filters), config.norm
        self.near = nn.Sequential(*(_layer(before, after, norm) for before, after in pairwise(filters)))
        self.around = nn.Sequential(*(_layer(before, after, norm) for before, after in pairwise(filters)))
        self.shrink = nn.AvgPool3d(config.factor)
        joined = (2 * config.filters[-1], *config.joined)
        self.join = nn.Sequential(*(_layer(before, after, norm, kernel=1) for before, after in pairwise(joined)))
        self.head = nn.Conv3d(config.joined[-1], out_channels, kernel_size=1)

    def forward(self, x: Float[Tensor, "B {self.in_channels} D H W"]) -> Float[Tensor, "B {self.out_channels} D H W"]:
        """Return one logit per class or region and voxel."""
        around = interpolate(self.around(self.shrink(x)), size=x.shape[2:], mode="nearest")
        logits: Tensor = self.head(self.join(torch.cat([self.near(x), around], dim=1)))
        return logits


def _layer(before: int, after: int, norm: Norm, *, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv3d(before, after, kernel_size=kernel, padding=kernel // 2, bias=norm is Norm.NONE),
        *normalization(norm, after, dimensions=3),
        nn.PReLU(after),
    )
