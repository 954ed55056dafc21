"""Runs are compared on the patients that validated all of them."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.protocols import split_slices
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.datasets.splits import split_by_shares
from neuroinsight.evaluation.compare import compare
from neuroinsight.evaluation.evaluate import Evaluation
from neuroinsight.evaluation.pictures import evaluate_pictures
from neuroinsight.evaluation.results import read_results
from neuroinsight.inference.bundle import Bundle, load_bundle, save_bundle
from neuroinsight.studies.compare_runs import compare_runs
from neuroinsight.training.job import Job
from neuroinsight.training.provenance import Origin
from neuroinsight.training.recipe import load_recipe, with_changes
from neuroinsight.training.run import train
from neuroinsight.training.selection import select_parts
from tests.studies.test_reproduce import SMALL, write_slices

SHARES = {"train": 0.5, "validation": 0.5}
FEW = [*SMALL, "optimization.epochs=1", "network.filters=[4, 8]"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_slices(tmp_path_factory.mktemp("slices") / "kaggle_3m", patients=8)


@pytest.fixture(scope="module")
def patients(root: Path) -> tuple[SlicePatient, ...]:
    return tuple(one for one in find_examined([root]) if isinstance(one, SlicePatient))


@pytest.fixture(scope="module")
def runs(root: Path, patients: tuple[SlicePatient, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("runs")
    splits = {
        "patient/small": split_by_shares(patients, SHARES, seed=0),
        "patient/other": split_by_shares(patients, SHARES, seed=0),
        "slices/small": split_slices(patients, SHARES, seed=0),
        "slices/other": split_slices(patients, SHARES, seed=1),
        "exchanged": split_by_shares(patients, {"validation": 0.5, "train": 0.5}, seed=0),
    }
    for number, (name, split) in enumerate(splits.items()):
        selection = select_parts(patients, split)
        job = Job(
            training=selection.training,
            validation=selection.validation,
            out=folder / name,
            cache=folder / "cache",
            split=split,
            origin=Origin(data=(str(root),)),
        )
        train(with_changes(load_recipe("lgg_unet"), [*FEW, f"optimization.seed={number}"]), job)
    _mark_everything(folder / "patient/other" / "model")
    return {name: folder / name for name in splits}


def _mark_everything(model: Path) -> None:
    """Give a model weights that find tumor everywhere: a step or two teach nothing that differs."""
    bundle = load_bundle(model)
    *_, last = bundle.network.parameters()
    last.data.fill_(30.0)
    save_bundle(model, bundle.spec, bundle.network.state_dict())


def test_runs_of_one_split_are_compared_on_its_validation_part(
    runs: dict[str, Path], patients: tuple[SlicePatient, ...], tmp_path: Path
) -> None:
    pair = [runs["patient/small"], runs["patient/other"]]
    asked = CliRunner().invoke(app, ["compare", *map(str, pair), "--out", str(tmp_path / "out")])
    assert asked.exit_code == 0, asked.output  # the runs remember where their data are
    first, second = read_results([tmp_path / "out" / name for name in ("small", "other")])
    validating = split_by_shares(patients, SHARES, seed=0).select(patients, ["validation"])
    assert set(first.cases) == {one.key for one in validating}
    dice = [[case.values["WT"]["dice"] for case in one.cases.values()] for one in (first, second)]
    found = compare([tmp_path / "out" / name for name in ("small", "other")]).pairs[0].differences["dice"]["WT"]
    assert found.mean == pytest.approx(np.mean(dice[1]) - np.mean(dice[0]), abs=1e-5)
    assert found.mean > 0.1
    costs = (tmp_path / "out" / "runs.md").read_text(encoding="utf-8")
    assert "| small | lgg_unet |" in costs
    assert "| other | lgg_unet |" in costs
    assert "Slices were dealt" not in costs


def test_of_slices_that_are_dealt_those_are_scored_that_no_run_learned_from(
    runs: dict[str, Path], patients: tuple[SlicePatient, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[set[str]] = []

    def remember(cases: Iterable[SlicePatient], bundle: Bundle) -> Evaluation:
        found = tuple(cases)
        scored.append({one.slices[place].image.stem for one in found for place in one.part or ()})
        return evaluate_pictures(found, bundle)

    monkeypatch.setattr("neuroinsight.studies.compare_runs.evaluate_pictures", remember)
    pair = [runs["slices/small"], runs["slices/other"]]
    parts = [split_slices(patients, SHARES, seed=seed).parts["validation"] for seed in (0, 1)]
    shared = {name: set(parts[0][name]) & set(parts[1].get(name, ())) for name in parts[0]}
    comparison = compare_runs(pair, patients, _new(tmp_path / "out"))
    assert scored == [set().union(*shared.values())] * 2
    assert set(comparison.shared) == {one.key for one in patients if shared.get(one.patient)}
    assert "Slices were dealt" in (tmp_path / "out" / "runs.md").read_text("utf-8")


def test_runs_that_share_nobody_are_refused(
    runs: dict[str, Path], patients: tuple[SlicePatient, ...], tmp_path: Path
) -> None:
    with pytest.raises(DatasetError, match="share no validation case") as caught:
        compare_runs([runs["patient/small"], runs["exchanged"]], patients, _new(tmp_path / "out"))
    assert caught.value.seen == "8 cases, of which none is in the validation part of all 2 runs"
    (runs["exchanged"] / "split.json").rename(runs["exchanged"] / "kept.json")
    with pytest.raises(DatasetError, match="no validation part"):
        compare_runs([runs["patient/small"], runs["exchanged"]], patients, _new(tmp_path / "none"))


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
