"""What a page says of a version: the report's own sentences, cut for the page, and every measurement or its gap."""

import pytest
from starlette.testclient import TestClient

from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.report.context import Language
from neuroinsight.report.impression import impression
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.notes import reason_text
from neuroinsight.report.sentences import measurement_title
from neuroinsight.server.findings import findings_of
from neuroinsight.server.services import Services
from tests.analyzed import add_analyzed, analyzed


@pytest.mark.parametrize("language", Language)
def test_every_sentence_is_the_reports(language: Language) -> None:
    record = analyzed().record
    said = ["".join(run.text for run in runs) for runs in findings_of(record, language).impression]
    assert said == ["".join(runs) for runs in impression(record, WORDS[language])]


@pytest.mark.parametrize("language", Language)
def test_every_measurement_appears_or_is_said_to_be_missing(language: Language) -> None:
    record, words = analyzed().record, WORDS[language]
    found = findings_of(record, language)
    shown = {row.name for table in (found.place, *found.further) for row in table.rows}
    shown |= {f"volume.{row.region.value}" for row in found.volumes.rows}
    gaps = {(gap.title, gap.reason) for gap in found.not_assessed}
    for name, one in record.measurements.items():
        if name.startswith(("grade.", "quality.")):
            continue
        if isinstance(one, NotMeasured):
            assert (measurement_title(name, words), reason_text(one, words)) in gaps
        else:
            assert name in shown


def test_a_lesion_leads_to_the_slice_on_which_it_was_measured() -> None:
    record = analyzed().record
    found = findings_of(record, Language.ENGLISH)
    longest = record.lesions[0].measurements["rano.longest"]
    assert isinstance(longest, Measured)
    assert longest.along is not None
    ends = (longest.along.start_mm, longest.along.end_mm)
    assert found.lesions[0].at_mm == pytest.approx([(one + other) / 2 for one, other in zip(*ends, strict=True)])
    lines = {line.name: line for line in found.lines}
    assert (lines["rano.longest"].start_mm, lines["rano.longest"].end_mm) == ends


def test_a_missing_volume_has_its_reason_and_no_number() -> None:
    record = analyzed().record
    told = findings_of(record, Language.ENGLISH)
    assert told.grade is None or told.grade.probability is None  # the truth has no model's class
    assert all((row.value_ml is None) == (row.reason is not None) for row in told.volumes.rows)
    assert all(row.interval is None for row in told.volumes.rows)


def test_a_person_is_told_in_their_language_unless_they_ask_otherwise(services: Services, anna: TestClient) -> None:
    study = add_analyzed(services, "anna")
    address = f"/api/studies/{study}/versions/1/findings"
    assert anna.get(address).json()["language"] == "en"
    assert anna.get(f"{address}?language=es").json()["language"] == "es"
    anna.patch("/api/account", json={"language": "es"})
    assert anna.get(address).json()["volumes"]["rows"][0]["title"] == "Tumor completo"
