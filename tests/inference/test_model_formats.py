"""Descriptions of models: those of format 1 read as they were meant, damaged ones are refused in words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from neuroinsight.core.errors import ModelError
from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.inference.bundle import load_bundle, save_bundle
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DIGESTS
from neuroinsight.models.outputs import NESTED, TISSUES, WHOLE
from neuroinsight.preprocess.plan import Fit, Reads
from neuroinsight.training.recipe import Recipe
from tests.networks import save_untrained

FIRST_FORMAT: dict[str, Any] = {
    "format": 1,
    "name": "old",
    "version": "1",
    "network": "attention_unet",
    "filters": [4, 8],
    "norm": "batch",
    "outputs": "regions",
    "plan": {
        "sequences": ["t1ce", "flair"],
        "slice_shape": [16, 24],
        "pixel_mm": 1.5,
        "slice_mm": None,
        "normalization": "zscore_brain",
        "clip_percentiles": [0.05, 99.95],
        "context": 1,
        "multiple": 2,
        "optional": [],
    },
    "decision": {"whole": 0.5, "core": 0.4, "enhancing": 0.3, "smallest_tumor_ml": 0.5},
    "averaging": "mirror",
}
Document = dict[str, Any]


def test_format_1_reads_as_it_was_meant() -> None:
    spec = BundleSpec.model_validate(FIRST_FORMAT)
    assert spec.network.config == {"filters": [4, 8], "norm": "batch", "gate_width": 0.5}
    assert (spec.plan.patch, spec.plan.mm, spec.plan.divisor) == ((16, 24), (1.5, 1.5, Fit.FILE), (2, 2))
    assert spec.plan.reads is Reads.VOLUMES
    assert spec.outputs == NESTED
    assert [spec.decision.thresholds[region] for region in NESTED_REGIONS] == [0.5, 0.4, 0.3]
    assert spec.decision.smallest_tumor_ml == 0.5


def test_classes_of_format_1_are_still_decided_by_their_thresholds() -> None:
    spec = BundleSpec.model_validate({**FIRST_FORMAT, "outputs": "classes"})
    assert spec.outputs == TISSUES
    assert set(spec.decision.thresholds) == set(NESTED_REGIONS)


def test_a_model_of_format_1_for_whole_tumors_on_resized_slices_reads_pictures() -> None:
    plan = {**FIRST_FORMAT["plan"], "pixel_mm": None}
    spec = BundleSpec.model_validate({**FIRST_FORMAT, "outputs": "whole", "plan": plan, "decision": {}})
    assert spec.outputs == WHOLE
    assert spec.plan.reads is Reads.PICTURES


def test_todays_format_survives_its_file() -> None:
    spec = BundleSpec.model_validate(FIRST_FORMAT)
    assert json.loads(spec.model_dump_json())["format"] == 2
    assert BundleSpec.model_validate_json(spec.model_dump_json()) == spec


def test_a_recipe_of_the_first_format_reads_as_it_was_meant() -> None:
    recipe = Recipe.model_validate(
        {
            "name": "old",
            "summary": "",
            "plan": {"slice_shape": [64, 32], "pixel_mm": 2.0, "slice_mm": 1.0},
            "network": {"name": "attention_unet", "filters": [4, 8], "outputs": "regions"},
        }
    )
    assert recipe.to_plan().mm == (2.0, 2.0, 1.0)
    assert recipe.to_plan().divisor == (2, 2)
    assert recipe.network.config["gate_width"] == 0.5
    assert recipe.outputs == NESTED


def _set(*path: str, to: object) -> Callable[[Document], object]:
    def change(document: Document) -> object:
        place = document
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = to
        return document

    return change


BAD = {
    "a list": lambda _: [],
    "a word": lambda _: "model",
    "format of tomorrow": _set("format", to=3),
    "no plan": lambda document: {k: v for k, v in document.items() if k != "plan"},
    "plan is a word": _set("plan", to="none"),
    "unknown network": _set("network", "name", to="unet_of_dreams"),
    "network is a number": _set("network", to=7),
    "no filters": _set("network", "config", "filters", to=[]),
    "a filter of 0": _set("network", "config", "filters", to=[0, 8]),
    "huge filters": _set("network", "config", "filters", to=[10**9, 10**9]),
    "endless filters": _set("network", "config", "filters", to=[8] * 64),
    "unknown norm": _set("network", "config", "norm", to="fancy"),
    "unknown field": _set("network", "config", "depth", to=3),
    "no sequences": _set("plan", "sequences", to=[]),
    "a sequence twice": _set("plan", "sequences", to=["t1ce", "t1ce"]),
    "all optional": _set("plan", "optional", to=["t1ce", "flair"]),
    "patch of 0": _set("plan", "patch", to=[0, 16]),
    "patch in one axis": _set("plan", "patch", to=[16]),
    "patch for another network": _set("plan", "patch", to=[16, 16, 16]),
    "divisor of 0": _set("plan", "divisor", to=[0, 0]),
    "divisor that the network cannot read": _set("plan", "divisor", to=[3, 3]),
    "0 mm": _set("plan", "mm", to=[0, 1, 1]),
    "negative mm": _set("plan", "mm", to=[1, 1, -1]),
    "mm that are no number": _set("plan", "mm", to=[float("nan"), 1, 1]),
    "reversed clips": _set("plan", "clip_percentiles", to=[99, 1]),
    "clips above 100": _set("plan", "clip_percentiles", to=[0, 101]),
    "endless context": _set("plan", "context", to=10**9),
    "unknown field of the plan": _set("plan", "colour", to="red"),
    "threshold 0": _set("decision", "thresholds", to={"WT": 0}),
    "threshold that is no number": _set("decision", "thresholds", to={"WT": float("nan")}),
    "threshold of a tissue": _set("decision", "thresholds", to={"ED": 0.5}),
    "negative size": _set("decision", "smallest_tumor_ml", to=-1),
    "endless size": _set("decision", "smallest_tumor_ml", to=float("inf")),
    "a size that leaves out every tumor": _set("decision", "smallest_tumor_ml", to=1e9),
    "no name": _set("name", to=""),
    "a path for a name": _set("name", to="../../x"),
    "a name that colors terminals": _set("name", to="\x1b[31mred"),
    "a name of two lines": _set("name", to="one\ntwo"),
    "an endless name": _set("name", to="a" * 10_000),
    "a version that is a path": _set("version", to="/etc"),
    "outputs of no names": _set("outputs", "names", to=[]),
    "other outputs": _set("outputs", "names", to=["WT"]),
    "unknown averaging": _set("averaging", to="thrice"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_damaged_description_is_refused_in_words(what: str, tmp_path: Path) -> None:
    save_untrained(tmp_path)
    document = json.loads((tmp_path / "model.json").read_text())
    (tmp_path / "model.json").write_text(json.dumps(BAD[what](document)))
    with pytest.raises(ModelError, match="not a usable model") as caught:
        load_bundle(tmp_path)
    assert caught.value.seen
    assert "\n" not in caught.value.seen


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00", '{"format": 1}', '{"format": 1, "plan": []}', "null"])
def test_what_is_no_description_is_refused_in_words(text: str, tmp_path: Path) -> None:
    save_untrained(tmp_path)
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(ModelError, match="not a usable model"):
        load_bundle(tmp_path)


def test_a_threshold_of_what_the_outputs_do_not_tell_is_refused(tmp_path: Path) -> None:
    save_untrained(tmp_path, outputs=WHOLE)
    document = json.loads((tmp_path / "model.json").read_text())
    document["decision"]["thresholds"] = {"ET": 0.5}
    (tmp_path / "model.json").write_text(json.dumps(document))
    with pytest.raises(ModelError, match="not a usable model") as caught:
        load_bundle(tmp_path)
    assert "thresholds names ET" in caught.value.seen


@pytest.mark.parametrize("value", [1e38, -3e9])
def test_a_weight_that_no_training_reaches_is_refused(tmp_path: Path, value: float) -> None:
    bundle = load_bundle(save_untrained(tmp_path))
    state = bundle.network.state_dict()
    name = next(iter(state))
    state[name] = torch.full_like(state[name], value)
    save_bundle(tmp_path, bundle.spec, state)
    with pytest.raises(ModelError, match="not a usable model") as caught:
        load_bundle(tmp_path)
    assert name in caught.value.seen


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    bundle = load_bundle(save_untrained(tmp_path))
    broken = {name: torch.full_like(tensor, torch.nan) for name, tensor in bundle.network.state_dict().items()}
    save_bundle(tmp_path, bundle.spec, broken)
    with pytest.raises(ModelError, match="not a usable model") as caught:
        load_bundle(tmp_path)
    assert "no number" in caught.value.seen


def test_shipped_weights_that_were_changed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DIGESTS, "glioma", "0" * 64)
    with pytest.raises(ModelError, match="damaged"):
        open_model("glioma")
