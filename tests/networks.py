"""Small networks that have learned nothing: what they find means nothing, but they find something."""

from pathlib import Path

import torch
from torch import Tensor, nn

from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.bundle import Bundle, load_bundle, save_bundle
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.models.catalogue import Network
from neuroinsight.models.choice import NetworkChoice
from neuroinsight.models.config import NetworkConfig
from neuroinsight.models.outputs import NESTED, Outputs
from neuroinsight.preprocess.plan import Fit, Normalization, Plan

SMALL = NetworkChoice(config={"filters": [4, 8], "norm": "none", "gate_width": 0.5})
SMALL_WITH_NORM = NetworkChoice(config={"filters": [4, 8], "norm": "batch", "gate_width": 0.5})


class TinyConfig(NetworkConfig):
    """Of a network of one convolution in three dimensions."""

    width: int = 4

    @property
    def divisor(self) -> int:
        return 2

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        return Tiny(self.width, in_channels, out_channels)


class Tiny(nn.Module):
    """Two answers, a coarse one and then the one that counts."""

    def __init__(self, width: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv3d(in_channels, width, 3, padding=1), nn.BatchNorm3d(width), nn.ReLU())
        self.coarse = nn.Sequential(nn.AvgPool3d(2), nn.Conv3d(width, out_channels, 1))
        self.fine = nn.Conv3d(width, out_channels, 1)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.first(x)
        return [self.coarse(x), self.fine(x)]


class GradeConfig(TinyConfig):
    """Of a classifier of whole volumes."""

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        return nn.Sequential(nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(in_channels, out_channels))


# what a scratch catalogue adds: one network that marks voxels, and one that gives a patient a class
VOLUMETRIC = (
    Network(name="tiny_3d", paper="none", dimensions=3, config=TinyConfig),
    Network(name="grade_3d", paper="none", dimensions=3, config=GradeConfig),
)

PLAN = Plan(
    sequences=(Sequence.T1CE, Sequence.FLAIR),
    patch=(32, 32),
    mm=(4.0, 4.0, Fit.FILE),
    normalization=Normalization.ZSCORE_BRAIN,
    divisor=(2, 2),
)


def save_untrained(folder: Path, *, name: str = "untrained", plan: Plan = PLAN, outputs: Outputs = NESTED) -> Path:
    """Write a bundle of fixed random weights, and return its folder."""
    spec = BundleSpec(name=name, version="1", network=SMALL, outputs=outputs, plan=plan)
    torch.manual_seed(3)
    save_bundle(folder, spec, spec.build().state_dict())
    return folder


def load_untrained(folder: Path, *, plan: Plan = PLAN, outputs: Outputs = NESTED) -> Bundle:
    """Return such a bundle, written to the folder."""
    return load_bundle(save_untrained(folder, plan=plan, outputs=outputs))
