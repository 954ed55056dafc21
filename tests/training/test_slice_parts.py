"""A split of single slices: each part learns from, or scores, its own slices of a patient alone."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from neuroinsight.cli.train import _split_of
from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.protocols import split_slices
from neuroinsight.datasets.splits import split_to_json
from neuroinsight.inference.device import Device
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.models.outputs import WHOLE
from neuroinsight.training.batches import slices_of
from neuroinsight.training.cache import build_cache
from neuroinsight.training.job import Job, require_trainable
from neuroinsight.training.losses import build_loss
from neuroinsight.training.recipe import Recipe, load_recipe, with_changes
from neuroinsight.training.selection import Selection, find_trainable, select_parts, select_without
from neuroinsight.training.validation import scorer

SHARES = {"train": 0.5, "validation": 0.25, "test": 0.25}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("slices") / "kaggle_3m"
    for patient in ("TCGA_CS_0001_19970101", "TCGA_DU_0002_19980101"):
        (root / patient).mkdir(parents=True)
        for number in range(1, 13):
            picture = np.full((16, 16, 3), 100 + number, np.uint8)
            mask = np.zeros((16, 16), np.uint8)
            mask[: number if number % 2 else 0] = 255  # of odd slices, as many rows as the number
            Image.fromarray(picture).save(root / patient / f"{patient}_{number}.tif")
            Image.fromarray(mask).save(root / patient / f"{patient}_{number}_mask.tif")
    return root


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return with_changes(
        load_recipe("lgg_unet"),
        ["plan.patch=[16, 16]", "network.filters=[4, 8]", "optimization.batch_size=4", "sampling.slices=brain"],
    )


@pytest.fixture(scope="module")
def selection(root: Path) -> Selection:
    patients = find_trainable([root])
    return select_parts(patients, split_slices(patients, SHARES, seed=1))


class _Everywhere(nn.Module):
    def forward(self, images: Tensor) -> Tensor:
        return torch.full((len(images), 1, *images.shape[2:]), 30.0)


def test_training_and_validation_share_patients_and_no_slice(
    selection: Selection, recipe: Recipe, tmp_path: Path
) -> None:
    plan = recipe.to_plan()
    training = build_cache(selection.training, plan, tmp_path)
    validation = build_cache(selection.validation, plan, tmp_path)
    assert {case.key for case in training} == {case.key for case in validation}
    drawn, scored = (
        {(case.key, k) for case in cases for k in slices_of(case, recipe.sampling)} for cases in (training, validation)
    )
    assert (len(drawn), len(scored)) == (12, 6)
    assert not drawn & scored


@pytest.mark.parametrize("slices", ["brain", "tumor"])
def test_a_part_is_scored_on_its_own_slices(selection: Selection, recipe: Recipe, tmp_path: Path, slices: str) -> None:
    changed = with_changes(recipe, [f"sampling.slices={slices}"])
    cases = build_cache(selection.validation, changed.to_plan(), tmp_path)
    spec = BundleSpec(name="all", version="1", network=recipe.network, outputs=WHOLE, plan=recipe.to_plan())
    loss = build_loss("focal_tversky", WHOLE)
    score = scorer(spec, loss, cases, sampling=changed.sampling, device=Device.CPU, precision="float32")
    numbers = [case.first_slice + k for case in cases for k in case.part or ()]
    kept = [number for number in numbers if number % 2 or slices == "brain"]
    rows = sum(number for number in kept if number % 2)
    assert len(kept) > 0
    assert score(_Everywhere())["tversky"] == pytest.approx(rows / (rows + 0.3 * (16 * len(kept) - rows)))


def test_a_part_has_no_neighbors_and_is_not_held_out(
    selection: Selection, recipe: Recipe, root: Path, tmp_path: Path
) -> None:
    with_neighbors = with_changes(recipe, ["plan.context=1"])
    work = Job(training=selection.training, validation=(), out=tmp_path, cache=tmp_path)
    require_trainable(work, recipe)
    with pytest.raises(DatasetError, match="no neighbors to be seen"):
        require_trainable(work, with_neighbors)
    patients = find_trainable([root])
    with pytest.raises(DatasetError, match="cannot be held out"):
        select_without(patients, split_slices(patients, SHARES, seed=1), ["test"])


def test_a_run_remembers_which_slices_it_was_given(selection: Selection, root: Path, tmp_path: Path) -> None:
    assert _split_of(tmp_path) is None
    assert selection.split is not None
    (tmp_path / "split.json").write_text(split_to_json(selection.split), encoding="utf-8")
    split = _split_of(tmp_path)
    assert split is not None
    again = select_parts(find_trainable([root]), split)
    assert [case.key for case in again.training] == [case.key for case in selection.training]
    parts = [[getattr(case, "part", ()) for case in one.training] for one in (again, selection)]
    assert parts[0] == parts[1]
