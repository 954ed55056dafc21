"""Whatever files are called and whatever the system refuses, the command line ends with words."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from neuroinsight.cli import app
from neuroinsight.cli.analyze import analyze
from neuroinsight.core.errors import ModelError, OutputError, StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from tests.networks import PLAN, save_untrained


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a bundle that has learned nothing."""
    return save_untrained(tmp_path / "model", plan=replace(PLAN, sequences=(Sequence.T1CE,), mm=(4.0, 4.0, 4.0)))


def test_names_with_brackets_are_printed_as_they_are(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, out = tmp_path / "[red]case", tmp_path / "results[" / "x]"
    write_phantom(make_phantom(PhantomSettings(spacing_mm=(4.0, 4.0, 4.0))), case)
    analyze(out, [case], model=str(model))
    shown = capsys.readouterr().out
    assert "[red]case" in shown
    assert str(out / "report.pdf") in shown.replace("\n", "")


def test_what_the_system_refuses_is_told_in_four_lines_and_exits_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise FileNotFoundError(2, os.strerror(2), "/nowhere/tmp")

    monkeypatch.setattr(app, "app", refuse)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "/nowhere/tmp" in told
    assert "remedy" in told
    assert "Traceback" not in told


def test_a_folder_name_that_is_too_long_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["neuroinsight", "analyze", "a" * 300, "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    assert "remedy" in capsys.readouterr().err


def test_a_device_that_this_machine_lacks_is_refused_and_nothing_is_written(model: Path, tmp_path: Path) -> None:
    if torch.backends.mps.is_available():
        pytest.skip("this machine has it")
    case, out = tmp_path / "case", tmp_path / "out"
    write_phantom(make_phantom(PhantomSettings(spacing_mm=(6.0, 6.0, 6.0))), case)
    with pytest.raises(ModelError, match="no device mps") as caught:
        analyze(out, [case], model=str(model), device="mps")
    assert "cpu" in caught.value.allowed
    assert not out.exists()


def test_workers_of_two_kinds_are_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="not both"):
        analyze(tmp_path / "out", [tmp_path], workers=2, scheduler="tcp://127.0.0.1:1")


def test_pictures_are_not_spread(tmp_path: Path) -> None:
    (tmp_path / "patient").mkdir()
    for number in range(2):
        Image.new("RGB", (16, 16)).save(tmp_path / "patient" / f"patient_{number + 1}.png")
    with pytest.raises(StudyError, match="without workers"):
        analyze(tmp_path / "out", [tmp_path / "patient"], workers=2)
