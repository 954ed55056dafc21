"""What a person at a terminal meets who compares the dates of a patient."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.analysis.analyze import record_of
from neuroinsight.cli.app import main
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.follow_up_record import Alignment, Event
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.visit import Visit
from neuroinsight.io import nifti
from neuroinsight.io.study import load_study_files
from neuroinsight.report.follow_up.json import follow_up_from_json
from tests.report.patient import make_patient
from tests.visits import EMPTY, MODEL, visit, write_results

Run = Callable[..., tuple[int, str, str]]
FIRST, LAST = "2026-05-06", "2026-07-29"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["neuroinsight", "follow-up", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def results(tmp_path: Path) -> tuple[Path, Path]:
    """Return the folders of two dates."""
    first = write_results(visit(FIRST), tmp_path / "first")
    return first, write_results(visit(LAST, product_mm2=1600), tmp_path / "last")


def test_two_results_become_a_follow_up(run: Run, results: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, printed, _ = run(results[1], results[0], "--out", out, "--steroids", "stable", "--clinical", "stable")
    assert code == 0
    assert "progressive disease" in printed
    record = follow_up_from_json((out / "followup.json").read_text(encoding="utf-8"))
    assert [one.study_date for one in record.examinations] == [FIRST, LAST]
    assert record.responses[0].overall.code == "PD"
    assert "+60%" in (out / "followup.md").read_text(encoding="utf-8")
    assert (out / "followup.csv").is_file()
    again, _, problem = run(*results, "--out", out)
    assert (again, "--overwrite" in problem) == (2, True)
    assert run(*results, "--out", out, "--overwrite", "--language", "es")[0] == 0
    assert "Seguimiento" in (out / "followup.md").read_text(encoding="utf-8")


def refused(run: Run, out: Path, *words: object) -> str:
    code, printed, problem = run(*words, "--out", out)
    assert (code, printed) == (2, "")
    assert "remedy:" in problem
    assert not out.exists()
    return problem


def test_what_cannot_be_compared_is_refused_and_nothing_is_written(
    run: Run, results: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert "neuroinsight follow-up" in refused(run, out, results[0])
    assert "One date stands twice" in refused(run, out, *results, results[0])
    stranger = write_results(visit("2026-09-01", patient_id="P-18"), tmp_path / "stranger")
    assert "P-18" in refused(run, out, *results, stranger)
    assert "no date" in refused(run, out, results[0], f"{results[1]}@2026-13-45")
    assert "Two dates" in refused(run, out, results[0], f"{results[1]}@2026-08-01")
    assert "cannot be read" in refused(run, out, results[0], f"{tmp_path / 'nowhere'}@2026-08-01")


def test_a_date_is_stated_behind_the_folder_and_never_guessed_from_its_name(run: Run, tmp_path: Path) -> None:
    folders = [write_results(visit(date), tmp_path / date, dated=False) for date in (FIRST, LAST)]
    out = tmp_path / "out"
    assert f"{folders[0]}@{FIRST}" in refused(run, out, *folders).replace("\n", "")
    assert run(*(f"{folder}@{folder.name}" for folder in folders), "--out", out)[0] == 0


def test_a_segmentation_that_was_edited_since_is_not_compared(
    run: Run, results: tuple[Path, Path], tmp_path: Path
) -> None:
    edited = LabelMap(array=np.ones_like(EMPTY.array), grid=EMPTY.grid, scheme=EMPTY.scheme)
    (results[0] / "segmentation.nii.gz").unlink()
    nifti.write_label_map(results[0] / "segmentation.nii.gz", edited)
    assert "not the one that was measured" in refused(run, tmp_path / "out", *results)


def test_images_are_found_by_their_content_and_lesions_followed_then(run: Run, tmp_path: Path) -> None:
    study, label_map = make_patient(sequences=(Sequence.T1CE, Sequence.FLAIR))
    images = tmp_path / "images" / "below"
    images.mkdir(parents=True)
    files = {one: images / f"patient_{one}.nii.gz" for one in study.volumes}
    for one, volume in study.volumes.items():
        nifti.write(files[one], volume)
    read = load_study_files(files, case_id="patient")
    record = record_of(Evidence(study=read, label_map=label_map), author=MODEL).record
    dates = [Visit(study_date=date, record=record, label_map=label_map) for date in (FIRST, LAST)]
    folders = [f"{write_results(one, tmp_path / one.study_date)}@{one.study_date}" for one in dates]
    assert run(*folders, "--out", tmp_path / "without")[0] == 0
    assert run(*folders, "--images", tmp_path / "images", "--out", tmp_path / "with")[0] == 0
    without, found = (
        follow_up_from_json((tmp_path / name / "followup.json").read_text(encoding="utf-8"))
        for name in ("without", "with")
    )
    assert without.tracks == NotMeasured("alignment.no_images")
    assert isinstance(found.tracks, tuple)
    assert [track.events for track in found.tracks] == [(Event.FIRST, Event.STAYED)]
    assert isinstance(found.alignments[0], Alignment)
    assert found.alignments[0].turn_deg < 0.3
