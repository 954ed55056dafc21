"""The page of the shipped model says what its card and its tables say."""

import importlib.util
import json
from pathlib import Path

from neuroinsight.inference.store import DEFAULT_MODEL, open_model

ROOT = Path(__file__).parent.parent.parent


def test_the_page_is_the_one_that_the_card_and_the_tables_make() -> None:
    spec = importlib.util.spec_from_file_location("model_page", ROOT / "tools" / "model_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    card = open_model(DEFAULT_MODEL).card
    assert tool.TARGET.read_text(encoding="utf-8") == tool.page(card, tool.TABLES.read_text(encoding="utf-8"))


def test_the_cards_figures_are_those_of_the_evaluation() -> None:
    summary = json.loads((ROOT / "experiments" / "0002-glioma-longer" / "evaluation" / "summary.json").read_text())
    card = open_model(DEFAULT_MODEL).card
    assert card is not None
    for metric, regions in card.figures.items():
        for region, figure in regions.items():
            assert figure.mean == summary[metric][region]["mean"], (metric, region)
            assert list(figure.ci95) == summary[metric][region]["ci95"], (metric, region)


def test_every_training_case_of_the_card_is_in_one_fold() -> None:
    parts = json.loads((ROOT / "experiments" / "folds" / "folds.json").read_text())["parts"]
    keys = [key for patients in parts.values() for cases in patients.values() for key in cases]
    assert len(keys) == len(set(keys)) == 51
