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
    """An entry: name, where it was published, how it is built, and what slices it takes."""

    name: str
    paper: str
    build: Callable[[NetworkSize], nn.Module]
    multiple: Callable[[tuple[int, ...]], int]  # of which a slice's extents must be, for these filters


def _attention_unet(size: NetworkSize) -> nn.Module:
    return AttentionUNet(
        AttentionUNetConfig(
            in_channels=size.in_channels, out_channels=size.out_channels, filters=size.filters, norm=size.norm
        )
    )


def _halvings(filters: tuple[int, ...]) -> int:
    return 1 << (len(filters) - 1)  # each level but the first has half the resolution of the one above


NETWORKS = (
    Network(
        name="attention_unet",
        paper="Oktay et al. 2018, arXiv 1804.03999",
        build=_attention_unet,
        multiple=_halvings,
    ),
)


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
    )


def build_network(name: str, size: NetworkSize) -> nn.Module:
    """Return a network with fresh weights, drawn from torch's global generator.

    Raises:
        ModelError: The catalogue has no such network.
    """
    return network_named(name).build(size)
