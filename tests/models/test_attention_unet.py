"""The Attention U-Net against the first reference system's description."""

import pytest
import torch
from torch import nn

from neuroinsight.models.attention_unet import AttentionGate, AttentionUNet, AttentionUNetConfig
from neuroinsight.models.blocks import Norm


def test_the_default_is_the_reference_configuration() -> None:
    config = AttentionUNetConfig()
    network = AttentionUNet(config)
    assert config.filters == (32, 64, 128, 256)
    assert network(torch.zeros(1, 2, 128, 128)).shape == (1, 4, 128, 128)


def test_the_reference_configuration_has_2_18_million_parameters() -> None:
    count = sum(parameter.numel() for parameter in AttentionUNet(AttentionUNetConfig()).parameters())
    assert round(count / 1e6, 2) == 2.18


@pytest.mark.parametrize(("width", "inner"), [(1.0, [128, 64, 32]), (0.5, [64, 32, 16])])
def test_gates_are_as_wide_as_the_reference_says_unless_told_otherwise(width: float, inner: list[int]) -> None:
    network = AttentionUNet(AttentionUNetConfig(gate_width=width))
    gates = [module for module in network.modules() if isinstance(module, AttentionGate)]
    assert [gate.of_skip.out_channels for gate in gates] == inner


def test_three_pools_three_gates_and_a_bottleneck_of_256() -> None:
    network = AttentionUNet(AttentionUNetConfig())
    gates = [module for module in network.modules() if isinstance(module, AttentionGate)]
    assert [gate.of_skip.in_channels for gate in gates] == [128, 64, 32]
    bottleneck = [layer for layer in network.encoder[-1].modules() if isinstance(layer, nn.Conv2d)]
    assert [layer.out_channels for layer in bottleneck] == [256, 256]
    assert not any(isinstance(module, nn.BatchNorm2d) for module in network.modules())


def test_the_network_returns_logits_not_probabilities() -> None:
    torch.manual_seed(0)
    logits = AttentionUNet(AttentionUNetConfig(filters=(4, 8)))(10 * torch.randn(1, 2, 16, 16))
    assert not torch.allclose(logits.sum(dim=1), torch.ones(1, 16, 16))


def test_a_gate_only_weakens_its_skip() -> None:
    torch.manual_seed(0)
    skip, gate = torch.randn(2, 8, 6, 6), torch.randn(2, 8, 6, 6)
    gated = AttentionGate(skip_channels=8, gate_channels=8, inner_channels=4)(skip, gate)
    assert (gated.abs() <= skip.abs()).all()
    assert torch.equal(gated.sign(), skip.sign())


def test_convolutions_before_a_normalization_have_no_bias_of_their_own() -> None:
    network = AttentionUNet(AttentionUNetConfig(norm=Norm.BATCH, filters=(4, 8)))
    first = next(network.encoder[0].children())
    assert isinstance(first, nn.Conv2d)
    assert first.bias is None
