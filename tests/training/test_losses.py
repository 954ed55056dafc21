"""Losses against torch's and MONAI's as oracles."""

import math
from typing import get_args

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from monai.losses.dice import DiceLoss
from monai.losses.focal_loss import FocalLoss
from monai.losses.tversky import TverskyLoss

from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.models.outputs import NESTED, TISSUES, WHOLE, OutputKind, Outputs, region_targets
from neuroinsight.training.losses import LossName, build_loss, focal_tversky_loss, soft_dice_loss


def draw(seed: int, channels: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(3, channels, 6, 5, generator=generator)
    return logits, torch.randint(0, 4, (3, 6, 5), generator=generator)


@given(seed=st.integers(0, 50))
def test_region_dice_equals_monais(seed: int) -> None:
    logits, classes = draw(seed, 3)
    oracle = DiceLoss(sigmoid=True, batch=True, smooth_nr=1, smooth_dr=1)(
        logits, region_targets(classes, NESTED_REGIONS)
    )
    torch.testing.assert_close(soft_dice_loss(logits, classes, NESTED), oracle)


@given(seed=st.integers(0, 50))
def test_class_dice_equals_monais_without_background(seed: int) -> None:
    logits, classes = draw(seed, 4)
    oracle = DiceLoss(softmax=True, to_onehot_y=True, include_background=False, batch=True, smooth_nr=1, smooth_dr=1)
    torch.testing.assert_close(soft_dice_loss(logits, classes, TISSUES), oracle(logits, classes[:, None]))


@given(seed=st.integers(0, 50))
def test_tversky_equals_monais(seed: int) -> None:
    logits, classes = draw(seed, 3)
    oracle = TverskyLoss(sigmoid=True, alpha=0.3, beta=0.7, batch=True, smooth_nr=1, smooth_dr=1)  # there beta: missed
    found = build_loss("tversky", NESTED)(logits, classes)
    torch.testing.assert_close(found, oracle(logits, region_targets(classes, NESTED_REGIONS)))


@given(seed=st.integers(0, 50))
def test_focal_equals_monais(seed: int) -> None:
    logits, classes = draw(seed, 3)
    oracle = FocalLoss(gamma=2.0)(logits, region_targets(classes, NESTED_REGIONS))
    torch.testing.assert_close(build_loss("focal", NESTED)(logits, classes), oracle)
    logits, classes = draw(seed, 4)
    oracle = FocalLoss(gamma=2.0, use_softmax=True, to_onehot_y=True)(logits, classes[:, None])
    # MONAI's mean is also over the four classes, of which only the true one counts
    torch.testing.assert_close(build_loss("focal", TISSUES)(logits, classes), 4 * oracle)


def test_cross_entropy_of_even_logits_is_log_four() -> None:
    loss = build_loss("cross_entropy", TISSUES)
    assert loss(torch.zeros(2, 4, 3, 3), torch.zeros(2, 3, 3, dtype=torch.long)).item() == pytest.approx(1.3862944)


@pytest.mark.parametrize("outputs", [NESTED, TISSUES, WHOLE])
@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_dice"])
def test_certain_and_right_costs_nothing_certain_and_wrong_much(name: LossName, outputs: Outputs) -> None:
    classes = torch.tensor([[[0, 1], [2, 3]]])
    if outputs == TISSUES:
        right = 40 * torch.nn.functional.one_hot(classes, 4).movedim(-1, 1).float()
    else:
        right = 40 * (2 * region_targets(classes, outputs.regions) - 1)
    loss = build_loss(name, outputs)
    assert loss(right, classes).item() == pytest.approx(0, abs=1e-3)
    assert loss(-right, classes).item() > 5


def test_focal_tversky_of_known_overlap() -> None:
    # one channel, 4 true pixels of which 3 are hit with certainty and 2 pixels are false: counts as in the formula
    targets = torch.zeros(1, 4, 4, dtype=torch.long)
    targets[0, 0] = 2
    certain = torch.full((1, 1, 4, 4), -40.0)
    certain[0, 0, 0, :3] = 40.0
    certain[0, 0, 1, :2] = 40.0
    index = (3 + 1) / (3 + 0.7 * 1 + 0.3 * 2 + 1)
    assert focal_tversky_loss(certain, targets, WHOLE).item() == pytest.approx((1 - index) ** 0.75, rel=1e-4)


def test_focal_tversky_minds_misses_more_than_false_alarms() -> None:
    targets = torch.zeros(1, 4, 4, dtype=torch.long)
    targets[0, 0] = 2
    perfect = torch.where(targets > 0, 40.0, -40.0).unsqueeze(1)
    missed, false = perfect.clone(), perfect.clone()
    missed[0, 0, 0, 0] = -40.0
    false[0, 0, 1, 0] = 40.0
    miss, alarm = (focal_tversky_loss(logits, targets, WHOLE) for logits in (missed, false))
    assert miss > alarm > focal_tversky_loss(perfect, targets, WHOLE)


@pytest.mark.parametrize("outputs", [NESTED, TISSUES, WHOLE])
def test_every_loss_has_a_finite_gradient_at_perfection(outputs: Outputs) -> None:
    classes = torch.tensor([[[0, 1], [2, 3]]])
    if outputs == TISSUES:
        start = 40 * torch.nn.functional.one_hot(classes, 4).movedim(-1, 1).float()
    else:
        start = 40 * (2 * region_targets(classes, outputs.regions) - 1)
    for name in get_args(LossName):
        logits = start.clone().requires_grad_()
        build_loss(name, outputs)(logits, classes).backward()
        assert logits.grad is not None
        assert torch.isfinite(logits.grad).all()


def test_the_losses_of_several_tensors_are_summed_each_at_its_own_extents() -> None:
    logits, classes = draw(1, 3)
    loss = build_loss("cross_entropy_dice", NESTED)
    coarse = torch.randn(3, 3, 3, 5, generator=torch.Generator().manual_seed(2))
    thinned = classes[:, 1::2]  # the nearest of two rows
    torch.testing.assert_close(loss([coarse, logits], classes), loss(coarse, thinned) + loss(logits, classes))


@pytest.mark.parametrize("kind", [OutputKind.SLICE, OutputKind.CASE])
def test_classes_of_whole_inputs_have_a_cross_entropy(kind: OutputKind) -> None:
    grades = build_loss("cross_entropy", Outputs(kind=kind, names=("LGG", "HGG")))
    assert grades(torch.zeros(3, 2), torch.tensor([0, 1, 1])).item() == pytest.approx(math.log(2))
    tumor = build_loss("cross_entropy", Outputs(kind=kind, names=("tumor",)))
    assert tumor(torch.full((2, 1), 40.0), torch.tensor([1, 1])).item() == pytest.approx(0, abs=1e-6)
    assert tumor(torch.full((2, 1), 40.0), torch.tensor([0, 0])).item() == pytest.approx(40)
