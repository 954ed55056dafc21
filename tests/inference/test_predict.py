"""Prediction: fused, batched, mirrored or reduced in precision, it stays the same prediction."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from neuroinsight.core.errors import ModelError
from neuroinsight.core.labels import Region
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity
from neuroinsight.inference.precision import Precision
from neuroinsight.inference.predict import fuse, predict
from neuroinsight.inference.spec import Averaging, BundleSpec
from neuroinsight.models.outputs import NESTED, TISSUES, WHOLE, Outputs
from neuroinsight.preprocess.plan import Normalization, Plan, Reads
from tests.networks import SMALL_WITH_NORM, load_untrained
from tests.strategies import grid_of, head

PLAN = Plan(
    sequences=(Sequence.T1CE, Sequence.FLAIR),
    patch=(16, 16),
    mm=(1.5, 1.5, 1.0),
    normalization=Normalization.ZSCORE_BRAIN,
    context=1,
    divisor=(2, 2),
)


@dataclass(frozen=True)
class Model:
    """A description and its network, and how the two are asked."""

    spec: BundleSpec
    network: nn.Module

    def __call__(self, slices: np.ndarray, precision: Precision = "float32") -> np.ndarray:
        return predict(slices, self.spec, self.network, precision=precision)


def model_of(*, averaging: Averaging = Averaging.AS_IS, outputs: Outputs = NESTED, seed: int = 0) -> Model:
    spec = BundleSpec(
        name="small", version="1", network=SMALL_WITH_NORM, outputs=outputs, plan=PLAN, averaging=averaging
    )
    torch.manual_seed(seed)
    network = spec.build().eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):  # as after a training, not as at birth
            module.get_buffer("running_mean").uniform_(-0.5, 0.5)
            module.get_buffer("running_var").uniform_(0.5, 2.0)
    return Model(spec, network)


def slices(count: int = 5, height: int = 12, width: int = 8) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((2, count, height, width)).astype(np.float32)


def test_fusing_layers_changes_no_output() -> None:
    network = model_of().network
    fused = fuse(network)
    images = torch.randn(2, 6, 8, 8)
    with torch.inference_mode():
        torch.testing.assert_close(fused(images), network(images), rtol=1e-4, atol=1e-5)
    assert not any(isinstance(module, nn.BatchNorm2d | nn.Upsample) for module in fused.modules())
    assert any(isinstance(module, nn.BatchNorm2d) for module in network.modules())


def test_every_slice_is_predicted_with_its_own_neighbors() -> None:
    images, model = slices(), model_of()
    whole = model(images)
    middle = model(images[:, 1:4])
    assert whole.shape == (3, 5, 12, 8)
    np.testing.assert_allclose(whole[:, 2], middle[:, 1], atol=1e-5)
    assert np.abs(whole[:, 1] - middle[:, 0]).max() > 1e-4  # its lower neighbor was cut away


def test_batches_have_no_seams() -> None:
    images, model = slices(count=40), model_of()
    whole = model(images)
    part = model(images[:, 14:20])
    np.testing.assert_allclose(whole[:, 15:19], part[:, 1:5], atol=1e-5)


def test_a_constant_stack_gives_the_same_answer_in_every_inner_slice() -> None:
    constant = np.ones((2, 6, 12, 8), np.float32)
    answer = model_of()(constant)
    np.testing.assert_allclose(answer[:, 1:-1], answer[:, 1:2].repeat(4, axis=1), atol=1e-6)


def test_a_mirrored_prediction_of_a_mirrored_slice_is_the_mirror_image() -> None:
    images, model = slices(), model_of(averaging=Averaging.MIRROR)
    straight = model(images)
    mirrored = model(images[..., ::-1].copy())
    np.testing.assert_allclose(mirrored[..., ::-1], straight, atol=1e-5)


@pytest.mark.parametrize("outputs", [NESTED, TISSUES, WHOLE])
def test_bfloat16_stays_close_to_float32(outputs: Outputs) -> None:
    images, model = slices(), model_of(outputs=outputs)
    exact, fast = model(images), model(images, "bfloat16")
    assert np.abs(exact - fast).max() < 0.05
    assert ((exact >= 0) & (exact <= 1)).all()


def test_progress_ends_at_one() -> None:
    heard: list[float] = []
    model = model_of()
    predict(slices(count=20), model.spec, model.network, precision="float32", progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_an_answer_that_is_no_number_is_refused_and_not_taken_for_no_tumor() -> None:
    broken = model_of()
    with torch.no_grad():
        broken.network.get_parameter("head.bias").fill_(float("nan"))
    with pytest.raises(ModelError, match="no probabilities"):
        broken(slices())


def test_pictures_take_the_road_of_volumes_and_come_back_without_a_millimeter(tmp_path: Path) -> None:
    plan = Plan(sequences=(Sequence.FLAIR,), reads=Reads.PICTURES, patch=(32, 32), divisor=(2, 2))
    bundle = load_untrained(tmp_path, plan=plan, outputs=WHOLE)
    array = np.random.default_rng(0).integers(0, 255, (3, 20, 44, 1), dtype=np.uint8)
    pictures = Pictures(identity=Identity(case_id="a"), array=array, channels=(Sequence.FLAIR,), names=("1", "2", "3"))
    found = bundle.segment_pictures(pictures)
    assert found.labels.array.shape == (3, 20, 44)
    assert found.labels.outlined == (Region.WT,)
    assert found.probabilities is not None
    assert np.array_equal(found.labels.mask(Region.WT), found.probabilities.of(Region.WT) > 0.5)
    with pytest.raises(ModelError, match="does not read such images"):
        bundle.segment(head(grid_of("RAS", shape=(24, 24, 8)), sequences=(Sequence.FLAIR,)))


@pytest.mark.parametrize(("context", "at"), [(1, (0, 1, 2)), (1, (3, 4, 5))])
def test_neighbors_are_stacked_from_below_and_are_air_beyond_the_ends(context: int, at: tuple[int, ...]) -> None:
    # a network that only looks: what it is shown of slice k is slices k - 1, k and k + 1 of the stack, in this order
    seen: list[torch.Tensor] = []

    class Looks(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            seen.append(x.clone())
            return torch.zeros(len(x), 3, *x.shape[2:])

    images = np.arange(1, 7, dtype=np.float32)[None, :, None, None] * np.ones((2, 1, 4, 4), np.float32)
    predict(images, model_of().spec, Looks(), precision="float32")
    expected = np.pad(images[0, :, 0, 0], context)
    for k in at:
        assert seen[0][k, :3, 0, 0].tolist() == expected[k : k + 3].tolist()
        assert seen[0][k, 3:, 0, 0].tolist() == expected[k : k + 3].tolist()


def test_one_slice_without_an_answer_is_enough_to_refuse_all() -> None:
    images = slices()
    images[0, 0, 3, 3] = np.nan
    with pytest.raises(ModelError, match="no probabilities"):
        model_of()(images)
