"""What is declared at the command line stands in the record."""

import sys
from pathlib import Path

import pytest

from neuroinsight.cli.app import main
from neuroinsight.core.findings import NOTHING_DECLARED, Declared
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.report.json import from_json
from tests.networks import save_untrained


def analyze(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["neuroinsight", "analyze", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    for case_id in ("a", "b"):
        write_phantom(make_phantom(PhantomSettings(case_id=case_id, spacing_mm=(6.0, 6.0, 6.0))), folder / case_id)
    save_untrained(folder.parent / f"{folder.name}-model")
    return folder


def model_of(cases: Path) -> Path:
    return cases.parent / f"{cases.name}-model"


def declared_in(folder: Path) -> Declared:
    return from_json((folder / "analysis.json").read_text(encoding="utf-8")).declared


def test_options_declare_and_silence_declares_nothing(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("--untreated", "--steroids", "--age", "61.5")
    common = (cases / "a", "--model", model_of(cases), "--views", "overlay.png")
    assert analyze(monkeypatch, *common, "--out", tmp_path / "said", *said) == 0
    assert declared_in(tmp_path / "said") == Declared(treated=False, age_years=61.5, steroids=True)
    assert analyze(monkeypatch, *common, "--out", tmp_path / "silent") == 0
    assert declared_in(tmp_path / "silent") == NOTHING_DECLARED


def test_a_table_declares_for_each_case_and_options_for_those_of_which_it_says_nothing(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "declared.csv"
    table.write_text("case,treated,age\na,yes,40\nother,no,50\n", encoding="utf-8")
    words = (cases, "--model", model_of(cases), "--views", "overlay.png", "--declared", table, "--untreated")
    assert analyze(monkeypatch, *words, "--out", tmp_path / "out") == 0
    assert declared_in(tmp_path / "out" / "a") == Declared(treated=True, age_years=40)
    assert declared_in(tmp_path / "out" / "b") == Declared(treated=False)


@pytest.mark.parametrize("words", [("--age", "200"), ("--age", "61"), ("--declared", "none.csv")])
def test_declarations_that_cannot_be_are_refused_before_anything_is_written(
    words: tuple[str, ...],
    cases: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    where = cases if words[1] == "61" else cases / "a"  # an age is of one case
    assert analyze(monkeypatch, where, "--out", tmp_path / "out", *words) == 2
    assert "allowed" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_table_of_other_cases_is_refused(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "declared.csv"
    table.write_text("case,treated\nc,yes\n", encoding="utf-8")
    assert analyze(monkeypatch, cases, "--out", tmp_path / "out", "--declared", table) == 2
    assert "names none" in capsys.readouterr().err
