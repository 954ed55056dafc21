"""`neuroinsight dataset` as a user types it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.core.errors import DatasetError, NeuroInsightError, OutputError
from tests import trees


def _run(*words: str | Path) -> str:
    result = CliRunner().invoke(app, ["dataset", *map(str, words)])
    if isinstance(result.exception, NeuroInsightError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def _many(root: Path) -> Path:
    """Eight patients of high and four of low grade, one of the former examined twice."""
    for number in range(8):
        trees.write_case(root / "HGG", f"Brats18_CBICA_AA{number}_1", seed=number)
    trees.write_case(root / "HGG", "Brats18_CBICA_AA0_2", seed=20)
    for number in range(4):
        trees.write_case(root / "LGG", f"Brats18_TCIA09_{number}_1", seed=30 + number)
    return root


def test_describe_prints_cases_and_totals(tmp_path: Path) -> None:
    output = _run("describe", trees.brats_2018(tmp_path))
    assert "Brats18_CBICA_AAA_1" in output
    assert "2 cases of 2 patients" in output
    assert "HGG 1, LGG 1" in output
    assert "24x20x22, 5x6x5 mm, LPS 2" in output


def test_describe_reports_a_bad_case_and_goes_on(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path)
    next(root.rglob("*AAA_1_flair.nii.gz")).write_bytes(b"nothing")
    output = _run("describe", root)
    assert "Problems" in output
    assert "Brats18_CBICA_AAA_1_flair.nii.gz is not a readable" in " ".join(output.split())
    assert "with problems     1" in output


def test_describe_takes_several_folders_and_a_folder_of_tables(tmp_path: Path) -> None:
    trees.brats_2023(tmp_path / "a" / "set")
    trees.own_cases(tmp_path / "b" / "set")
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "grades.csv").write_text(trees.GRADES_2021, encoding="utf-8")
    output = _run("describe", tmp_path / "a" / "set", tmp_path / "b" / "set", "--tables", tmp_path / "facts")
    assert "HGG 2, unknown 2, LGG 1" in output
    assert "repeated patients UCSF-PDGM-00000099 (BraTS-GLI-00001-000, BraTS-GLI-00001-001)" in output


def test_describe_writes_a_table_and_pictures(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    _run("describe", trees.brats_2018(tmp_path / "set"), "--out", out)
    names = {path.name for path in out.iterdir()}
    assert names == {"cases.csv", "grades.png", "volumes.png", "intensities.png", "grids.png"}
    with (out / "cases.csv").open(encoding="utf-8", newline="") as file:
        assert [row["grade"] for row in csv.DictReader(file)] == ["HGG", "LGG"]


def test_describe_leaves_what_is_there_unless_told_to_replace_it(tmp_path: Path) -> None:
    root, out = trees.brats_2018(tmp_path / "set"), tmp_path / "out"
    _run("describe", root, "--out", out)
    with pytest.raises(OutputError):
        _run("describe", root, "--out", out)
    _run("describe", root, "--out", out, "--overwrite")


def test_split_keeps_patients_whole_and_grades_in_proportion(tmp_path: Path) -> None:
    out = tmp_path / "split.json"
    output = _run("split", _many(tmp_path / "set"), "--out", out, "--shares", "0.5,0.25,0.25")
    parts = json.loads(out.read_text(encoding="utf-8"))["parts"]
    assert {part: len(patients) for part, patients in parts.items()} == {"train": 6, "validation": 3, "test": 3}
    keys = [keys for patients in parts.values() for keys in patients.values() if len(keys) == 2]
    assert keys == [["Brats18_CBICA_AA0_1", "Brats18_CBICA_AA0_2"]]
    assert "share of HGG" in output
    assert [line.split()[0] for line in output.splitlines() if line.endswith("%")] == [
        "train",
        "validation",
        "test",
        "all",
    ]


def test_split_into_folds_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    root = _many(tmp_path / "set")
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        _run("split", root, "--out", tmp_path / name, "--folds", "4", "--seed", seed)
    a, b, c = ((tmp_path / name).read_text(encoding="utf-8") for name in "abc")
    assert a == b
    assert json.loads(a)["parts"] != json.loads(c)["parts"]


def test_split_leaves_cases_without_labels_out(tmp_path: Path) -> None:
    _run("split", trees.decathlon(tmp_path / "set"), "--out", tmp_path / "split.json", "--folds", "2")
    assert "BRATS_003" not in (tmp_path / "split.json").read_text(encoding="utf-8")


def test_split_never_replaces_a_file_unasked(tmp_path: Path) -> None:
    root, out = trees.brats_2018(tmp_path / "set"), tmp_path / "split.json"
    out.write_text("precious", encoding="utf-8")
    with pytest.raises(OutputError):
        _run("split", root, "--out", out)
    assert out.read_text(encoding="utf-8") == "precious"
    _run("split", root, "--out", out, "--overwrite")


def test_identical_images_under_two_names_share_a_part_and_are_told(tmp_path: Path) -> None:
    for number in range(4):
        trees.write_case(tmp_path / "set", f"P{number}", seed=number)
    trees.write_case(tmp_path / "set", "Q1", suffix=".nii", seed=1)
    output = _run("split", tmp_path / "set", "--out", tmp_path / "split.json", "--folds", "2")
    parts = json.loads((tmp_path / "split.json").read_text(encoding="utf-8"))["parts"]
    assert sorted(len({"P1", "Q1"} & set(patients)) for patients in parts.values()) == [0, 2]
    assert "kept together for the same image: P1, Q1" in output
    described = _run("describe", tmp_path / "set")
    assert "5 cases of 4 patients" in described
    assert "same image twice  P1 = Q1: counted as one patient" in described


def test_slices_are_described_and_split(tmp_path: Path) -> None:
    root = trees.slice_folders(tmp_path / "set")
    output = _run("describe", root, "--out", tmp_path / "out")
    assert "2 cases of 2 patients" in output
    assert "14x12" in output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["slices.csv"]
    _run("split", root, "--out", tmp_path / "split.json", "--folds", "2")
    parts = json.loads((tmp_path / "split.json").read_text(encoding="utf-8"))["parts"]
    assert sorted(name for patients in parts.values() for name in patients) == ["P01", "P02"]


def test_a_table_that_is_not_understood_is_told_by_describe_and_split(tmp_path: Path) -> None:
    root = trees.brats_2021(tmp_path / "set")
    (root / "grades.csv").write_text("Fall;Gradus\n1;4\n", encoding="utf-8")
    for words in (("describe", root), ("split", root, "--out", tmp_path / "split.json", "--folds", "2")):
        assert "grades.csv was found but not understood" in " ".join(_run(*words).split())


def test_training_tells_what_it_leaves_out_and_what_it_did_not_understand(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = trees.brats_2021(tmp_path / "set")
    (root / "grades.xlsx").write_bytes(b"PK")
    (root / "BraTS2021_00003").mkdir()
    words = ["train", "attention_unet_2d", "--data", str(root), "--out", str(tmp_path / "run"), "--hold-out", "fold-0"]
    result = CliRunner().invoke(app, words)  # there is no split that the part could be of: it ends before training
    assert isinstance(result.exception, DatasetError)
    told = " ".join((result.output + capfd.readouterr().err).split())
    assert "grades.xlsx was found but not understood" in told
    assert "BraTS2021_00003 is left out: No sequence was recognized" in told


def test_an_empty_part_is_told(tmp_path: Path) -> None:
    output = _run("split", trees.brats_2018(tmp_path / "set"), "--out", tmp_path / "split.json")
    assert "No patient is in validation, test" in output


@pytest.mark.parametrize("shares", ["0.7,0.3", "0.7,0.2,0.2", "most,some,few", "1.2,-0.1,-0.1"])
def test_shares_that_are_none_are_refused(tmp_path: Path, shares: str) -> None:
    with pytest.raises(DatasetError):
        _run("split", trees.brats_2018(tmp_path / "set"), "--out", tmp_path / "split.json", "--shares", shares)
    assert not (tmp_path / "split.json").exists()


def test_a_single_fold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError):
        _run("split", trees.brats_2018(tmp_path / "set"), "--out", tmp_path / "split.json", "--folds", "1")


@pytest.mark.journey
def test_a_folder_without_cases_ends_with_2_and_without_a_traceback(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "neuroinsight.cli.app",
        "dataset",
        "describe",
        str(tmp_path),
        "--out",
        str(tmp_path / "x"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "remedy:" in done.stderr
    assert list(tmp_path.iterdir()) == []
