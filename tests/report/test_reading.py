"""What a reader adds travels beside the record: every view with words tells it, and none says more than was done."""

import hashlib
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.errors import FileFormatError, ReportError
from neuroinsight.core.measurement import Measured
from neuroinsight.core.reading import Addendum, Reading, ReadingStatus, Signature
from neuroinsight.core.record import Analysis, Caution, Reader
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.document import document
from neuroinsight.report.impression import impression_text
from neuroinsight.report.json import to_json
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.reading import authorship_read, concealed, digest_to_sign, is_signed_as_it_stands
from neuroinsight.report.reading_json import reading_from_json, reading_to_json
from neuroinsight.report.render import render
from tests.report.findings import with_findings
from tests.report.patient import make_patient, make_record

STUDY, LABEL_MAP = make_patient()
AUTOMATIC = with_findings(make_record(STUDY, LABEL_MAP), LABEL_MAP)
TIME, LATER = "2026-11-20T14:15:00Z", "2026-11-22T09:12:00Z"
OWN = "One lesion on the right.\nTissue is needed."


def edited() -> Analysis:
    """Return the record of an outline that a reader made smaller, but for the necrotic part."""
    author = Reader(name="Reader A", time=TIME, edited=AUTOMATIC.outline)
    table = {
        name: replace(one, interval=None, value=one.value * (1.0 if name == "volume.NCR" else 0.75))
        if isinstance(one, Measured) and name.startswith(("volume.", "rano."))
        else one
        for name, one in AUTOMATIC.measurements.items()
    }
    return replace(AUTOMATIC, outline=replace(AUTOMATIC.outline, author=author), measurements=table)


def reading_of(status: ReadingStatus, **more: object) -> Reading:
    """Return a reading of a status, signed where it is final."""
    values: dict[str, object] = {} if status is ReadingStatus.UNREVIEWED else {"reader": "Reader A", "time": TIME}
    if status is ReadingStatus.FINAL:
        values["signature"] = Signature(name="Reader A", time=TIME, sha256="7c1e90ab" * 8)
    return Reading(status=status, **{**values, **more})  # type: ignore[arg-type]


def told(
    record: Analysis,
    reading: Reading | None,
    language: Language = Language.ENGLISH,
    *,
    automatic: Analysis | None = None,
) -> str:
    """Return the words of the page, as people read them."""
    context = ReportContext(language=language, reading=reading, automatic=automatic)
    page = render(record, None, None, "report.html", context=context).decode()
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL).replace("\u00a0", " "))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", ReadingStatus)
def test_every_page_says_how_far_it_was_read(language: Language, status: ReadingStatus, tmp_path: Path) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    context = ReportContext(language=language, reading=reading_of(status, impression=OWN))
    (tmp_path / "report.pdf").write_bytes(render(AUTOMATIC, None, None, "report.pdf", context=context))
    read = subprocess.run([program, str(tmp_path / "report.pdf"), "-"], capture_output=True, check=True)
    pages = [re.sub(r"\s+", " ", page) for page in read.stdout.decode().split("\f")[:-1]]
    stage = WORDS[language].reading.stages[status]
    assert len(pages) > 1
    for page in pages:
        assert stage.title in page
    finals = [WORDS[language].reading.stages[ReadingStatus.FINAL].title in page for page in pages]
    assert all(finals) is any(finals) is (status is ReadingStatus.FINAL)


@pytest.mark.parametrize("status", [one for one in ReadingStatus if one is not ReadingStatus.FINAL])
def test_nothing_is_final_without_a_signature_nor_signed_before(status: ReadingStatus) -> None:
    with pytest.raises(ReportError, match="without a signature"):
        Reading(status=ReadingStatus.FINAL, reader="Reader A", time=TIME)
    with pytest.raises(ReportError, match="with a signature"):
        reading_of(status, signature=Signature(name="Reader A", time=TIME, sha256="0" * 64))
    with pytest.raises(ReportError, match="addenda to a final report alone"):
        reading_of(status, addenda=(Addendum(author="Reader A", time=LATER, text="More."),))


def test_nobody_is_no_reader() -> None:
    with pytest.raises(ReportError, match="by nobody"):
        Reading(status=ReadingStatus.REVIEWED, time=TIME)
    with pytest.raises(ReportError, match="numbers from 1"):
        Reading(status=ReadingStatus.UNREVIEWED, number=0)


@pytest.mark.parametrize("language", Language)
def test_beside_an_edited_number_stands_the_automatic_one_and_no_interval_of_its_own(language: Language) -> None:
    record, words = edited(), WORDS[language]
    tree = document(record, None, words, ReportContext(language=language, automatic=AUTOMATIC))
    table = tree["volumes"]
    assert isinstance(table, dict)
    rows = table["rows"]
    assert isinstance(rows, list)
    assert [row["interval"] for row in rows] == [""] * 5
    start = {False: words.reading.edited, True: words.reading.not_edited}
    for row in rows:
        unchanged = row["name"] == next(title for region, title in words.regions.items() if region.value == "NCR")
        assert row["edited"].startswith(start[unchanged].partition("{")[0])
        assert re.search(r"\d \(\d\S* \w+ \d\S*\)$", row["edited"]), row["edited"]
    assert words.reading.no_intervals in told(record, None, language)


def test_a_number_that_editing_left_alone_is_not_called_edited() -> None:
    text = told(edited(), None, automatic=AUTOMATIC)
    assert "not changed; automatic 1.8" in text
    assert text.count("; automatic ") > 5
    assert "Side right " in text


def test_the_automatic_record_says_nothing_beside_an_unedited_one() -> None:
    assert told(AUTOMATIC, None, automatic=AUTOMATIC) == told(AUTOMATIC, None)


@pytest.mark.parametrize("language", Language)
def test_the_readers_words_take_the_place_of_the_sentences_and_both_are_told(language: Language) -> None:
    words = WORDS[language]
    text = told(AUTOMATIC, reading_of(ReadingStatus.PRELIMINARY, impression=OWN, note="Seizures."), language)
    assert words.reading.impression.format(reader="Reader A") in text
    assert all(line in text for line in (*OWN.splitlines(), "Seizures."))
    assert all(re.sub(r"\s+", " ", sentence) in text for sentence in impression_text(AUTOMATIC, words))


def test_sentences_that_a_reader_left_as_they_were_are_not_called_the_readers_own() -> None:
    made = "\n".join(impression_text(AUTOMATIC, WORDS[Language.ENGLISH]))
    text = told(AUTOMATIC, reading_of(ReadingStatus.PRELIMINARY, impression=made))
    assert "in the words of" not in text
    assert text.count("the sentences made from the findings") == 1


def test_addenda_are_dated_numbered_and_stand_before_the_impression() -> None:
    addenda = (
        Addendum(author="Reader A", time=LATER, text="Histology: glioblastoma."),
        Addendum(author="Reader B", time=LATER, text="<b>Seen</b>."),
    )
    text = told(AUTOMATIC, reading_of(ReadingStatus.FINAL, addenda=addenda))
    first = text.index("Addendum 1, 2026-11-22 09:12 UTC, Reader A.")
    second = text.index("Addendum 2, 2026-11-22 09:12 UTC, Reader B.")
    assert first < text.index("Histology: glioblastoma.") < second < text.index("Impression")
    assert "&lt;b&gt;Seen&lt;/b&gt;." in text


@pytest.mark.parametrize("view", ["report.html", "analysis.json", "measurements.csv"])
def test_a_pseudonym_leaves_no_name_in_any_view(view: str) -> None:
    said = Caution(
        code="sequences.named_otherwise",
        values={"sequence": "t1", "named": "t2", "file": STUDY.sources[next(iter(STUDY.sources))].file_name},
    )
    record = replace(AUTOMATIC, cautions=(said,))
    reading = reading_of(ReadingStatus.FINAL, pseudonym="NI-0042")
    names = ["P-17", "S-4", *(source.file_name for source in STUDY.sources.values())]
    shown = render(record, None, None, view, context=ReportContext(reading=reading)).decode()
    assert "NI-0042" in shown
    assert "2026-10-14" in shown
    assert [name for name in names if name in shown] == []
    plain = render(record, None, None, view).decode()
    assert all(name in plain for name in names[:2])
    assert concealed(record, "NI-0042").measurements == record.measurements


@pytest.mark.parametrize("changed", ["record", "impression", "note", "number", "language", "time"])
def test_a_signature_holds_for_what_was_signed_and_for_nothing_else(changed: str) -> None:
    digest = hashlib.sha256(to_json(AUTOMATIC).encode()).hexdigest()
    draft = reading_of(ReadingStatus.PRELIMINARY, impression=OWN)
    mark = digest_to_sign(digest, draft, Language.ENGLISH, name="Reader A", time=TIME)
    signed = replace(
        draft, status=ReadingStatus.FINAL, signature=Signature(name="Reader A", time=TIME, sha256=mark), pseudonym="X"
    )
    assert is_signed_as_it_stands(digest, signed, Language.ENGLISH)
    values: dict[str, object] = {"impression": OWN + "!", "note": "x", "number": 2}
    other = replace(signed, **{changed: values[changed]}) if changed in values else signed  # type: ignore[arg-type]
    if changed == "time":
        other = replace(signed, signature=Signature(name="Reader A", time=LATER, sha256=mark))
    language = Language.SPANISH if changed == "language" else Language.ENGLISH
    assert not is_signed_as_it_stands("0" * 64 if changed == "record" else digest, other, language)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(note=TEXTS, impression=TEXTS, number=st.integers(1, 99), times=st.lists(TEXTS, max_size=2))
def test_a_reading_is_the_same_after_its_text(note: str, impression: str, number: int, times: list[str]) -> None:
    reading = reading_of(
        ReadingStatus.FINAL,
        note=note,
        impression=impression,
        number=number,
        addenda=tuple(Addendum(author="B", time=time, text=note) for time in times),
    )
    assert reading_from_json(reading_to_json(reading)) == reading


@pytest.mark.parametrize(
    "text", ["", "{}", '{"status": "read"}', '{"status": "ai", "more": 1}', '{"status": "ai"}, "a": {}']
)
def test_a_text_that_is_no_reading_is_refused(text: str) -> None:
    with pytest.raises(FileFormatError, match="not a reading"):
        reading_from_json(text)


def test_a_picture_does_not_say_that_nobody_checked_what_was_reviewed() -> None:
    words = WORDS[Language.ENGLISH]
    reviewed = authorship_read(AUTOMATIC, reading_of(ReadingStatus.REVIEWED), words).overlay
    assert reviewed == "Automatic outlines, reviewed by Reader A."
    assert authorship_read(AUTOMATIC, reading_of(ReadingStatus.UNREVIEWED), words).overlay == words.automatic.overlay
    assert authorship_read(edited(), reading_of(ReadingStatus.FINAL), words).overlay == words.edited.overlay
