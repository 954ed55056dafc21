"""The pages and plots of a follow-up: what they say, what they show, and what they do without images."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.analysis.analyze import record_of
from neuroinsight.analysis.follow_up import follow_up
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.core.visit import Visit
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.follow_up.page import page_of
from neuroinsight.report.follow_up.pdf import render_follow_up_pdf
from neuroinsight.report.follow_up.plates import plates_of, shown_dates
from neuroinsight.report.follow_up.speech import speech_in
from neuroinsight.report.follow_up.trends import render_over_time, trends
from tests.report.patient import make_patient
from tests.visits import MODEL, visit

DATES = ("2026-05-06", "2026-07-29", "2026-10-21")


@pytest.fixture(scope="module")
def visits() -> list[Visit]:
    """Return one patient at three dates, whose tumor is the same at all."""
    study, label_map = make_patient()
    result = record_of(Evidence(study=study, label_map=label_map), author=MODEL)
    found = []
    for date in DATES:
        record = replace(result.record, identity=replace(result.record.identity, study_date=date))
        found.append(Visit(study_date=date, record=record, label_map=label_map, study=study))
    return found


@pytest.fixture(scope="module")
def record(visits: list[Visit]) -> FollowUp:
    return follow_up(visits)


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u200b", "").replace("\u00a0", " "))


def text_of(content: bytes, folder: Path) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    (folder / "view.pdf").write_bytes(content)
    read = subprocess.run([program, str(folder / "view.pdf"), "-"], capture_output=True, check=True)
    return plain(read.stdout.decode())


@pytest.mark.parametrize("language", Language)
def test_the_pages_tell_every_sentence_and_every_cell(
    visits: list[Visit], record: FollowUp, language: Language, tmp_path: Path
) -> None:
    content = render_follow_up_pdf(record, visits, context=ReportContext(language=language))
    text, page = text_of(content, tmp_path), page_of(record, language)
    assert content == render_follow_up_pdf(record, visits, context=ReportContext(language=language))
    for runs in page.impression:
        assert plain("".join(runs)) in text
    assert page.lesions is not None
    for table in (page.change, page.lesions, page.examinations):
        for cell in (*table.head, *(cell for row in table.rows for cell in row)):
            assert plain(cell) in text
    for box in page.boxes:
        assert all(plain(part) in text for part in box)
    for item in (*page.rules, *page.limits):
        assert plain(item) in text


def test_each_picture_is_of_its_own_date_with_its_own_lines(visits: list[Visit], record: FollowUp) -> None:
    plates = plates_of(record, visits, speech_in(Language.ENGLISH))
    assert shown_dates(record) == (0, 2)  # baseline and nadir are one where nothing became smaller
    assert [plate.caption[:10] for plate in plates] == [DATES[0], DATES[2]]
    for plate in plates:
        assert len(plate.picture.strokes) == 2
        assert plate.picture.marks.left == "R"
        assert plate.alternative.startswith("Axial post-contrast T1")


def test_without_images_the_words_stand_alone(visits: list[Visit], tmp_path: Path) -> None:
    bare = [replace(one, study=None) for one in visits]
    record = follow_up(bare)
    assert plates_of(record, bare, speech_in(Language.ENGLISH)) == ()
    text = text_of(render_follow_up_pdf(record, bare, context=ReportContext()), tmp_path)
    assert plain("New and vanished lesions were not looked for") in text


def test_a_hostile_name_and_twelve_dates_still_make_pages(tmp_path: Path) -> None:
    name = r'#strong[x] $a$ *b* @d \ " 山田'
    many = [visit(f"2025-{month:02}-03", product_mm2=900.0 + 10 * month, patient_id=name) for month in range(1, 13)]
    text = text_of(render_follow_up_pdf(follow_up(many), (), context=ReportContext()), tmp_path)
    assert plain(r"#strong[x] $a$ *b* @d \ ") in text


def test_the_plot_stays_within_its_frame_and_breaks_where_a_value_is_missing() -> None:
    dates = [visit(DATES[0]), visit(DATES[1], without=("rano.sum_of_products",)), visit(DATES[2], product_mm2=1800)]
    record = follow_up(dates)
    products, volumes = json.loads(json.dumps(trends(record, speech_in(Language.ENGLISH))))
    assert [len(run) for run in products["series"][0]["runs"]] == [1, 1]
    assert [len(run) for run in volumes["series"][0]["runs"]] == [3]
    for plot in (products, volumes):
        points = [point for line in plot["series"] for run in line["runs"] for point in run]
        places = [point[name] for point in points for name in ("x", "y", "low", "high")]
        assert 0 <= min(places) <= max(places) <= 1
        labels = sorted(line["at"] for line in (*plot["series"], *plot["limits"]))
        assert np.diff(labels).min() > 0.1
    assert render_over_time(record, (), context=ReportContext()).startswith(b"\x89PNG")
