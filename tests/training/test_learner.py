"""One step of learning: how long, how far, and what is left out of it."""

import math

import pytest
import torch
from accelerate import Accelerator
from torch import Tensor, nn

from neuroinsight.models.outputs import tensors
from neuroinsight.training.checkpoint import Position
from neuroinsight.training.learner import Learner, averaging_decay, schedule
from neuroinsight.training.recipe import OptimizationFields


def learner(fields: OptimizationFields, *, weight: float = 0.0) -> Learner:
    """Return a learner whose loss falls by `weight` times the sum of its weights."""
    torch.manual_seed(0)
    return Learner(
        nn.Conv2d(2, 3, 3),
        fields,
        lambda answer, _: weight * tensors(answer)[-1].sum(),
        accelerator=Accelerator(cpu=True),
        steps=10,
    )


def before_and_after(one: Learner) -> tuple[Tensor, Tensor]:
    before = one.kept.weight.detach().clone()  # type: ignore[operator]  # of the convolution above
    one.step(torch.rand(2, 2, 8, 8) + 1, torch.zeros(2))
    return before, one.kept.weight.detach()  # type: ignore[operator]


def test_the_cosine_falls_from_the_whole_rate_over_half_of_it_to_nothing() -> None:
    factor = schedule(OptimizationFields(schedule="cosine"), 100)
    assert (factor(0), factor(50), factor(100)) == pytest.approx((1, 0.5, 0))


def test_the_rate_rises_evenly_to_the_whole_one_before_the_schedule_begins() -> None:
    factor = schedule(OptimizationFields(schedule="cosine", warmup_steps=4), 104)
    assert [factor(step) for step in range(5)] == pytest.approx([0.25, 0.5, 0.75, 1, 1])
    assert factor(104) == pytest.approx(0)


def test_a_clipped_gradient_hardly_moves_a_weight() -> None:
    moved = {}
    for clip in (None, 1e-12):
        fields = OptimizationFields(gradient_clip=clip, learning_rate=0.1)
        before, after = before_and_after(learner(fields, weight=1.0))
        moved[clip] = float((after - before).abs().max())
    assert moved[None] == pytest.approx(0.1, rel=1e-3)  # Adam's first step is the learning rate
    assert 0 < moved[1e-12] < 1e-4


def test_weights_decay_by_rate_and_share_where_nothing_else_pulls() -> None:
    fields = OptimizationFields(optimizer="adamw", weight_decay=0.5, learning_rate=0.1)
    before, after = before_and_after(learner(fields))
    torch.testing.assert_close(after, before * (1 - 0.1 * 0.5))


def test_nothing_is_learned_from_a_loss_that_is_no_number() -> None:
    one = learner(OptimizationFields(), weight=math.nan)
    before, after = before_and_after(one)
    assert torch.equal(before, after)
    assert one.is_finite


def test_a_short_run_forgets_the_weights_that_it_began_with() -> None:
    torch.manual_seed(0)
    decay, rate = 0.99, 0.1  # Adam goes that far in a step where the gradient stays
    one = learner(OptimizationFields(averaging_decay=decay, learning_rate=rate), weight=1.0)
    start, expected, now = one.kept.weight.detach().clone(), 0.0, 0.0  # type: ignore[operator]
    for step in range(40):
        one.step(torch.ones(2, 2, 8, 8), torch.zeros(2))
        now -= rate
        stays = min(decay, (1 + step) / (10 + step)) if step else 0.0  # nothing stays of weights that learned nothing
        expected = stays * expected + (1 - stays) * now
    found = one.kept.weight.detach() - start  # type: ignore[operator]
    torch.testing.assert_close(found, torch.full_like(found, expected), rtol=1e-3, atol=0)
    assert expected < 0.85 * now  # by 0.99 alone it would stand at a fifth of the way


def test_the_mean_of_a_long_run_reaches_as_far_back_as_its_recipe_says() -> None:
    assert averaging_decay(0.99, 891) == 0.99
    assert averaging_decay(0.99, 294) == pytest.approx(295 / 304)
    assert averaging_decay(0.5, 0) == pytest.approx(0.1)


@pytest.mark.parametrize(("lower_is_better", "gains"), [(False, [True, False, True]), (True, [True, True, False])])
def test_a_gain_is_a_better_score_and_nothing_else(*, lower_is_better: bool, gains: list[bool]) -> None:
    position = Position()
    assert [position.is_gain(score, lower_is_better=lower_is_better) for score in (0.5, 0.4, 0.6)] == gains
    assert position.epochs_without_gain == (0 if gains[-1] else 1)
    assert position.is_stale(1) is not gains[-1]
