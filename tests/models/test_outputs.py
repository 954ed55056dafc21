"""Logits, classes and nested regions."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.models.outputs import Outputs, region_probabilities, region_targets


@given(seed=st.integers(0, 1000))
def test_regions_of_class_outputs_always_nest(seed: int) -> None:
    logits = 5 * torch.randn(2, 4, 3, 3, generator=torch.Generator().manual_seed(seed))
    whole, core, enhancing = region_probabilities(logits, Outputs.CLASSES).unbind(dim=1)
    assert (enhancing <= core + 1e-6).all()
    assert (core <= whole + 1e-6).all()
    assert (whole <= 1 + 1e-6).all()


def test_each_class_belongs_to_its_regions() -> None:
    classes = torch.tensor([[0, 1, 2, 3]])  # background, NCR, ED, ET
    whole, core, enhancing = region_targets(classes)[0]
    assert whole.tolist() == [0, 1, 1, 1]
    assert core.tolist() == [0, 1, 0, 1]
    assert enhancing.tolist() == [0, 0, 0, 1]


def test_certain_class_logits_give_the_targets() -> None:
    classes = torch.tensor([[[0, 1], [2, 3]]])
    logits = 50 * torch.nn.functional.one_hot(classes, 4).movedim(-1, 1).float()
    torch.testing.assert_close(region_probabilities(logits, Outputs.CLASSES), region_targets(classes))


def test_region_outputs_are_one_sigmoid_each() -> None:
    logits = torch.tensor([0.0, 2.0, -2.0]).reshape(1, 3, 1, 1)
    torch.testing.assert_close(region_probabilities(logits, Outputs.REGIONS), logits.sigmoid())
