"""What every network of the catalogue promises, in its paper's configuration or a small one of the same kind."""

import pytest
import torch
from torch import Tensor, nn

from neuroinsight.core.errors import ModelError
from neuroinsight.models.catalogue import NETWORKS, Network, network_config
from neuroinsight.models.config import NetworkConfig
from neuroinsight.models.outputs import TISSUES, OutputKind, Outputs, tensors
from neuroinsight.training.losses import build_loss

FOUR_CLASSES = Outputs(kind=OutputKind.SLICE, names=("a", "b", "c", "d"))  # of a whole input


def cases() -> list[tuple[Network, NetworkConfig]]:
    return [(network, network.config.model_validate(small)) for network in NETWORKS for small in network.quick]


every_config = pytest.mark.parametrize(
    ("network", "config"), cases(), ids=[f"{network.name}-{number}" for number, (network, _) in enumerate(cases())]
)


def build(config: NetworkConfig, channels: int = 3) -> nn.Module:
    torch.manual_seed(0)
    return config.build(channels, 4)


def outputs_of(network: Network) -> Outputs:
    return TISSUES if network.marks_voxels else FOUR_CLASSES


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
    assert logits.shape == ((2, 4, *extents) if network.marks_voxels else (2, 4))
    assert torch.isfinite(logits).all()


@every_config
def test_every_parameter_receives_a_gradient_and_weights_of_its_own(network: Network, config: NetworkConfig) -> None:
    module, batch = build(config), images(network, config)
    shape = (2, *batch.shape[2:]) if network.marks_voxels else (2,)
    classes = torch.randint(0, 4, shape, generator=torch.Generator().manual_seed(2))
    build_loss("cross_entropy", outputs_of(network))(module(batch), classes).backward()
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
def test_a_batch_of_one_can_be_learned_from(network: Network, config: NetworkConfig) -> None:
    module, batch = build(config), images(network, config, batch=1)
    classes = torch.zeros(1, *batch.shape[2:]) if network.marks_voxels else torch.zeros(1)
    loss = build_loss("cross_entropy", outputs_of(network))(module(batch), classes.long())
    loss.backward()
    assert torch.isfinite(loss.detach())


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
    assert network.parameters is not None, "the catalogue says how many there are"
    channels_in, channels_out, expected = network.parameters
    with torch.device("meta"):
        module = network.config().build(channels_in, channels_out)
    assert sum(parameter.numel() for parameter in module.parameters()) == expected


@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
def test_the_network_learns_an_empty_input_and_one_with_a_box_by_heart(network: Network) -> None:
    config = network.config.model_validate(network.quick[0])
    module = build(config, channels=1)
    extent = config.divisor * -(-(16 if network.dimensions == 2 else 8) // config.divisor)
    batch = torch.zeros(2, 1, *(extent,) * network.dimensions)
    batch[1, 0][(slice(extent // 4, 3 * extent // 4),) * network.dimensions] = 1.0
    classes = batch[:, 0].long() if network.marks_voxels else torch.tensor([0, 1])
    loss_of = build_loss("cross_entropy", outputs_of(network))
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
