"""`neuroinsight evaluate` as typed, in this process."""

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from neuroinsight.cli.compare import compare
from neuroinsight.cli.evaluate import SchemeName, evaluate
from neuroinsight.core.errors import DatasetError, LabelError, OutputError, StudyError
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, SCHEMES, LabelMap
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.datasets.splits import split_into_folds, split_to_json
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.labels import read_label_map
from tests.networks import PLAN, save_untrained

Write = Callable[[dict[str, LabelMap]], Path]


@pytest.fixture
def predictions(cases: tuple[Case, ...], write_predictions: Write) -> Path:
    label_maps = {}
    for case in cases:
        truth = load_labels(case).in_scheme(BRATS_2023)
        shifted = np.roll(truth.array, 1, axis=2)
        label_maps[f"{case.key}.nii.gz"] = LabelMap(array=shifted, grid=truth.grid, scheme=BRATS_2023)
    return write_predictions(label_maps)


def _run(*words: object) -> str:
    app = typer.Typer()
    app.command()(evaluate)
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_predictions_of_any_program_are_scored_into_a_folder(data_set: Path, predictions: Path, tmp_path: Path) -> None:
    said = _run("--data", data_set, "--predictions", predictions, "--out", tmp_path / "out")
    content = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert 0.5 < content["dice"]["WT"]["mean"] < 1.0
    assert content["about"]["label_scheme_assumed"].startswith("brats2023")
    assert "brats2023" in said
    assert "5 cases" in said
    assert (tmp_path / "out" / "cases.csv").exists()


def test_a_part_of_a_split_is_scored(
    data_set: Path, predictions: Path, cases: tuple[Case, ...], tmp_path: Path
) -> None:
    split = split_into_folds(cases, 2, seed=3)
    (tmp_path / "folds.json").write_text(split_to_json(split), encoding="utf-8")
    words = ["--split", tmp_path / "folds.json", "--part", "fold-1", "--out", tmp_path / "out"]
    _run("--data", data_set, "--predictions", predictions, *words)
    content = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert content["about"]["cases"] == len(split.select(cases, ["fold-1"]))


def test_a_model_is_scored_as_if_a_sequence_had_not_been_acquired(data_set: Path, tmp_path: Path) -> None:
    plan = replace(PLAN, sequences=(*PLAN.sequences, Sequence.T2), optional=(Sequence.T2,))
    model = save_untrained(tmp_path / "model", plan=plan)
    words = ["--data", data_set, "--model", model]
    said = _run(*words, "--without", "t2", "--without", "t1", "--out", tmp_path / "two")
    assert "sequences left out: t2, t1" in said
    with pytest.raises(StudyError, match="lacks a sequence"):
        _run(*words, "--without", "flair", "--out", tmp_path / "none")


def test_every_scheme_can_be_named() -> None:
    assert {one.value for one in SchemeName} == {scheme.name for scheme in SCHEMES}


def test_predictions_and_truth_are_read_in_the_schemes_that_are_named(
    data_set: Path, predictions: Path, tmp_path: Path
) -> None:
    words = ["--data", data_set, "--predictions", predictions, "--labels", "brats2023"]
    said = _run(*words, "--truth-labels", "brats2017", "--out", tmp_path / "out")
    assert "label scheme of truth: brats2017" in said
    with pytest.raises(LabelError, match="The truth of"):
        _run(*words, "--truth-labels", "decathlon", "--out", tmp_path / "none")


def test_few_patients_are_told_in_place_of_an_interval(data_set: Path, predictions: Path, tmp_path: Path) -> None:
    said = _run("--data", data_set, "--predictions", predictions, "--out", tmp_path / "out")
    assert "no interval: 5 patients" in said
    assert "[0." not in said


def test_two_evaluations_are_compared(data_set: Path, predictions: Path, tmp_path: Path) -> None:
    words = ["--data", data_set, "--predictions", predictions]
    _run(*words, "--out", tmp_path / "one")
    _run(*words, "--out", tmp_path / "two")
    app = typer.Typer()
    app.command()(compare)
    folders = [str(tmp_path / name) for name in ("one", "two")]
    result = CliRunner().invoke(app, [*folders, "--out", str(tmp_path / "both")], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "two less one, 5 cases: mean difference (no interval: 5 patients)" in result.output
    assert (tmp_path / "both" / "comparison.md").exists()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a model that has learned nothing."""
    return save_untrained(tmp_path / "model")


def test_what_a_model_answers_is_kept_on_the_patients_own_grid(
    data_set: Path, cases: tuple[Case, ...], model: Path, tmp_path: Path
) -> None:
    words = ["--data", data_set, "--model", model, "--device", "cpu"]
    _run(*words, "--save", "label-maps,probabilities", "--out", tmp_path / "out")
    maps = tmp_path / "out" / "label-maps"
    assert {path.name for path in maps.iterdir()} == {f"{case.key}.nii.gz" for case in cases}
    for case in cases:
        kept = read_label_map(maps / f"{case.key}.nii.gz", BRATS_2017)
        assert kept.grid.is_same_as(load_labels(case).grid)
        whole = read_volume(tmp_path / "out" / "probabilities" / f"{case.key}_WT.nii.gz")
        assert whole.grid.is_same_as(kept.grid)
        assert 0 <= whole.array.min() <= whole.array.max() <= 1
    _run("--data", data_set, "--predictions", maps, "--labels", "brats2017", "--out", tmp_path / "again")
    one, two = ((tmp_path / name / "summary.json").read_text(encoding="utf-8") for name in ("out", "again"))
    assert json.loads(one)["dice"] == json.loads(two)["dice"]


def test_what_is_saved_is_asked_for_in_known_words(
    data_set: Path, model: Path, predictions: Path, tmp_path: Path
) -> None:
    with pytest.raises(DatasetError, match="is not known"):
        _run("--data", data_set, "--model", model, "--save", "masks", "--out", tmp_path / "out")
    words = ["--predictions", predictions, "--save", "label-maps", "--out", tmp_path / "out"]
    with pytest.raises(DatasetError, match="are not saved again"):
        _run("--data", data_set, *words)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def with_a_copy(data_set: Path, cases: tuple[Case, ...], tmp_path: Path) -> Path:
    """Return the data set with one case whose T1CE is its FLAIR, which the input checks refuse."""
    copied = tmp_path / "data"
    shutil.copytree(data_set, copied)
    case = next(path for path in copied.rglob(cases[0].key) if path.is_dir())
    shutil.copy(case / f"{case.name}_flair.nii.gz", case / f"{case.name}_t1ce.nii.gz")
    return copied


def test_a_case_that_analysis_refuses_is_refused_by_name_or_knowingly_skipped(
    with_a_copy: Path, cases: tuple[Case, ...], model: Path, tmp_path: Path
) -> None:
    words = ["--data", with_a_copy, "--model", model]
    with pytest.raises(StudyError, match=cases[0].key):
        _run(*words, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    said = _run(*words, "--missing", "skip", "--out", tmp_path / "out")
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    assert f"left out: 1 cases: {cases[0].key} (refused:" in text
    assert f"{cases[0].key}: left out, refused:" in said.replace("\n", "")
    assert "4 cases" in text


def test_what_the_checks_notice_stands_beside_the_scores(
    data_set: Path, cases: tuple[Case, ...], model: Path, tmp_path: Path
) -> None:
    _run("--data", data_set, "--model", model, "--out", tmp_path / "out")
    rows = list(csv.DictReader((tmp_path / "out" / "cases.csv").read_text(encoding="utf-8").splitlines()))
    noticed = {row["case"]: row["notes"] for row in rows}
    assert set(noticed) == {case.key for case in cases}
    text = (tmp_path / "out" / "summary.md").read_text(encoding="utf-8")
    assert any(noticed.values())
    for key, words in noticed.items():
        assert (f"- {key}: " in text) is bool(words)


def test_label_maps_cannot_do_without_a_sequence(data_set: Path, predictions: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot do without"):
        _run("--data", data_set, "--predictions", predictions, "--without", "t2", "--out", tmp_path / "out")


def test_results_are_replaced_only_when_asked(data_set: Path, predictions: Path, tmp_path: Path) -> None:
    words = ["--data", data_set, "--predictions", predictions, "--out", tmp_path / "out"]
    _run(*words)
    with pytest.raises(OutputError):
        _run(*words)
    _run(*words, "--overwrite")


def test_a_problem_leaves_nothing_behind(data_set: Path, predictions: Path, tmp_path: Path) -> None:
    next(predictions.iterdir()).unlink()
    with pytest.raises(DatasetError, match="have no prediction"):
        _run("--data", data_set, "--predictions", predictions, "--out", tmp_path / "new" / "out")
    assert not (tmp_path / "new").exists()
