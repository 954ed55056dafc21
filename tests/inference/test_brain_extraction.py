"""The networks that extract brains answer as the originals did, and their answers come back onto the head's grid."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from neuroinsight.core.errors import StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.inference import brain_extraction
from neuroinsight.inference.brain_extraction import BrainExtractor, open_brain_extractor
from neuroinsight.models.catalogue import parameter_count
from neuroinsight.models.linknet_3d import LinkNet3DConfig
from tests.heads import raw_head
from tests.strategies import grid_of, permuted

GRID = grid_of("RAS", shape=(56, 62, 40), spacing_mm=(4.0, 4.0, 5.0), origin_mm=(-110.0, -122.0, -98.0))


class BrightInside(nn.Module):
    """Stands for both networks: brain is where the normalized image is between two levels."""

    def forward(self, x: Tensor) -> Tensor:
        brain = ((x > 0.4) & (x < 1.05)).float() * 20 - 10
        return torch.cat([-brain, brain], dim=1)


FAKE = BrainExtractor(finder=BrightInside(), outliner=BrightInside(), device=torch.device("cpu"))


def test_the_network_has_as_many_numbers_as_the_original() -> None:
    assert parameter_count(LinkNet3DConfig().build(1, 2)) == 2_126_258


@pytest.mark.parametrize(
    ("name", "expected", "mean"),  # of deepbet 1.0.2's own TorchScript files, by torch.jit, for the same volume
    [
        ("finder", [1e-05, 0.999999, 0.0, 0.0, 0.001637], 0.180986),
        ("outliner", [0.999999, 0.999981, 8e-06, 7e-06, 0.56968], 0.342160),
    ],
)
def test_the_shipped_networks_answer_as_the_originals(name: str, expected: list[float], mean: float) -> None:
    waves = torch.sin(torch.arange(64**3, dtype=torch.float32) * 0.37).reshape(1, 1, 64, 64, 64)
    with torch.inference_mode():
        network: nn.Module = getattr(open_brain_extractor(), name)
        likely = network(waves * torch.linspace(0, 1, 64)).softmax(dim=1)[0, 1]
    assert [float(likely[place, place, place]) for place in (3, 17, 31, 44, 60)] == pytest.approx(expected, abs=1e-3)
    assert float(likely.mean()) == pytest.approx(mean, abs=1e-4)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the networks on fewer voxels: what stands for them here does not mind."""
    monkeypatch.setattr(brain_extraction, "_COARSE", 32)
    monkeypatch.setattr(brain_extraction, "_FINE", 64)


@pytest.mark.parametrize("codes", ["LPS", "PIR"])
def test_another_axis_order_gives_the_same_brain(codes: str) -> None:
    head = raw_head(Sequence.T1, GRID)
    array, grid = permuted(head.array, GRID, codes)
    one = FAKE.outline(head)
    other = FAKE.outline(Volume(array=array.astype(np.float32), grid=grid))
    expected, _ = permuted(one, GRID, codes)
    assert np.array_equal(other, expected)
    assert one.shape == GRID.shape
    assert 0.1 < (one > 0.5).mean() < 0.6


def test_the_brain_is_one_part_without_holes() -> None:
    head = raw_head(Sequence.T1, GRID)
    array = head.array.copy()
    array[26:29, 30:33, 19:21] = 0  # a hole in the brain
    array[2:5, 2:5, 2:4] = 500  # a crumb far away, as bright as brain
    likely = FAKE.outline(Volume(array=array, grid=GRID))
    assert (likely[26:29, 30:33, 19:21] > 0.5).all()
    assert not (likely[2:5, 2:5, 2:4] > 0.5).any()


def test_an_image_without_a_brain_is_refused() -> None:
    for array in (np.zeros(GRID.shape, np.float32), np.random.default_rng(0).random(GRID.shape).astype(np.float32)):
        with pytest.raises(StudyError, match="No brain was found"):
            BrainExtractor(finder=Nothing(), outliner=Nothing(), device=torch.device("cpu")).outline(
                Volume(array=array, grid=GRID)
            )


class Nothing(nn.Module):
    """Finds no brain anywhere."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([torch.ones_like(x), -torch.ones_like(x)], dim=1)
