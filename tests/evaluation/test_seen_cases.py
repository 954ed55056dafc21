"""Nobody tests a model unawares on what it was trained on."""

import json
from pathlib import Path

import pytest

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import BRATS_2017
from neuroinsight.datasets.case import Case, ImageFile
from neuroinsight.datasets.splits import Split
from neuroinsight.evaluation.by_model import ByFolds
from neuroinsight.evaluation.candidate import Request, choose_candidate
from neuroinsight.inference.bundle import save_bundle
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DEFAULT_MODEL

ROOT = Path(__file__).parent.parent.parent


def case(key: str, patient: str) -> Case:
    return Case(
        key=key,
        patient=patient,
        layout="brats2018",
        source="CBICA",
        images={sequence: ImageFile(Path("none")) for sequence in open_model().spec.plan.sequences},
        labels=None,
        scheme=BRATS_2017,
    )


def test_the_shipped_model_knows_its_training_cases() -> None:
    model = open_model(DEFAULT_MODEL)
    parts = json.loads((ROOT / "experiments" / "folds" / "folds.json").read_text())["parts"]
    for patients in parts.values():
        for patient, keys in patients.items():
            assert all(model.has_seen(key, "someone") for key in keys)
            assert model.has_seen("another examination", patient)
    assert not model.has_seen("Brats18_CBICA_ZZZ_1", "Brats18_CBICA_ZZZ")


def test_scoring_cases_that_the_model_was_trained_on_is_cautioned() -> None:
    seen, unseen = case("Brats18_CBICA_AME_1", "a"), case("Brats18_CBICA_ZZZ_1", "b")
    assert "trained on 1 of these 2 cases" in choose_candidate(Request(), (seen, unseen), None).facts()["caution"]
    assert "caution" not in choose_candidate(Request(), (unseen,), None).facts()


def test_scoring_cases_that_chose_the_weights_is_cautioned(tmp_path: Path) -> None:
    bundle = open_model(DEFAULT_MODEL)
    spec = bundle.spec.model_copy(update={"chosen_on": ("Brats18_CBICA_ZZZ_1", "b")})
    save_bundle(tmp_path, spec, bundle.network.state_dict())
    validated, unseen = case("Brats18_CBICA_ZZZ_1", "b"), case("Brats18_CBICA_ZZY_1", "c")
    facts = choose_candidate(Request(model=str(tmp_path)), (validated, unseen), None).facts()
    assert facts["caution_on_choice"].startswith("1 of these 2 cases chose")
    assert "caution_on_choice" not in choose_candidate(Request(model=str(tmp_path)), (unseen,), None).facts()


def test_a_fold_that_saw_its_case_is_refused(tmp_path: Path) -> None:
    bundle = open_model(DEFAULT_MODEL)
    save_bundle(tmp_path / "fold-0", bundle.spec, bundle.network.state_dict())
    seen = case("Brats18_CBICA_AME_1", "Brats18_CBICA_AME")
    split = Split(method="", seed=0, parts={"fold-0": {seen.patient: (seen.key,)}})
    with pytest.raises(DatasetError, match="was trained on the case"):
        ByFolds(tmp_path, split)(seen)
