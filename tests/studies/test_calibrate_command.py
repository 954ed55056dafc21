"""A model is calibrated by the folds of its own training, and by nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from neuroinsight.analysis.analyze import analyze
from neuroinsight.cli.calibrate import calibrate as command
from neuroinsight.core.errors import DatasetError, ModelError, NeuroInsightError
from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.measurement import Measured
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_study
from neuroinsight.datasets.splits import Split, split_to_json
from neuroinsight.inference.bundle import CALIBRATION_FILE, calibration_to_json, load_bundle, save_bundle
from neuroinsight.inference.decision import Decision
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.io import nifti
from neuroinsight.models.outputs import NESTED
from neuroinsight.studies import calibrate as study
from neuroinsight.studies import learn
from neuroinsight.studies.belonging import folds_of, sequences_left_out
from tests.networks import PLAN, SMALL
from tests.strategies import ellipsoid, grid_of, tumor

_GRID = grid_of("LPS", shape=(22, 20, 14), spacing_mm=(7.0, 7.0, 7.0))
_PARTS = ("fold-0", "fold-1", "fold-2", "fold-3")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of twelve small cases, laid out as BraTS 2018."""
    root = tmp_path_factory.mktemp("brats")
    brain = ellipsoid(_GRID.shape, (10.5, 9.5, 6.5), (9.5, 8.5, 5.5))
    for number in range(12):
        name = f"Brats18_CBICA_AA{'ABCDEFGHIJKL'[number]}_1"
        folder = root / ("HGG" if number % 3 else "LGG") / name
        folder.mkdir(parents=True)
        labels = tumor(_GRID.shape, (10.0, 9.0, 6.0), 3.0 + number / 4)
        random = np.random.default_rng(number)
        for sequence in ("t1", "t1ce", "t2", "flair"):
            tissue = random.normal(100, 10, _GRID.shape).clip(20, None) + (labels > 0) * 40
            image = np.where(brain, tissue, 0).astype(np.float32)
            nifti.write(folder / f"{name}_{sequence}.nii.gz", Volume(array=image, grid=_GRID))
        label_map = LabelMap(array=labels, grid=_GRID, scheme=BRATS_2017)
        nifti.write_label_map(folder / f"{name}_seg.nii.gz", label_map)
    return root


@pytest.fixture(scope="module")
def cases(data: Path) -> tuple[Case, ...]:
    return find_cases([data]).cases


@pytest.fixture(scope="module")
def split(cases: tuple[Case, ...]) -> Split:
    parts = {part: {case.patient: (case.key,) for case in cases[place::4]} for place, part in enumerate(_PARTS)}
    return Split(method="by hand", seed=0, parts=parts)


def save(folder: Path, *, trained_on: tuple[str, ...], seed: int = 3, **changes: object) -> Path:
    spec = BundleSpec(name="tiny", version="1", network=SMALL, outputs=NESTED, plan=PLAN, trained_on=trained_on)
    torch.manual_seed(seed)
    save_bundle(folder, spec.model_copy(update=changes), spec.build().state_dict())
    return folder


@pytest.fixture
def models(tmp_path: Path, cases: tuple[Case, ...], split: Split) -> Path:
    """Return a folder with `model`, trained on all cases, and `folds`, each trained on the parts but its own."""
    save(tmp_path / "model", trained_on=tuple(case.key for case in cases))
    for seed, part in enumerate(_PARTS):
        others = tuple(case.key for case in cases if split.part_of(case) != part)
        save(tmp_path / "folds" / part, trained_on=others, seed=seed)
    return tmp_path


def refusal(models: Path, cases: tuple[Case, ...], split: Split) -> str:
    with pytest.raises(NeuroInsightError) as refused:
        folds_of(load_bundle(models / "model"), models / "folds", split, cases)
    assert isinstance(refused.value, ModelError | DatasetError)
    return refused.value.code


def test_folds_of_the_same_training_are_known_by_their_digests(
    models: Path, cases: tuple[Case, ...], split: Split
) -> None:
    digests = folds_of(load_bundle(models / "model"), models / "folds", split, cases)
    assert digests == {part: load_bundle(models / "folds" / part).identity.sha256 for part in _PARTS}


def test_folds_that_do_not_belong_to_the_model_are_refused(models: Path, cases: tuple[Case, ...], split: Split) -> None:
    keys = tuple(case.key for case in cases)
    own = tuple(case.key for case in cases if split.part_of(case) != "fold-1")
    place = models / "folds" / "fold-1"
    save(place, trained_on=own, decision=Decision(smallest_tumor_ml=2.0))
    assert refusal(models, cases, split) == "calibration.foreign_fold"
    save(place, trained_on=own, plan=replace(PLAN, patch=(16, 16)))
    assert refusal(models, cases, split) == "calibration.foreign_fold"
    save(place, trained_on=keys)
    assert refusal(models, cases, split) == "evaluation.fold_saw_case"
    save(place, trained_on=own)
    save(models / "model", trained_on=keys[:4])
    assert refusal(models, cases, split) == "calibration.foreign_fold"


def test_saved_answers_are_of_these_folds_or_refused(tmp_path: Path) -> None:
    summary = tmp_path / "summary.json"
    with pytest.raises(NeuroInsightError):
        sequences_left_out(tmp_path, {"fold-0": "a" * 64})
    summary.write_text(json.dumps({"about": {"models": f"fold-0: tiny 1 {'a' * 64}", "sequences_left_out": "t1, t2"}}))
    assert sequences_left_out(tmp_path, {"fold-0": "a" * 64}) == (Sequence.T1, Sequence.T2)
    with pytest.raises(DatasetError) as refused:
        sequences_left_out(tmp_path, {"fold-0": "b" * 64})
    assert refused.value.code == "calibration.other_answers"
    summary.write_text(json.dumps({"about": {"model": "tiny 1"}}))
    with pytest.raises(DatasetError) as refused:
        sequences_left_out(tmp_path, {"fold-0": "a" * 64})
    assert refused.value.code == "calibration.no_answers"


def test_the_command_writes_beside_the_weights_what_analysis_then_says(
    models: Path, data: Path, cases: tuple[Case, ...], split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (study, learn):
        monkeypatch.setattr(module, "FEWEST", 6)
    (models / "folds.json").write_text(split_to_json(split))
    command(
        data=[data],
        folds=models / "folds",
        split=models / "folds.json",
        model=str(models / "model"),
        out=models / "out",
    )
    model = load_bundle(models / "model")
    assert model.calibration is not None
    assert model.calibration.model_sha256 == model.identity.sha256
    assert set(model.calibration.folds) == set(_PARTS)
    assert (models / "out" / CALIBRATION_FILE).read_text() == (models / "model" / CALIBRATION_FILE).read_text()
    assert "volume.WT" in (models / "out" / "calibration.md").read_text()

    patient = load_study(cases[0], (Sequence.T1CE, Sequence.FLAIR))
    record = analyze(patient, model).record
    whole = record.measurements["volume.WT"]
    assert isinstance(whole, Measured)
    assert whole.interval is not None
    assert whole.interval.low <= whole.value <= whole.interval.high

    other = replace(model.calibration, model_sha256="0" * 64)
    (models / "model" / CALIBRATION_FILE).write_text(calibration_to_json(other))
    record = analyze(patient, load_bundle(models / "model")).record
    whole = record.measurements["volume.WT"]
    assert isinstance(whole, Measured)
    assert whole.interval is None
    assert "calibration.other_model" in {caution.code for caution in record.cautions}

    (models / "model" / CALIBRATION_FILE).write_text("{}")
    with pytest.raises(ModelError, match="is not a calibration"):
        load_bundle(models / "model")


def test_too_few_patients_or_folds_teach_nothing(models: Path, cases: tuple[Case, ...], split: Split) -> None:
    bundle = load_bundle(models / "model")
    with pytest.raises(DatasetError) as refused:
        study.calibrate(bundle, models / "folds", split, cases)
    assert refused.value.code == "calibration.few_patients"
    two = [case for case in cases if split.part_of(case) != "fold-2"]
    with pytest.raises(DatasetError) as refused:
        study.calibrate(bundle, models / "folds", split, two)
    assert refused.value.code == "calibration.few_folds"
