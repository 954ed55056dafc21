"""What every network of the catalogue promises."""

import pytest
import torch
from torch import nn

from neuroinsight.core.errors import ModelError
from neuroinsight.models.blocks import Norm
from neuroinsight.models.catalogue import NETWORKS, Network, NetworkSize, build_network

SMALL = (4, 8, 16)

every_network = pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
every_norm = pytest.mark.parametrize("norm", list(Norm))


def build(network: Network, norm: Norm = Norm.BATCH, channels: int = 3) -> nn.Module:
    torch.manual_seed(0)
    return network.build(NetworkSize(in_channels=channels, out_channels=4, filters=SMALL, norm=norm))


@every_network
@every_norm
@pytest.mark.parametrize("multiples", [(2, 2), (2, 5), (7, 4)])
def test_logits_have_the_shape_of_the_slice(network: Network, norm: Norm, multiples: tuple[int, int]) -> None:
    extent = tuple(count * network.multiple(SMALL) for count in multiples)
    logits = build(network, norm)(torch.randn(2, 3, *extent))
    assert logits.shape == (2, 4, *extent)
    assert torch.isfinite(logits).all()


@every_network
def test_every_parameter_receives_a_gradient(network: Network) -> None:
    module = build(network)
    module(torch.randn(2, 3, 16, 16)).square().mean().backward()
    without = [name for name, p in module.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert without == []


@every_network
@every_norm
def test_a_slice_does_not_feel_its_neighbors_in_the_batch_when_evaluating(network: Network, norm: Norm) -> None:
    module = build(network, norm).eval()
    batch = torch.randn(3, 3, 16, 16)
    with torch.inference_mode():
        together, alone = module(batch)[1], module(batch[1:2])[0]
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@every_network
def test_saved_weights_give_the_same_logits(network: Network) -> None:
    first, second = build(network).eval(), build(network).eval()
    for parameter in second.parameters():
        nn.init.zeros_(parameter)
    second.load_state_dict(first.state_dict())
    images = torch.randn(1, 3, 8, 8)
    assert torch.equal(first(images), second(images))


@every_network
def test_the_network_learns_one_slice_by_heart(network: Network) -> None:
    module = build(network, Norm.NONE, channels=1)
    images = torch.zeros(1, 1, 16, 16)
    images[..., 4:12, 4:12] = 1.0
    classes = images[:, 0].long()
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01)
    for _ in range(60):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(module(images), classes)
        loss.backward()
        optimizer.step()
    assert (module(images).argmax(dim=1) == classes).float().mean() > 0.98


def test_an_unknown_network_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError) as caught:
        build_network("unet_of_dreams", NetworkSize(in_channels=1, out_channels=1, filters=SMALL, norm=Norm.NONE))
    assert "attention_unet" in caught.value.allowed
