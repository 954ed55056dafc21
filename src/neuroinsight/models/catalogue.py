"""Every network that a recipe can name."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from torch import nn

from neuroinsight.core.errors import ModelError
from neuroinsight.models.attention_unet import AttentionUNetConfig
from neuroinsight.models.config import NetworkConfig
from neuroinsight.models.convnext import ConvNeXtConfig
from neuroinsight.models.deepmedic import DeepMedicConfig
from neuroinsight.models.double_unet import DoubleUNetConfig
from neuroinsight.models.efficient_unet import EfficientUNetConfig
from neuroinsight.models.res_unet import ResUNetConfig
from neuroinsight.models.segnet import SegNetConfig
from neuroinsight.models.segresnet_3d import SegResNet3DConfig
from neuroinsight.models.simple_cnn import SimpleCNNConfig
from neuroinsight.models.tiramisu_3d import Tiramisu3DConfig
from neuroinsight.models.unet import UNetConfig
from neuroinsight.models.xception import XceptionConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """An entry: name, where it was published, how many axes its inputs have, and its config, which builds it.

    The contract of networks (`tests/contracts/test_networks.py`) tries each `quick` config, and counts `parameters`.
    """

    name: str
    paper: str
    dimensions: int  # 2: slices, 3: patches of the volume
    config: type[NetworkConfig]
    marks_voxels: bool = True  # or gives one answer `[B, class]` for the whole input
    parameters: tuple[int, int, int] | None = None  # of the paper's configuration: channels in and out, and the count
    quick: tuple[Mapping[str, object], ...] = ({},)  # small configs of the same kind, the first without normalization


NETWORKS: tuple[Network, ...] = (
    Network(
        name="attention_unet",
        paper="Oktay et al. 2018, arXiv 1804.03999",
        dimensions=2,
        config=AttentionUNetConfig,
        parameters=(2, 4, 2_183_911),
        quick=tuple({"filters": [4, 8, 16], "norm": norm} for norm in ("none", "batch", "instance")),
    ),
    Network(
        name="unet",
        paper="Ronneberger et al. 2015, arXiv 1505.04597",
        dimensions=2,
        config=UNetConfig,
        parameters=(1, 2, 31_030_658),
        quick=tuple({"filters": [6, 8, 12], "norm": norm} for norm in ("none", "batch")),
    ),
    Network(
        name="res_unet",
        paper="Zhang et al. 2018, arXiv 1711.10684",
        dimensions=2,
        config=ResUNetConfig,
        parameters=(3, 1, 8_218_305),  # the paper's 7.8 M and 0.4 M of 1x1 convolutions that it leaves out
        quick=tuple({"filters": [4, 8], "norm": norm} for norm in ("none", "batch")),
    ),
    Network(
        name="efficient_unet",
        paper="Tan and Le 2019, arXiv 1905.11946 (EfficientNet-Lite0); decoder of segmentation_models",
        dimensions=2,
        config=EfficientUNetConfig,
        parameters=(3, 1, 5_198_033),
        quick=({"filters": [8, 8, 8, 8, 8], "width": 0.25, "depth": 0.2},),
    ),
    Network(
        name="double_unet",
        paper="Jha et al. 2020, arXiv 2006.04868",
        dimensions=2,
        config=DoubleUNetConfig,
        parameters=(3, 1, 29_292_642),
        quick=tuple(
            {
                "first_filters": [6, 8, 8],
                "first_depths": [1, 1, 2],
                "second_filters": [6, 8],
                "pyramid_filters": 8,
                "reduction": 1,
                "norm": norm,
            }
            for norm in ("none", "batch")
        ),
    ),
    Network(
        name="segnet",
        paper="Badrinarayanan et al. 2017, arXiv 1511.00561",
        dimensions=2,
        config=SegNetConfig,
        parameters=(3, 11, 29_441_419),
        quick=tuple({"filters": [8, 12], "depths": [1, 2], "norm": norm} for norm in ("none", "batch")),
    ),
    Network(
        name="tiramisu_3d",
        paper="Jégou et al. 2017, arXiv 1611.09326",
        dimensions=3,
        config=Tiramisu3DConfig,
        parameters=(4, 4, 26_171_028),  # in two dimensions 9.3 M: the paper's 9.4
        quick=tuple({"first": 6, "growth": 4, "depths": [2], "bottom": 2, "norm": norm} for norm in ("none", "batch")),
    ),
    Network(
        name="deepmedic",
        paper="Kamnitsas et al. 2017, 10.1016/j.media.2016.10.004",
        dimensions=3,
        config=DeepMedicConfig,
        parameters=(4, 5, 663_155),
        quick=tuple({"filters": [6, 6], "joined": [8], "norm": norm} for norm in ("none", "batch")),
    ),
    Network(
        name="segresnet_3d",
        paper="Myronenko 2018, arXiv 1810.11654",
        dimensions=3,
        config=SegResNet3DConfig,
        parameters=(4, 3, 18_798_627),
        quick=({"first": 8, "depths": [1, 1], "groups": 2, "dropout": 0.0},),
    ),
    Network(
        name="simple_cnn",
        paper="Tiwari 2021 (the LGG study)",
        dimensions=2,
        config=SimpleCNNConfig,
        marks_voxels=False,
        parameters=(3, 1, 23_489),
        quick=tuple({"filters": [4, 6], "grid": 4, "norm": norm} for norm in ("none", "batch")),
    ),
    Network(
        name="xception",
        paper="Chollet 2017, arXiv 1610.02357",
        dimensions=2,
        config=XceptionConfig,
        marks_voxels=False,
        parameters=(3, 1000, 22_855_952),
        quick=({"width": 0.02, "middle": 1},),
    ),
    Network(
        name="convnext",
        paper="Liu et al. 2022, arXiv 2201.03545",
        dimensions=2,
        config=ConvNeXtConfig,
        marks_voxels=False,
        parameters=(3, 1000, 28_589_128),
        quick=({"filters": [6, 8], "depths": [1, 1]},),
    ),
)


def parameter_count(network: nn.Module) -> int:
    """Return how many numbers of a network are learned."""
    return sum(parameter.numel() for parameter in network.parameters())


def network_named(name: str) -> Network:
    """Return the entry of this name.

    Raises:
        ModelError: The catalogue has no such network.
    """
    for network in NETWORKS:
        if network.name == name:
            return network
    raise ModelError(
        f"There is no network {name}",
        seen=name,
        allowed=", ".join(network.name for network in NETWORKS),
        remedy="name one of these in the recipe",
        code="network.unknown",
    )


def network_config(name: str, fields: Mapping[str, object]) -> NetworkConfig:
    """Return the checked config of a network; what is not among `fields` has the network's default.

    Raises:
        ModelError: The catalogue has no such network, or it cannot be built from these fields.
    """
    try:
        return network_named(name).config.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelError(
            f"The network {name} cannot be built so",
            seen=f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}",
            allowed=", ".join(network_named(name).config.model_fields),
            remedy="correct the named field",
            code="network.config",
        ) from error
