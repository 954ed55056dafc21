"""A classifier of slices is scored slice by slice, with intervals over patients."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.core.errors import ModelError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.protocols import split_slices
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.evaluation.classes import Answer, classify_pictures, summarize_answers
from neuroinsight.inference.bundle import load_bundle, save_bundle
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.models.choice import NetworkChoice
from neuroinsight.models.outputs import WHOLE, OutputKind, Outputs
from neuroinsight.preprocess.plan import Plan, Reads

SLICES = NetworkChoice(name="simple_cnn", config={"filters": [2, 2], "grid": 2})


def model(folder: Path, outputs: Outputs, network: NetworkChoice = SLICES) -> Path:
    plan = Plan(
        sequences=(Sequence.T1, Sequence.FLAIR, Sequence.T1CE), patch=(16, 16), reads=Reads.PICTURES, divisor=(8, 8)
    )
    spec = BundleSpec(name="toy", version="1", network=network, outputs=outputs, plan=plan)
    torch.manual_seed(0)
    save_bundle(folder, spec, spec.build().state_dict())
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root, random = tmp_path_factory.mktemp("slices") / "kaggle_3m", np.random.default_rng(0)
    for patient in ("TCGA_CS_0001_19970101", "TCGA_DU_0002_19980101"):
        (root / patient).mkdir(parents=True)
        for number in range(1, 5):
            picture = random.integers(1, 255, (16, 16, 3), dtype=np.uint8)
            mask = np.full((16, 16), 255 * (number % 2), np.uint8)
            Image.fromarray(picture).save(root / patient / f"{patient}_{number}.tif")
            Image.fromarray(mask).save(root / patient / f"{patient}_{number}_mask.tif")
    return root


def patients_of(root: Path) -> tuple[SlicePatient, ...]:
    return tuple(one for one in find_examined([root]) if isinstance(one, SlicePatient))


def test_each_slice_has_its_truth_and_the_models_probability(root: Path, tmp_path: Path) -> None:
    bundle = load_bundle(model(tmp_path, Outputs(kind=OutputKind.SLICE, names=("WT",))))
    answers = classify_pictures(patients_of(root), bundle)
    assert [answer.truth for answer in answers] == [True, False, True, False] * 2
    assert len({answer.chance for answer in answers}) == 8
    part = split_slices(patients_of(root), {"a": 0.5, "b": 0.5}, seed=1).select(patients_of(root), ["a"])
    some = classify_pictures(part, bundle)
    assert len(some) == 4
    assert set(some) < set(answers)  # normalized by the patient's whole stack


def test_a_model_that_outlines_classifies_nothing(root: Path, tmp_path: Path) -> None:
    outlines = model(tmp_path, WHOLE, NetworkChoice(config={"filters": [4, 8]}))
    with pytest.raises(ModelError, match="does not classify slices"):
        classify_pictures(patients_of(root), load_bundle(outlines))


def test_the_command_writes_what_it_found(root: Path, tmp_path: Path) -> None:
    folder = model(tmp_path / "model", Outputs(kind=OutputKind.SLICE, names=("WT",)))
    words = ["evaluate", "--model", str(folder), "--data", str(root), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    rows = list(csv.DictReader((tmp_path / "out" / "slices.csv").read_text().splitlines()))
    assert (len(rows), rows[0]["slice"]) == (8, "TCGA_CS_0001_19970101_1.tif")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["slices"], summary["with_tumor"], summary["patients"]) == (8, 4, 2)
    assert summary["figures"]["accuracy"]["ci95"] is None
    assert "no interval: 2 patients" in (tmp_path / "out" / "summary.md").read_text()


def test_intervals_are_over_patients_whose_slices_are_alike() -> None:
    """Ten patients, of whom one is wrong throughout: many slices do not make it sure."""
    few, many = (
        summarize_answers(
            [
                Answer(patient=f"p{n}", picture=str(k), truth=k % 2 == 0, chance=float((k % 2 == 0) != (n == 0)))
                for n in range(10)
                for k in range(slices)
            ]
        ).figures["accuracy"]
        for slices in (2, 20)
    )
    assert few.value == many.value == pytest.approx(0.9)
    assert few.ci95 == many.ci95
    assert many.ci95 is not None
    assert many.ci95[1] - many.ci95[0] > 0.3
