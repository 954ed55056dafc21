"""Validation decides as the model will decide."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from neuroinsight.datasets.case import Case
from neuroinsight.inference.device import Device
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.models.outputs import NESTED
from neuroinsight.training.cache import build_cache
from neuroinsight.training.losses import build_loss
from neuroinsight.training.validation import scorer
from tests.training.test_run import TINY


class _Certainty(nn.Module):
    """Gives every voxel of every region the same probability."""

    def __init__(self, chance: float) -> None:
        super().__init__()
        self.logit = nn.Parameter(torch.tensor(chance).logit())

    def forward(self, images: Tensor) -> Tensor:
        return self.logit.expand(len(images), 3, *images.shape[2:])


@pytest.mark.parametrize(("chance", "finds"), [(0.3, False), (0.49, False), (0.51, True), (0.9, True)])
def test_a_region_is_where_its_probability_is_above_one_half(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, *, chance: float, finds: bool
) -> None:
    cases = build_cache(tiny_cases[:1], TINY.to_plan(), tiny_cache)
    spec = BundleSpec(name="certain", version="1", network=TINY.network, outputs=NESTED, plan=TINY.to_plan())
    loss = build_loss("cross_entropy", NESTED)
    score = scorer(spec, loss, cases, sampling=TINY.sampling, device=Device.CPU, precision="float32")
    scores = score(_Certainty(chance))
    share = float((cases[0].labels > 0).mean())
    assert scores["dice_WT"] == pytest.approx(2 * share / (1 + share) if finds else 0)
    targets = [(cases[0].labels > 0).mean(), (cases[0].labels % 2 == 1).mean(), (cases[0].labels == 3).mean()]
    one, other = (torch.tensor(value).log().neg().item() for value in (chance, 1 - chance))
    assert scores["loss"] == pytest.approx(sum(part * one + (1 - part) * other for part in targets) / 3, rel=1e-4)
