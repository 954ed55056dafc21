"""Losses against torch's and MONAI's as oracles."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from monai.losses.dice import DiceLoss

from neuroinsight.models.outputs import Outputs, region_targets
from neuroinsight.training.losses import build_loss, soft_dice_loss


def draw(seed: int, channels: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(3, channels, 6, 5, generator=generator)
    return logits, torch.randint(0, 4, (3, 6, 5), generator=generator)


@given(seed=st.integers(0, 50))
def test_region_dice_equals_monais(seed: int) -> None:
    logits, classes = draw(seed, 3)
    oracle = DiceLoss(sigmoid=True, batch=True, smooth_nr=1, smooth_dr=1)(logits, region_targets(classes))
    torch.testing.assert_close(soft_dice_loss(logits, classes, Outputs.REGIONS), oracle)


@given(seed=st.integers(0, 50))
def test_class_dice_equals_monais_without_background(seed: int) -> None:
    logits, classes = draw(seed, 4)
    oracle = DiceLoss(softmax=True, to_onehot_y=True, include_background=False, batch=True, smooth_nr=1, smooth_dr=1)
    torch.testing.assert_close(soft_dice_loss(logits, classes, Outputs.CLASSES), oracle(logits, classes[:, None]))


def test_cross_entropy_of_even_logits_is_log_four() -> None:
    loss = build_loss("cross_entropy", Outputs.CLASSES)
    assert loss(torch.zeros(2, 4, 3, 3), torch.zeros(2, 3, 3, dtype=torch.long)).item() == pytest.approx(1.3862944)


@pytest.mark.parametrize("outputs", list(Outputs))
@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_dice"])
def test_certain_and_right_costs_nothing_certain_and_wrong_much(name: str, outputs: Outputs) -> None:
    classes = torch.tensor([[[0, 1], [2, 3]]])
    if outputs is Outputs.CLASSES:
        right = 40 * torch.nn.functional.one_hot(classes, 4).movedim(-1, 1).float()
    else:
        right = 40 * (2 * region_targets(classes) - 1)
    loss = build_loss("cross_entropy" if name == "cross_entropy" else "cross_entropy_dice", outputs)
    assert loss(right, classes).item() == pytest.approx(0, abs=1e-3)
    assert loss(-right, classes).item() > 5
