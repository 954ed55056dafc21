"""`neuroinsight train` as typed: what is refused before anything is written."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.cli.problem import COMMANDS
from neuroinsight.core.errors import DatasetError, NeuroInsightError, OutputError, RecipeError
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.splits import split_into_folds, split_to_json
from neuroinsight.training.recipe import load_recipe, with_changes
from neuroinsight.training.selection import select_by_shares
from tests import trees


def _train(data: Path, out: Path, *words: str | Path) -> None:
    typed = ["train", "glioma_25d", "--data", str(data), "--out", str(out), *map(str, words)]
    result = CliRunner().invoke(app, typed)
    if isinstance(result.exception, NeuroInsightError):
        raise result.exception
    assert result.exit_code == 0, result.output


def test_parts_are_held_out_of_a_split_only(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="Parts of what"):
        _train(trees.brats_2018(tmp_path), tmp_path / "run", "--hold-out", "fold-0")
    assert not (tmp_path / "run").exists()


def test_folds_without_one_to_hold_out_are_explained(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path / "set")
    (tmp_path / "folds.json").write_text(split_to_json(split_into_folds(find_cases([root]), 2, seed=1)))
    with pytest.raises(DatasetError, match="no part to train on") as caught:
        _train(root, tmp_path / "run", "--split", tmp_path / "folds.json")
    assert caught.value.remedy.endswith("fold-0")
    assert COMMANDS[caught.value.code] == "--hold-out PART"
    assert not (tmp_path / "run").exists()


def test_a_run_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="something at run already"):
        _train(trees.brats_2018(tmp_path), tmp_path / "run")
    assert (tmp_path / "run").read_text(encoding="utf-8") == "mine"


def test_unlabelled_cases_are_in_no_part_of_the_usual_split(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path)
    next(root.rglob("*_seg.nii.gz")).unlink()
    cases = find_cases([root])
    chosen = select_by_shares(cases, seed=1)
    assert chosen.split is not None
    assert {case.key for case in cases if chosen.split.part_of(case)} == {
        c.key for c in cases if "labels" not in c.missing
    }


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "split.json").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="already"):
        _train(trees.brats_2018(tmp_path / "set"), tmp_path / "run")
    assert (tmp_path / "run" / "split.json").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "change",
    [
        "plan.mm=[0, 1, 1]",
        "plan.mm=[1, 1, -1]",
        "plan.mm=[1, 1]",
        "plan.mm=[1, 1, nan]",
        "plan.spacing_mm=[5, 1]",
        "plan.context=6",
        "plan.sequences=[]",
        "plan.sequences=['t1ce', 't1ce']",
        "plan.optional=['t1ce', 'flair']",
        "plan.optional=['t2']",
        "augmentation.omission={t2 = 0.5}",
        "augmentation.omission={flair = 1.5}",
        "plan.clip_percentiles=[99, 1]",
        "plan.patch=[0, 0]",
        "plan.patch=[60, 128]",
        "plan.patch=[128, 128, 64]",
        "outputs.names=['WT']",
        "outputs.kind=regions",
        "network.filters=[]",
        "network.filters=[0, 8]",
        "network.name=foo",
    ],
)
def test_a_change_that_no_run_could_survive_is_refused(change: str) -> None:
    with pytest.raises(RecipeError, match="cannot be changed so") as caught:
        with_changes(load_recipe("attention_unet_2d"), [change])
    assert change.partition("=")[0].partition(".")[2] in caught.value.seen


def test_words_need_no_quotes_and_none_is_no_value() -> None:
    recipe = with_changes(load_recipe("glioma_25d"), ["network.norm=none", "optimization.gradient_clip=none"])
    assert (recipe.network.config["norm"], recipe.optimization.gradient_clip) == ("none", None)


@pytest.mark.parametrize("change", ["name.a=3", "nothing.epochs=3", "optimization.patience=0", "optimization=3"])
def test_a_change_of_no_field_or_to_no_sense_is_refused(change: str) -> None:
    with pytest.raises(RecipeError, match="cannot be changed so"):
        with_changes(load_recipe("attention_unet_2d"), [change])


def test_missing_training_libraries_are_named_without_a_traceback() -> None:
    code = "import sys; sys.modules['accelerate'] = None; from neuroinsight.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "train", "glioma_25d"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert 'pip install ".[train]"' in done.stderr  # an index has a stranger's package of our import name
    assert "Traceback" not in done.stderr
