"""The record's text holds all of it, and nothing else is accepted."""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.findings import Alike, Contribution, Declared, Grade, Lesion, Quality, Resemblance
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import (
    Accuracy,
    Interval,
    Line,
    Located,
    Measured,
    Measurement,
    NotMeasured,
    Space,
    Stated,
)
from neuroinsight.core.record import (
    RECORD_FORMAT,
    Analysis,
    Caution,
    ModelIdentity,
    Outline,
    Reader,
    Severity,
    Step,
)
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source
from neuroinsight.report.json import from_json, to_json
from neuroinsight.report.upgrades import UPGRADES
from tests.report.patient import full_record, make_patient, make_record
from tests.strategies import grids
from tools.record_schema import page

finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(max_size=20)
intervals = st.builds(Interval, low=finite, high=finite, confidence=finite)
values = st.dictionaries(words, finite | words | st.lists(words).map(tuple), max_size=2)
points = st.tuples(finite, finite, finite)
accuracies = st.builds(
    Accuracy,
    median_error=finite,
    ninetieth_error=finite,
    cases=st.integers(0, 99),
    off_by_half=st.integers(0, 99),
    of_cases=st.integers(0, 99),
)
measured = st.builds(
    Measured,
    value=finite,
    unit=words,
    interval=st.none() | intervals,
    along=st.none() | st.builds(Line, start_mm=points, end_mm=points),
    accuracy=st.none() | accuracies,
)
measurements: st.SearchStrategy[Measurement] = (
    measured
    | st.builds(Stated, code=words, title=words)
    | st.builds(Located, point_mm=points, space=st.sampled_from(Space))
    | st.builds(NotMeasured, words, values)
)
tables = st.dictionaries(words, measurements, max_size=3)
identities = st.builds(ModelIdentity, name=words, version=words, sha256=words)
regions = st.lists(st.sampled_from(Region), unique=True).map(tuple)
drawn = st.builds(Outline, author=identities, regions=regions, scheme=words, sha256=words)
readers = st.builds(Reader, name=words, time=words, edited=st.none() | drawn)
outlines = drawn | st.builds(Outline, author=readers, regions=regions, scheme=words, sha256=words)
answers = st.none() | st.booleans()
grades = st.builds(
    Grade,
    resembles=st.sampled_from(Resemblance),
    undetermined=st.tuples(finite, finite),
    contributions=st.lists(st.builds(Contribution, feature=words, value=finite, log_odds=finite), max_size=2).map(
        tuple
    ),
    alike=st.none()
    | st.builds(
        Alike, from_probability=finite, to_probability=finite, patients=st.integers(0, 99), hgg=st.integers(0, 99)
    ),
)
records = st.builds(
    Analysis,
    software_version=words,
    identity=st.builds(Identity, case_id=words, patient_id=st.none() | words, study_date=st.none() | words),
    grid=grids(),
    sources=st.dictionaries(st.sampled_from(Sequence), st.builds(Source, file_name=words, sha256=words)),
    preparation=st.lists(st.builds(Step, code=words, values=values), max_size=2).map(tuple),
    declared=st.builds(Declared, treated=answers, age_years=st.none() | st.floats(0, 130), steroids=answers),
    outline=outlines,
    grade=st.none() | grades,
    quality=st.none() | st.builds(Quality, bound=finite, withheld=st.booleans()),
    measurements=tables,
    lesions=st.lists(st.builds(Lesion, id=words, center_mm=points, measurements=tables), max_size=2).map(tuple),
    cautions=st.lists(
        st.builds(Caution, code=words, values=values, severity=st.sampled_from(Severity)), max_size=3
    ).map(tuple),
)


@pytest.fixture
def record() -> Analysis:
    return full_record(make_record(*make_patient()))


@given(record=records)
def test_reading_what_was_written_gives_the_same_record(record: Analysis) -> None:
    assert from_json(to_json(record)) == record


def test_equal_records_give_equal_text_whatever_the_order_of_their_tables(record: Analysis) -> None:
    turned = replace(
        record,
        measurements=dict(reversed([*record.measurements.items()])),
        sources=dict(reversed([*record.sources.items()])),
    )
    assert to_json(turned) == to_json(record)


def test_a_whole_number_is_written_like_the_fraction_that_it_equals(record: Analysis) -> None:
    whole = replace(record, measurements={"volume.WT": Measured(value=4, unit="ml")})
    fraction = replace(record, measurements={"volume.WT": Measured(value=4.0, unit="ml")})
    assert to_json(whole) == to_json(fraction)


def test_the_text_has_every_field_of_the_record(record: Analysis) -> None:
    assert list(json.loads(to_json(record))) == [field.name for field in fields(Analysis)]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_number_that_is_not_finite_is_not_written(record: Analysis, value: float) -> None:
    broken = replace(record, measurements={"volume.WT": Measured(value=value, unit="ml")})
    with pytest.raises(OutputError, match="cannot be written"):
        to_json(broken)


def test_a_text_of_another_version_is_refused_by_its_version(record: Analysis) -> None:
    with pytest.raises(FileFormatError, match="another version") as refusal:
        from_json(to_json(record).replace('"format_version": "3.0"', '"format_version": "7.0"'))
    assert "7.0" in refusal.value.seen


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"software_version"', '"extra": 1, "software_version"'),
        ('"unit": "ml"', '"unit": "ml", "guess": true'),
        ('"case_id": "patient"', '"case_id": 7'),
        ('"severity": "warning"', '"severity": "grave"'),
        ('"scheme": "brats2017",', ""),
        ("{", "["),
    ],
)
def test_a_changed_text_is_refused(record: Analysis, old: str, new: str) -> None:
    with pytest.raises(FileFormatError, match="not a record"):
        from_json(to_json(record).replace(old, new, 1))


RECORDS = Path(__file__).parent / "records"


def test_a_stored_record_of_format_1_0_reads_with_its_sentences_as_codes() -> None:
    record = from_json((RECORDS / "1.0-swapped.json").read_text(encoding="utf-8"))
    assert record.format_version == RECORD_FORMAT
    assert record.outline.model == ModelIdentity(
        name="glioma", version="0.3.0", sha256="3602fedb36efe337b0863f8843b56d3dfa646d7687d14d5f5d50a9e463cec8c6"
    )
    assert record.outline.regions == (Region.WT, Region.TC, Region.ET)
    assert record.measurements["volume.ET"] == Measured(value=72.13499999999999, unit="ml")
    file = "phantom-0001_flair.nii.gz"
    assert record.cautions[:1] == (
        Caution(code="sequences.named_otherwise", values={"sequence": "t1ce", "named": "flair", "file": file}),
    )
    assert record.cautions[2:] == (
        Caution(code="sequences.optional_missing", values={"sequences": ("t1", "t2")}, severity=Severity.NOTE),
        Caution(
            code="outline.parts_left_out",
            values={"volume_ml": 0.3, "beside_ml": 0.5, "alone_ml": 0.5},
            severity=Severity.NOTE,
        ),
        Caution(code="grid.coarse", values={"spacing_mm": 5.0}),
    )


def test_words_of_format_1_0_that_no_code_stands_for_are_kept_as_words() -> None:
    record = from_json((RECORDS / "1.0-flair-without-tumor.json").read_text(encoding="utf-8"))
    words = {"cause": "An unseen scanner made the images", "consequence": "outlines may be off"}
    assert record.cautions == (
        Caution(code="sequences.single", values={"sequence": "flair"}),
        Caution(code="text", values=words),
        Caution(code="tumor.none"),
        Caution(code="grid.coarse", values={"spacing_mm": 5.0}),
        Caution(code="sequences.no_contrast"),
    )
    assert record.measurements["volume.TC"] == NotMeasured("sequences.no_contrast")
    unknown = (RECORDS / "1.0-flair-without-tumor.json").read_text(encoding="utf-8")
    kept = from_json(unknown.replace('"reason": "no post-contrast T1"', '"reason": "the rim is open"'))
    assert kept.measurements["volume.TC"] == NotMeasured("text", {"reason": "the rim is open"})


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.json")), ids=lambda path: path.stem)
def test_a_stored_record_is_written_in_todays_format_and_reads_the_same(path: Path) -> None:
    record = from_json(path.read_text(encoding="utf-8"))
    assert from_json(to_json(record)) == record
    assert path.stem.split("-")[0] in {*UPGRADES, RECORD_FORMAT}


def test_a_stored_record_of_format_2_0_reads_with_nothing_declared_and_no_grade() -> None:
    record = from_json((RECORDS / "2.0-full.json").read_text(encoding="utf-8"))
    assert record.format_version == RECORD_FORMAT
    assert (record.declared, record.lesions, record.grade, record.quality) == (Declared(), (), None, None)
    assert record.measurements["mass_effect.midline_shift"] == NotMeasured(
        "text", {"reason": "no midline in the field of view"}
    )


def test_a_changed_text_of_format_1_0_is_refused() -> None:
    text = (RECORDS / "1.0-swapped.json").read_text(encoding="utf-8")
    for old, new in (('"unit": "ml"', '"unit": 1'), ('"severity": "note"', '"severity": "grave"'), ("{", "[")):
        with pytest.raises(FileFormatError, match="not a record"):
            from_json(text.replace(old, new, 1))


def test_the_published_schema_is_the_codes() -> None:
    written = Path(__file__).parents[2] / "docs" / "record.schema.json"
    assert written.read_text(encoding="utf-8") == page(), (
        "make it again: python tools/record_schema.py > docs/record.schema.json"
    )
