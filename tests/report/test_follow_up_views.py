"""The views of a follow-up tell every value, category and caution, in every language."""

import csv
import io
from dataclasses import fields, replace
from pathlib import Path

import pytest

from neuroinsight.analysis.follow_up import follow_up
from neuroinsight.clinical.response import Category
from neuroinsight.core.follow_up_record import (
    Alignment,
    Basis,
    Circumstances,
    ClinicalState,
    Confirmation,
    Event,
    FollowUp,
    Steroids,
    Track,
)
from neuroinsight.core.measurement import Measured
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.follow_up.csv import COLUMNS, follow_up_csv
from neuroinsight.report.follow_up.markdown import follow_up_markdown
from neuroinsight.report.follow_up.page import page_of
from neuroinsight.report.follow_up.speech import speech_in
from neuroinsight.report.languages.catalogue import FOLLOW_UP_WORDS
from neuroinsight.report.notes import caution_note
from tests.visits import changed, visit
from tools.follow_up_schema import page

DATES = ("2026-05-06", "2026-07-29", "2026-10-21")
LANGUAGE = pytest.mark.parametrize("language", Language)
PATH = Alignment(
    onto=DATES[2],
    matrix=((1.0, 0.0, 0.0, 2.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0)),
    turn_deg=0.0,
    shift_mm=2.0,
    overlap=0.97,
    likeness=0.91,
)


def full() -> FollowUp:
    """Return a follow-up that has everything: lesions, alignments, a caution, an overall response."""
    visits = [
        visit(date, product_mm2=product, volume_ml=volume)
        for date, product, volume in zip(DATES, (2200, 1600, 2100), (17, 10, 16), strict=True)
    ]
    outline = replace(visits[0].record.outline, scheme="brats2023")
    visits[0] = changed(visits[0], outline=outline)
    circumstances = Circumstances(
        steroids=Steroids.STABLE, clinical=ClinicalState.STABLE, radiotherapy_ended="2026-04-02"
    )
    tracks = (
        Track(
            id="1",
            parts=(("1",), ("1", "2"), ("1",)),
            enhances=(True,) * 3,
            events=(Event.FIRST, Event.SPLIT, Event.MERGED),
        ),
        Track(
            id="2",
            parts=((), (), ("2",)),
            enhances=(False, False, True),
            events=(Event.ABSENT, Event.ABSENT, Event.NEW),
        ),
    )
    record = follow_up(visits, circumstances=circumstances)
    return replace(record, tracks=tracks, alignments=(PATH, PATH))


@LANGUAGE
def test_the_text_tells_every_value_category_caution_and_lesion(language: Language) -> None:
    record, speech = full(), speech_in(language)
    text = follow_up_markdown(record, (), context=ReportContext(language=language)).decode()
    for name, course in record.courses.items():
        assert speech.title(name) in text
        for value in course.values:
            assert speech.value(value) in text
        for change in (course.from_baseline[-1], course.from_nadir[-1]):
            assert speech.share(change) in text
        assert speech.interval(course.from_nadir[-1]) in text
    for caution in record.cautions:
        assert caution_note(caution, speech.words).consequence in text
    assert f"**{speech.labels.categories['PD']}**" in text
    assert speech.sentences.near.format(categories="PD") in text
    assert f"{speech.labels.events['split']}: 1, 2" in text
    assert f"{speech.labels.events['new']}: 2" in text
    assert speech.sentences.steroids["stable"] in text
    for one in record.examinations:
        assert one.study_date in text


@LANGUAGE
def test_every_code_of_a_follow_up_has_its_words(language: Language) -> None:
    labels, sentences = FOLLOW_UP_WORDS[language].labels, FOLLOW_UP_WORDS[language].sentences
    assert set(labels.categories) == set(Category)
    assert set(labels.events) == set(Event)
    assert set(labels.bases) == set(Basis)
    assert set(sentences.confirmations) == set(Confirmation)
    assert set(sentences.steroids) == set(Steroids)
    assert set(sentences.clinical) == set(ClinicalState)
    rules = {"new_lesion", "vanished", "from_nothing", "increase", "decrease", "between"}
    assert set(sentences.rules) == rules
    for part in (labels, sentences):
        assert all(getattr(part, one.name) for one in fields(part))


@LANGUAGE
def test_the_two_languages_fill_the_same_blanks(language: Language) -> None:
    english, other = FOLLOW_UP_WORDS[Language.ENGLISH].sentences, FOLLOW_UP_WORDS[language].sentences
    blanks = ("what", "before", "after", "unit", "share", "interval", "date")
    for kind in ("more", "less"):
        for blank in blanks:
            assert f"{{{blank}}}" in english.changes[kind]
            assert f"{{{blank}}}" in other.changes[kind]


def test_an_interval_that_holds_no_change_is_called_no_measurable_change() -> None:
    record = follow_up([visit(DATES[0]), visit(DATES[1], product_mm2=1020)])
    assert "no measurable change" in "".join(page_of(record, Language.ENGLISH).impression[0])
    unknown = follow_up([visit(DATES[0], off=None), visit(DATES[1], product_mm2=1020, off=None)])
    assert "not known" in "".join(page_of(unknown, Language.ENGLISH).impression[0])


def test_the_published_schema_is_the_codes() -> None:
    written = Path(__file__).parents[2] / "docs" / "followup.schema.json"
    assert written.read_text(encoding="utf-8") == page(), (
        "make it again: python tools/follow_up_schema.py > docs/followup.schema.json"
    )


def test_the_names_that_people_give_are_never_markup() -> None:
    hostile = r"#strong[x] $a$ *b* |d|"
    record = follow_up([visit(date, patient_id=hostile) for date in DATES])
    text = follow_up_markdown(record, (), context=ReportContext()).decode()
    assert r"\#strong\[x\] $a$ \*b\* \|d\|" in text


def test_the_table_for_machines_has_one_row_for_each_date_and_measurement() -> None:
    record = full()
    rows = list(csv.DictReader(io.StringIO(follow_up_csv(record, (), context=ReportContext()).decode())))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(DATES) * len(record.courses)
    row = next(one for one in rows if one["date"] == DATES[2] and one["measurement"] == "rano.sum_of_products")
    value = record.courses["rano.sum_of_products"].values[2]
    assert isinstance(value, Measured)
    assert (float(row["value"]), row["unit"], row["since_from_nadir"]) == (value.value, "mm2", DATES[1])
    assert float(row["share_from_nadir"]) == pytest.approx(2100 / 1600 - 1)
    assert row["beyond_error_from_baseline"] == "no"
    first = next(one for one in rows if one["date"] == DATES[0])
    assert first["since_from_baseline"] == ""
