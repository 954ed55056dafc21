"""Every network that a recipe can name."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from neuroinsight.core.errors import ModelError
from neuroinsight.models.attention_unet import AttentionUNet, AttentionUNetConfig
from neuroinsight.models.blocks import Norm


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSize:
    """What every network of the catalogue can be asked to be."""

    in_channels: int
    out_channels: int
    filters: tuple[int, ...]
    norm: Norm


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """An entry: name, where it was published, and how it is built."""

    name: str
    paper: str
    build: Callable[[NetworkSize], nn.Module]


def _attention_unet(size: NetworkSize) -> nn.Module:
    return AttentionUNet(
        AttentionUNetConfig(
            in_channels=size.in_channels, out_channels=size.out_channels, filters=size.filters, norm=size.norm
        )
    )


NETWORKS = (Network(name="attention_unet", paper="Oktay et al. 2018, arXiv 1804.03999", build=_attention_unet),)


def build_network(name: str, size: NetworkSize) -> nn.Module:
    """Return a network with fresh weights, drawn from torch's global generator.

    Raises:
        ModelError: The catalogue has no such network.
    """
    for network in NETWORKS:
        if network.name == name:
            return network.build(size)
    raise ModelError(
        f"There is no network {name}",
        seen=name,
        allowed=", ".join(network.name for network in NETWORKS),
        remedy="name one of these in the recipe",
    )
