"""The page of the shipped model says what its card and its tables say."""

import importlib.util
import json
from importlib import resources
from pathlib import Path
from types import ModuleType

import pytest

from neuroinsight.inference.bundle import CARD_FILE
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DEFAULT_MODEL

ROOT = Path(__file__).parent.parent.parent


def script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def test_the_page_is_the_one_that_the_card_and_the_tables_make() -> None:
    tool = script(ROOT / "tools" / "model_page.py")
    card = open_model(DEFAULT_MODEL).card
    tables = [path.read_text(encoding="utf-8") for path in (tool.TABLES, tool.WITHOUT_OPTIONAL, tool.CALIBRATION)]
    assert tool.TARGET.read_text(encoding="utf-8") == tool.page(card, *tables)


@pytest.mark.parametrize(
    ("field", "folder"), [("figures", "evaluation"), ("figures_without_optional", "t1ce-and-flair")]
)
def test_the_cards_figures_are_those_of_the_evaluation(field: str, folder: str) -> None:
    home = ROOT / "experiments" / "0009-border-of-the-core" / folder
    summary = json.loads((home / "summary.json").read_text(encoding="utf-8"))
    card = open_model(DEFAULT_MODEL).card
    assert card is not None
    figures = getattr(card, field)
    assert figures
    for metric, regions in figures.items():
        for region, figure in regions.items():
            assert figure.mean == summary[metric][region]["mean"], (metric, region)
            assert list(figure.ci95) == summary[metric][region]["ci95"], (metric, region)


def test_every_training_case_of_the_card_is_in_one_fold() -> None:
    parts = json.loads((ROOT / "experiments" / "folds" / "folds.json").read_text())["parts"]
    keys = [key for patients in parts.values() for cases in patients.values() for key in cases]
    assert len(keys) == len(set(keys)) == 51


@pytest.mark.parametrize(
    ("field", "folder"), [("volume_errors", "evaluation"), ("volume_errors_without_optional", "t1ce-and-flair")]
)
def test_the_cards_errors_of_volumes_are_those_of_the_table_of_cases(field: str, folder: str) -> None:
    make_card = script(ROOT / "experiments" / "shipping" / "make_card.py")
    table = ROOT / "experiments" / "0009-border-of-the-core" / folder / make_card.CASES
    home = resources.files("neuroinsight.inference.weights") / DEFAULT_MODEL
    stored = json.loads((home / CARD_FILE).read_text(encoding="utf-8"))[field]
    assert stored == make_card.volume_errors(table)
    assert {"WT", "TC", "ET"} <= stored.keys()


def test_the_shipped_calibration_is_of_the_shipped_model_and_of_the_folds_that_are_there() -> None:
    model = open_model(DEFAULT_MODEL)
    assert model.calibration is not None
    assert model.calibration.model_sha256 == model.identity.sha256
    folds = ROOT / "experiments" / "folds"
    assert model.calibration.folds == {
        part: open_model(folds / part).identity.sha256
        for part in json.loads((folds / "folds.json").read_text())["parts"]
    }


def test_the_page_tells_the_bounds_that_the_shipped_calibration_holds() -> None:
    tool = script(ROOT / "tools" / "model_page.py")
    text, calibration = tool.CALIBRATION.read_text(encoding="utf-8"), open_model(DEFAULT_MODEL).calibration
    assert calibration is not None
    for learned in calibration.sets:
        assert learned.grade is not None
        section = text.partition(f"## With {', '.join(one.title for one in learned.sequences)}\n")[2].partition(
            "\n## "
        )[0]
        assert f"under a mean expected Dice of {learned.readable_from:.2f}" in section
        assert f"HGG is said from {learned.grade.undetermined[1]:.2f} on" in section
        for name, spread in learned.spreads.items():
            row = next(line for line in section.splitlines() if line.startswith(f"| `{name}` |"))
            held = row.split("|")[2].split(",")[0].split(" of ")
            assert int(held[1]) == spread.cases
            assert 0.84 <= int(held[0]) / int(held[1]) <= 0.96
