"""Counts of parameters that papers state, where the catalogue's configuration is not the paper's own."""

from collections.abc import Iterator

import pytest
import torch
from torch import nn

from neuroinsight.models.catalogue import parameter_count
from neuroinsight.models.double_unet import DoubleUNetConfig
from neuroinsight.models.res_unet import ResUNetConfig
from neuroinsight.models.segnet import SegNetConfig
from neuroinsight.models.tiramisu_3d import Tiramisu, Tiramisu3DConfig
from neuroinsight.models.unet import UNetConfig
from neuroinsight.training.recipe import load_recipe


def built(name: str) -> nn.Module:
    recipe = load_recipe(name)
    return recipe.network.checked.build(recipe.to_plan().channels, recipe.outputs.channels)


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    torch.set_default_device("meta")
    yield
    torch.set_default_device("cpu")


def test_the_tiramisu_in_two_dimensions_has_the_papers_9_4_million() -> None:
    network = Tiramisu(Tiramisu3DConfig(), in_channels=3, out_channels=11, dimensions=2)
    assert parameter_count(network) == pytest.approx(9.4e6, rel=0.01)


def test_the_residual_u_net_has_the_papers_7_8_million_without_its_shortcuts() -> None:
    network = ResUNetConfig().build(3, 1)
    shortcuts = sum(p.numel() for name, p in network.named_parameters() if "shortcut" in name)
    assert parameter_count(network) - shortcuts == pytest.approx(7.8e6, rel=0.01)


def test_double_u_net_segnet_and_u_net_have_as_many_as_their_authors_count() -> None:
    assert parameter_count(DoubleUNetConfig().build(3, 1)) == pytest.approx(29.3e6, rel=0.01)
    assert parameter_count(SegNetConfig().build(3, 11)) == pytest.approx(29.5e6, rel=0.01)
    assert parameter_count(UNetConfig().build(1, 2)) == pytest.approx(31.0e6, rel=0.01)


def test_the_recipes_keep_the_studys_proportions() -> None:
    unet, efficient, double = (
        parameter_count(built(f"lgg_{name}")) for name in ("unet", "efficient_unet", "double_unet")
    )
    assert 10 / 1.5 < efficient / unet < 10 * 1.5
    assert 3 / 1.5 < double / unet < 3 * 1.5
