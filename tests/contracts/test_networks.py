"""What every network of the catalogue promises, in its paper's configuration or a small one of the same kind."""

import pytest
import torch
from torch import Tensor, nn

from neuroinsight.core.errors import ModelError
from neuroinsight.models.catalogue import NETWORKS, Network, network_config
from neuroinsight.models.config import NetworkConfig
from neuroinsight.models.outputs import TISSUES, tensors
from neuroinsight.training.losses import build_loss

# of each network: small configs to be quick with (a new network adds a line), and the parameters of its paper's
SMALL: dict[str, list[dict[str, object]]] = {
    "attention_unet": [{"filters": (4, 8, 16), "norm": norm} for norm in ("batch", "none", "instance")],
}
PARAMETERS = {"attention_unet": (2, 4, 2_183_911)}  # channels in and out, count


def cases() -> list[tuple[Network, NetworkConfig]]:
    return [(network, network.config.model_validate(small)) for network in NETWORKS for small in SMALL[network.name]]


every_config = pytest.mark.parametrize(
    ("network", "config"), cases(), ids=[f"{network.name}-{number}" for number, (network, _) in enumerate(cases())]
)


def build(config: NetworkConfig, channels: int = 3) -> nn.Module:
    torch.manual_seed(0)
    return config.build(channels, TISSUES.channels)


def images(network: Network, config: NetworkConfig, batch: int = 2, channels: int = 3) -> Tensor:
    extents = [config.divisor * count for count in (4, 3, 4)]
    return torch.randn(batch, channels, *extents[-network.dimensions :], generator=torch.Generator().manual_seed(1))


@every_config
@pytest.mark.parametrize("multiples", [(2, 2, 2), (2, 3, 5), (3, 2, 4)])
def test_logits_have_the_shape_of_the_input_also_an_odd_one(
    network: Network, config: NetworkConfig, multiples: tuple[int, ...]
) -> None:
    extents = tuple(count * config.divisor for count in multiples[-network.dimensions :])
    logits = tensors(build(config)(torch.randn(2, 3, *extents)))[-1]
    assert logits.shape == (2, 4, *extents)
    assert torch.isfinite(logits).all()


@every_config
def test_every_parameter_receives_a_gradient_and_weights_of_its_own(network: Network, config: NetworkConfig) -> None:
    module, batch = build(config), images(network, config)
    classes = torch.randint(0, 4, (2, *batch.shape[2:]), generator=torch.Generator().manual_seed(2))
    build_loss("cross_entropy", TISSUES)(module(batch), classes).backward()
    without = [name for name, p in module.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert without == []


@every_config
def test_an_input_does_not_feel_its_neighbors_in_the_batch_when_evaluating(
    network: Network, config: NetworkConfig
) -> None:
    module, batch = build(config).eval(), images(network, config, batch=3)
    with torch.inference_mode():
        together, alone = tensors(module(batch))[-1][1], tensors(module(batch[1:2]))[-1][0]
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@every_config
def test_saved_weights_give_the_same_logits(network: Network, config: NetworkConfig) -> None:
    first, second = build(config).eval(), build(config).eval()
    for parameter in second.parameters():
        nn.init.zeros_(parameter)
    second.load_state_dict(first.state_dict())
    batch = images(network, config, batch=1)
    assert torch.equal(tensors(first(batch))[-1], tensors(second(batch))[-1])


@every_config
def test_a_config_survives_its_file(network: Network, config: NetworkConfig) -> None:
    assert network_config(network.name, config.model_dump(mode="json")) == config


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
def test_the_papers_configuration_has_its_number_of_parameters(network: Network) -> None:
    channels_in, channels_out, expected = PARAMETERS[network.name]
    with torch.device("meta"):
        module = network.config().build(channels_in, channels_out)
    assert sum(parameter.numel() for parameter in module.parameters()) == expected


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
def test_the_network_learns_one_input_by_heart(network: Network) -> None:
    config = network.config.model_validate({**SMALL[network.name][0], "norm": "none"})
    module = build(config, channels=1)
    batch = torch.zeros(1, 1, *(16,) * network.dimensions)
    inner = torch.zeros(16)
    inner[4:12] = 1.0
    for axis in range(network.dimensions):
        inside = inner.reshape([-1 if other == axis else 1 for other in range(network.dimensions)])
        batch = inside.expand_as(batch) if axis == 0 else batch * inside
    classes = batch[:, 0].long()
    loss_of = build_loss("cross_entropy", TISSUES)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01)
    for _ in range(60):
        optimizer.zero_grad()
        loss_of(module(batch), classes).backward()
        optimizer.step()
    assert (tensors(module(batch))[-1].argmax(dim=1) == classes).float().mean() > 0.98


def test_an_unknown_network_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError) as caught:
        network_config("unet_of_dreams", {})
    assert "attention_unet" in caught.value.allowed


def test_a_field_that_a_network_does_not_have_is_named() -> None:
    with pytest.raises(ModelError) as caught:
        network_config("attention_unet", {"depth": 3})
    assert "depth" in caught.value.seen
    assert "filters" in caught.value.allowed
