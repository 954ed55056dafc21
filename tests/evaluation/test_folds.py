from pathlib import Path
from types import SimpleNamespace

import pytest

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.study import Study
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.datasets.splits import Split, split_into_folds
from neuroinsight.evaluation import by_model
from neuroinsight.evaluation.candidate import Request, choose_candidate
from neuroinsight.evaluation.cohort import select_cohort
from neuroinsight.evaluation.evaluate import evaluate
from neuroinsight.inference.segmenter import Segmentation


@pytest.fixture
def folds(cases: tuple[Case, ...]) -> Split:
    return split_into_folds(cases, 2, seed=1)


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch, cases: tuple[Case, ...]) -> list[tuple[str, str]]:
    """Return which model segmented which case, with models that know the truth."""
    log: list[tuple[str, str]] = []
    by_key = {case.key: case for case in cases}

    def open_model(folder: Path, **_: object) -> SimpleNamespace:
        identity = SimpleNamespace(name=folder.name, version="1", sha256="0" * 64)

        def segment(study: Study) -> Segmentation:
            key = str(getattr(study, "key", ""))
            log.append((folder.name, key))
            return Segmentation(label_map=load_labels(by_key[key]))

        plan = SimpleNamespace(sequences=())
        return SimpleNamespace(identity=identity, plan=plan, segment=segment, has_seen=lambda _key, _patient: False)

    def admit_case(case: Case, _: object) -> SimpleNamespace:
        return SimpleNamespace(study=SimpleNamespace(key=case.key), cautions=())

    for name, double in (("open_model", open_model), ("admit_case", admit_case)):
        monkeypatch.setattr(by_model, name, double)
    return log


def test_each_case_is_segmented_by_the_model_that_held_its_patient_out(
    cases: tuple[Case, ...], folds: Split, used: list[tuple[str, str]], tmp_path: Path
) -> None:
    candidate = choose_candidate(Request(folds=tmp_path), cases, folds)
    evaluation = evaluate(candidate.cases, candidate.segment)
    assert {key for _, key in used} == {case.key for case in cases}
    by_key = {case.key: case for case in cases}
    assert all(folds.part_of(by_key[key]) == model for model, key in used)
    assert [model for model, _ in used] == sorted(model for model, _ in used)  # each model is opened once
    assert len(evaluation.cases) == len(cases)
    assert "fold-0: fold-0 1" in candidate.facts()["models"]
    assert "held its patient out" in candidate.facts()["protocol"]


def test_a_case_that_no_fold_held_out_is_refused(cases: tuple[Case, ...], folds: Split, tmp_path: Path) -> None:
    incomplete = Split(method="by hand", seed=0, parts={"fold-0": folds.parts["fold-0"]})
    with pytest.raises(DatasetError, match="No fold holds"):
        choose_candidate(Request(folds=tmp_path), cases, incomplete)


def test_folds_need_their_split(cases: tuple[Case, ...], tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="held out which"):
        choose_candidate(Request(folds=tmp_path), cases, None)


def test_a_part_is_scored_and_the_rest_is_not(cases: tuple[Case, ...], folds: Split) -> None:
    cohort = select_cohort(cases, folds, ["fold-1"])
    assert {folds.part_of(case) for case in cohort.cases} == {"fold-1"}
    assert not cohort.left_out


def test_cases_that_the_split_does_not_know_are_named(cases: tuple[Case, ...], folds: Split) -> None:
    incomplete = Split(method="by hand", seed=0, parts={"fold-0": folds.parts["fold-0"]})
    cohort = select_cohort(cases, incomplete)
    assert len(cohort.cases) + len(cohort.left_out) == len(cases)
    assert set(cohort.left_out.values()) == {"not named by the split"}


def test_cases_that_the_split_names_and_nobody_found_are_told(cases: tuple[Case, ...], folds: Split) -> None:
    cohort = select_cohort(cases[1:], folds)
    assert cohort.left_out == {cases[0].key: "named by the split, not among the data"}


def test_parts_without_a_split_and_empty_selections_are_refused(cases: tuple[Case, ...]) -> None:
    with pytest.raises(DatasetError, match="Parts of what"):
        select_cohort(cases, None, ["test"])
    with pytest.raises(DatasetError, match="no labelled case"):
        select_cohort([])
