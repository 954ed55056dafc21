"""The web page: one file that runs and fetches nothing, says what the PDF says, and is no markup of strangers."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from neuroinsight.core.labels import LabelMap, Region
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.record import Analysis, Caution
from neuroinsight.core.study import Identity, Study
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.render import render
from tests.report.findings import with_findings
from tests.report.patient import make_patient, make_record

HOSTILE = "<script>alert(1)</script> \"'&amp; \u202e {x} |"
VOID = {"meta", "input", "br", "image", "path", "line", "circle", "rect"}


class Page(HTMLParser):
    """A page's elements, its addresses and ids; complains of what is opened and never closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.unnamed: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.elements.append(tag)
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.addresses += [value for key, value in attrs if key in {"href", "src"} and value]
        if tag == "svg" and not named.get("aria-label") and named.get("aria-hidden") != "true":
            self.unnamed.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def patient() -> tuple[Analysis, Study, LabelMap]:
    study, label_map = make_patient()
    return with_findings(make_record(study, label_map), label_map), study, label_map


def page_of(record: Analysis, study: Study | None, label_map: LabelMap | None, language: Language) -> str:
    return render(record, study, label_map, "report.html", context=ReportContext(language=language)).decode()


@pytest.mark.parametrize("language", Language)
def test_the_page_is_whole_runs_nothing_and_fetches_nothing(
    patient: tuple[Analysis, Study, LabelMap], language: Language
) -> None:
    text = page_of(*patient, language)
    page = Page(text)
    assert not page.open, "every element is closed"
    assert f'<html lang="{language}">' in text
    assert "default-src 'none'" in text
    assert not {"script", "link", "iframe", "object"} & set(page.elements)
    assert all(one.startswith(("#", "data:image/png;base64,")) for one in page.addresses)
    assert len(page.ids) == len(set(page.ids))
    inner = {one.removeprefix("#") for one in page.addresses if one.startswith("#")}
    assert inner <= set(page.ids), "every address in the page leads somewhere"
    assert not page.unnamed, "every picture has its words, or is said to be none"
    assert page.elements.count("h1") == 1
    assert page.elements.count("main") == 1


def test_outlines_and_lengths_are_vectors_over_the_pixels(patient: tuple[Analysis, Study, LabelMap]) -> None:
    text = page_of(*patient, Language.ENGLISH)
    for part in ('class="WT"', 'class="TC"', 'class="NCR"', 'class="length"', 'class="outlines"', 'id="plain"'):
        assert part in text
    assert "non-scaling-stroke" in text
    assert "image-rendering: pixelated" in text


def test_names_that_are_markup_are_text(patient: tuple[Analysis, Study, LabelMap]) -> None:
    record, study, label_map = patient
    caution = Caution(code="text", values={"cause": HOSTILE, "consequence": HOSTILE})
    hostile = replace(
        record,
        identity=Identity(case_id=HOSTILE, patient_id=HOSTILE, study_id=HOSTILE, study_date=HOSTILE),
        measurements={**record.measurements, "volume.NCR": NotMeasured("text", {"reason": HOSTILE})},
        cautions=(caution,),
    )
    text = page_of(hostile, study, label_map, Language.ENGLISH)
    assert "<script" not in text
    assert "\u202e" not in text, "nothing turns the direction of reading"
    assert not Page(text).open
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 7


def test_without_images_the_words_stand_alone(patient: tuple[Analysis, Study, LabelMap]) -> None:
    record, _, _ = patient
    text = page_of(record, None, None, Language.ENGLISH)
    assert "image" not in Page(text).elements
    for region in (Region.WT, Region.TC):
        assert region.title in text
