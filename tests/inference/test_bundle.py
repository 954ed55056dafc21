"""A bundle on disk: what is saved loads, what is damaged is refused."""

from copy import deepcopy
from pathlib import Path

import pytest
import torch

from neuroinsight.core.card import Figure, ModelCard
from neuroinsight.core.errors import ModelError
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.bundle import card_to_json, load_bundle, read_card, save_bundle
from neuroinsight.inference.decision import Decision
from neuroinsight.inference.device import Device
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import shipped_models
from neuroinsight.models.outputs import TISSUES
from neuroinsight.preprocess.plan import Normalization, Plan
from tests.networks import SMALL_WITH_NORM

SPEC = BundleSpec(
    name="small",
    version="1",
    network=SMALL_WITH_NORM,
    outputs=TISSUES,
    plan=Plan(
        sequences=(Sequence.T1CE, Sequence.FLAIR),
        patch=(16, 16),
        normalization=Normalization.ZSCORE_VOLUME,
    ),
    decision=Decision(thresholds={Region.ET: 0.4}),
)

CARD = ModelCard(
    name="small",
    version="1",
    summary="A test.",
    intended_use="None.",
    sequences=(Sequence.T1CE,),
    training_cases="0",
    protocol="none",
    figures={"dice": {"WT": Figure(mean=0.9, median=0.91, ci95=(0.8, 0.95), cases=3)}},
    limits=("everything",),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    torch.manual_seed(1)
    save_bundle(tmp_path / "model", SPEC, SPEC.build().state_dict())
    return tmp_path / "model"


def test_a_saved_bundle_loads_with_its_plan_and_rule(folder: Path) -> None:
    bundle = load_bundle(folder)
    assert bundle.spec == SPEC
    assert bundle.card is None
    assert not bundle.network.training


def test_weights_lose_no_more_than_bfloat16_does(folder: Path) -> None:
    torch.manual_seed(1)
    before = SPEC.build().state_dict()
    for name, after in load_bundle(folder).network.state_dict().items():
        torch.testing.assert_close(after, before[name], rtol=2**-8, atol=0)


def test_the_digest_names_the_weights_and_the_rule_apart(folder: Path) -> None:
    first, first_weights = load_bundle(folder), (folder / "weights.safetensors").read_bytes()
    assert load_bundle(folder).identity.sha256 == first.identity.sha256
    other_rule = SPEC.model_copy(update={"decision": Decision(thresholds={Region.ET: 0.5})})
    save_bundle(folder, other_rule, first.network.state_dict())
    with_other_rule = load_bundle(folder).identity.sha256
    assert with_other_rule != first.identity.sha256
    assert (folder / "weights.safetensors").read_bytes() == first_weights
    weights = {
        name: tensor + 1 if name == "head.bias" else tensor for name, tensor in first.network.state_dict().items()
    }
    save_bundle(folder, SPEC, weights)
    assert load_bundle(folder).identity.sha256 not in {first.identity.sha256, with_other_rule}


def test_a_card_survives_its_file(folder: Path) -> None:
    (folder / "card.json").write_text(card_to_json(CARD))
    assert read_card(folder / "card.json") == CARD
    assert load_bundle(folder).card == CARD


@pytest.mark.parametrize("damage", ["cut weights", "other network", "not json", "no weights", "unknown field"])
def test_a_damaged_bundle_is_refused(folder: Path, damage: str) -> None:
    spec, weights = folder / "model.json", folder / "weights.safetensors"
    if damage == "cut weights":
        weights.write_bytes(weights.read_bytes()[:1000])
    elif damage == "other network":
        spec.write_text(spec.read_text().replace("   8\n", "   16\n"))
    elif damage == "not json":
        spec.write_text("{")
    elif damage == "no weights":
        weights.unlink()
    else:
        spec.write_text(spec.read_text().replace('"name"', '"nickname": "x", "name"', 1))
    with pytest.raises(ModelError, match="not a usable model"):
        load_bundle(folder)


def test_a_training_runs_folder_opens_like_its_model(folder: Path) -> None:
    assert open_model(folder).identity == open_model(folder.parent).identity


def test_an_unknown_model_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError, match="There is no model") as caught:
        open_model("no-such-model")
    assert all(name in caught.value.allowed for name in shipped_models())


def test_a_name_that_no_folder_can_have_is_an_unknown_model() -> None:
    with pytest.raises(ModelError, match="There is no model"):
        open_model("a" * 300)


def test_the_digest_does_not_feel_in_which_order_weights_lie_in_memory(folder: Path) -> None:
    first = load_bundle(folder)
    network = deepcopy(first.network).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's gap
    assert not all(tensor.is_contiguous() for tensor in network.state_dict().values())
    save_bundle(folder, SPEC, network.state_dict())
    assert load_bundle(folder).identity.sha256 == first.identity.sha256


def test_a_device_that_is_not_there_is_refused_before_anything_is_read() -> None:
    absent = Device.MPS if not torch.backends.mps.is_available() else Device.CUDA
    with pytest.raises(ModelError, match="to compute on") as caught:
        open_model("glioma", device=absent)
    assert "cpu" in caught.value.allowed


def test_what_a_normalization_holds_is_kept_exactly(folder: Path) -> None:
    torch.manual_seed(1)
    state = {name: torch.rand_like(t) if t.ndim == 1 else t for name, t in SPEC.build().state_dict().items()}
    save_bundle(folder, SPEC, state)
    found = load_bundle(folder).network.state_dict()
    assert all(torch.equal(found[name], tensor) for name, tensor in state.items() if tensor.ndim == 1)
