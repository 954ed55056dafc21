"""Every view that has words tells every measurement with its unit, every caution and every gap."""

import csv
import html
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from neuroinsight.clinical.catalogue import MEASURES
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.measurement import Located, Measured, NotMeasured, Stated
from neuroinsight.core.record import Analysis
from neuroinsight.report.catalogue import VIEWS, View
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.json import from_json
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.notes import caution_note
from neuroinsight.report.render import render
from neuroinsight.report.sentences import measurement_title, value_text
from tests.report.findings import with_findings
from tests.report.patient import full_record, make_patient, make_record

PICTURES = ("image/png",)
MACHINES = ("application/json",)
VIEW = pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u200b", "").replace("\u00a0", " "))


def text_of(view: View, content: bytes, folder: Path) -> str:
    """Return what a reader of the file reads, without spaces: lines may end anywhere."""
    if view.media_type == "application/pdf":
        program = shutil.which("pdftotext")
        if program is None:
            pytest.skip("needs pdftotext (poppler-utils)")
        (folder / "view.pdf").write_bytes(content)
        read = subprocess.run([program, str(folder / "view.pdf"), "-"], capture_output=True, check=True)
        return plain(read.stdout.decode())
    if view.media_type == "text/html":
        return plain(html.unescape(re.sub(r"<[^>]*>", "", content.decode())))
    assert view.media_type.startswith("text/"), f"how is {view.media_type} read?"
    return plain(content.decode())


@VIEW
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [full_record, "findings"], ids=["gaps", "findings"])
def test_every_measurement_caution_and_gap_is_told(
    view: View, language: Language, kind: object, tmp_path: Path
) -> None:
    if view.media_type in PICTURES:
        pytest.skip("a picture: the words are in the report")
    study, label_map = make_patient()
    counted = make_record(study, label_map)
    record = with_findings(counted, label_map) if kind == "findings" else full_record(counted)
    content = render(record, study, label_map, view.name, context=ReportContext(language=language))
    if view.media_type in MACHINES:
        assert from_json(content.decode()) == record
        return
    if view.media_type == "text/csv":
        require_cells(record, content.decode())
        return
    text, words = text_of(view, content, tmp_path), WORDS[language]
    for name, one in record.measurements.items():
        shown = measurement_title(name, words)
        assert plain(shown) in text, name
        if isinstance(one, NotMeasured | Stated) or not name.startswith("volume."):
            assert plain(value_text(name, one, words)) in text, name
        else:  # in a table, whose head has the unit
            number = plain(value_text(name, one, words)).partition("ml")[0]
            assert number in text, name
            assert "ml" in text
    for caution in record.cautions:
        note = caution_note(caution, words)
        assert plain(note.cause) in text
        assert plain(note.consequence) in text


def require_cells(record: Analysis, text: str) -> None:
    """Check that the first row holds every value with its unit, every gap and every caution."""
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["lesion"] for row in rows] == ["", *(lesion.id for lesion in record.lesions)]
    for row, table in zip(rows, (record.measurements, *(one.measurements for one in record.lesions)), strict=True):
        for name, one in table.items():
            if isinstance(one, NotMeasured):
                assert f"{name} ({one.code}: " in row["not_assessed"]
            elif isinstance(one, Stated):
                assert row[name] == one.code
            elif isinstance(one, Located):
                assert tuple(float(row[f"{name}.{axis}_mm"]) for axis in "xyz") == one.point_mm
            else:
                column = name if one.unit == "1" else f"{name}_{one.unit}"
                assert float(row[column]) == one.value
                assert one.interval is None or float(row[f"{column}_low"]) == one.interval.low
    assert rows[0]["cautions"] == "; ".join(caution.code for caution in record.cautions)


@pytest.mark.parametrize("language", Language)
def test_every_measurement_that_a_measure_takes_has_a_title(language: Language) -> None:
    study, label_map = make_patient()
    for entry in MEASURES:
        for name, one in entry.of(Evidence(study=study, label_map=label_map)).items():
            assert measurement_title(name, WORDS[language]) != name
            assert not isinstance(one, Measured) or value_text(name, one, WORDS[language])


def test_the_record_is_always_made() -> None:
    assert next(view for view in VIEWS if view.name == "analysis.json").by_default
