"""The demo runs, says what is true and what was measured, and runs again where it ran before."""

from dataclasses import replace
from pathlib import Path

import pytest

from neuroinsight.cli import demo as command
from neuroinsight.datasets.phantom.settings import PhantomSettings
from neuroinsight.report.impression import impression_text
from neuroinsight.report.json import from_json
from neuroinsight.report.languages.english import ENGLISH
from tests.networks import PLAN, save_untrained


@pytest.fixture
def tiny_model(tmp_path: Path) -> Path:
    """Return a bundle that has learned nothing."""
    return save_untrained(tmp_path / "model", plan=replace(PLAN, mm=(4.0, 4.0, 4.0)))


def test_the_demo_prints_true_beside_measured_volumes_and_replaces_an_earlier_one(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PhantomSettings", lambda: PhantomSettings(spacing_mm=(3.0, 3.0, 3.0)))
    out = tmp_path / "demo"
    for _ in range(2):
        command.demo(out, str(tiny_model))
        shown = capsys.readouterr().out
        assert "Whole tumor (WT)" in shown
        assert "untrained" in shown
        record = from_json((out / "result" / "analysis.json").read_text(encoding="utf-8"))
        for sentence in impression_text(record, ENGLISH):
            assert "".join(sentence.split()) in "".join(shown.split())
        assert str(out / "result" / "report.pdf") in shown.replace("\n", "")
    assert sorted(path.name for path in (out / "result").iterdir()) == [
        "analysis.json",
        "manifest.json",
        "measurements.csv",
        "overlay.png",
        "report.html",
        "report.pdf",
        "segmentation.nii.gz",
    ]
