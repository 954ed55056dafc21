"""The model's road with small untrained networks: files, network, labels, tables."""

from pathlib import Path

import pytest

from neuroinsight.core.errors import ModelError
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.splits import split_into_folds
from neuroinsight.evaluation.evaluate import evaluate
from neuroinsight.evaluation.subject import Asked, choose_subject
from tests.networks import save_untrained


def test_a_model_in_a_folder_is_scored_under_its_name(cases: tuple[Case, ...], tmp_path: Path) -> None:
    save_untrained(tmp_path, name="small")
    subject = choose_subject(Asked(model=str(tmp_path)), cases, None)
    assert len(evaluate(subject.cases, subject.segment).cases) == len(cases)
    assert subject.facts()["model"] == "small 1"
    assert len(subject.facts()["model_sha256"]) == 64


def test_folds_are_found_as_bundles_and_as_runs(cases: tuple[Case, ...], tmp_path: Path) -> None:
    save_untrained(tmp_path / "fold-0", name="first")
    save_untrained(tmp_path / "fold-1" / "model", name="second")
    subject = choose_subject(Asked(folds=tmp_path), cases, split_into_folds(cases, 2, seed=1))
    evaluate(subject.cases, subject.segment)
    models = subject.facts()["models"]
    assert "fold-0: first 1" in models
    assert "fold-1: second 1" in models


def test_a_missing_fold_is_named(cases: tuple[Case, ...], tmp_path: Path) -> None:
    subject = choose_subject(Asked(folds=tmp_path), cases, split_into_folds(cases, 2, seed=1))
    with pytest.raises(ModelError, match="fold-0"):
        evaluate(subject.cases, subject.segment)
