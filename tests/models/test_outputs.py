"""Logits, classes and nested regions."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.labels import CLASSES, NESTED_REGIONS
from neuroinsight.models.outputs import NESTED, TISSUES, OutputKind, Outputs, probabilities, region_targets


@given(seed=st.integers(0, 1000))
def test_tissues_exclude_each_other(seed: int) -> None:
    logits = 5 * torch.randn(2, 4, 3, 3, generator=torch.Generator().manual_seed(seed))
    found = probabilities(logits, TISSUES)
    background = logits.softmax(dim=1)[:, 0]
    torch.testing.assert_close(found.sum(dim=1) + background, torch.ones(2, 3, 3))


def test_each_class_belongs_to_its_regions() -> None:
    classes = torch.tensor([[0, 1, 2, 3]])  # background, NCR, ED, ET
    whole, core, enhancing = region_targets(classes, NESTED_REGIONS)[0]
    assert whole.tolist() == [0, 1, 1, 1]
    assert core.tolist() == [0, 1, 0, 1]
    assert enhancing.tolist() == [0, 0, 0, 1]


def test_certain_class_logits_give_the_targets() -> None:
    classes = torch.tensor([[[0, 1], [2, 3]]])
    logits = 50 * torch.nn.functional.one_hot(classes, 4).movedim(-1, 1).float()
    torch.testing.assert_close(probabilities(logits, TISSUES), region_targets(classes, CLASSES))


def test_region_outputs_are_one_sigmoid_each() -> None:
    logits = torch.tensor([0.0, 2.0, -2.0]).reshape(1, 3, 1, 1)
    torch.testing.assert_close(probabilities(logits, NESTED), logits.sigmoid())


def test_of_several_tensors_the_last_is_the_answer() -> None:
    coarse, fine = torch.full((1, 3, 2, 2), 9.0), torch.zeros(1, 3, 4, 4)
    torch.testing.assert_close(probabilities([coarse, fine], NESTED), torch.full((1, 3, 4, 4), 0.5))


@pytest.mark.parametrize("kind", [OutputKind.SLICE, OutputKind.CASE])
def test_classes_of_a_whole_input_are_one_choice_or_one_chance(kind: OutputKind) -> None:
    grades = Outputs(kind=kind, names=("LGG", "HGG"))
    tumor = Outputs(kind=kind, names=("tumor",))
    assert (grades.channels, tumor.channels) == (2, 1)
    torch.testing.assert_close(probabilities(torch.randn(3, 2), grades).sum(dim=1), torch.ones(3))
    torch.testing.assert_close(probabilities(torch.zeros(3, 1), tumor), torch.full((3, 1), 0.5))
    assert not grades.marks_voxels


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (OutputKind.REGIONS, ()),
        (OutputKind.REGIONS, ("ET", "WT")),
        (OutputKind.REGIONS, ("WT", "WT")),
        (OutputKind.REGIONS, ("NCR",)),
        (OutputKind.CLASSES, ("WT", "TC")),
        (OutputKind.CLASSES, ("ET",)),
        (OutputKind.CASE, ("",)),
    ],
)
def test_names_that_mean_nothing_together_are_refused(kind: OutputKind, names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"outputs\.names"):
        Outputs(kind=kind, names=names)
