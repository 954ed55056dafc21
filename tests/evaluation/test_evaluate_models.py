"""The model's road with small untrained networks: files, network, labels, tables."""

from pathlib import Path

import pytest

from neuroinsight.core.errors import ModelError
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.splits import split_into_folds
from neuroinsight.evaluation.candidate import Request, choose_candidate
from neuroinsight.evaluation.evaluate import evaluate
from tests.networks import save_untrained


def test_a_model_in_a_folder_is_scored_under_its_name(cases: tuple[Case, ...], tmp_path: Path) -> None:
    save_untrained(tmp_path, name="small")
    candidate = choose_candidate(Request(model=str(tmp_path)), cases, None)
    assert len(evaluate(candidate.cases, candidate.segment).cases) == len(cases)
    assert candidate.facts()["model"] == "small 1"
    assert len(candidate.facts()["model_sha256"]) == 64


def test_folds_are_found_as_bundles_and_as_runs(cases: tuple[Case, ...], tmp_path: Path) -> None:
    save_untrained(tmp_path / "fold-0", name="first")
    save_untrained(tmp_path / "fold-1" / "model", name="second")
    candidate = choose_candidate(Request(folds=tmp_path), cases, split_into_folds(cases, 2, seed=1))
    evaluate(candidate.cases, candidate.segment)
    models = candidate.facts()["models"]
    assert "fold-0: first 1" in models
    assert "fold-1: second 1" in models


def test_a_missing_fold_is_named(cases: tuple[Case, ...], tmp_path: Path) -> None:
    candidate = choose_candidate(Request(folds=tmp_path), cases, split_into_folds(cases, 2, seed=1))
    with pytest.raises(ModelError, match="fold-0"):
        evaluate(candidate.cases, candidate.segment)
