"""The record's text holds all of it, and nothing else is accepted."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.measurement import Interval, Measured, Measurement, NotMeasured
from neuroinsight.core.record import Analysis, Caution, ModelIdentity, Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source
from neuroinsight.report.json import from_json, to_json
from tests.report.patient import full_record, make_patient, make_record
from tests.strategies import grids

finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(max_size=20)
intervals = st.builds(Interval, low=finite, high=finite, confidence=finite)
measured = st.builds(Measured, value=finite, unit=words, interval=st.none() | intervals)
measurements: st.SearchStrategy[Measurement] = measured | st.builds(NotMeasured, words)
records = st.builds(
    Analysis,
    software_version=words,
    identity=st.builds(Identity, case_id=words, patient_id=st.none() | words, study_date=st.none() | words),
    grid=grids(),
    sources=st.dictionaries(st.sampled_from(Sequence), st.builds(Source, file_name=words, sha256=words)),
    model=st.builds(ModelIdentity, name=words, version=words, sha256=words),
    label_scheme=words,
    label_map_sha256=words,
    measurements=st.dictionaries(words, measurements, max_size=4),
    cautions=st.lists(
        st.builds(Caution, cause=words, consequence=words, severity=st.sampled_from(Severity)), max_size=3
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
        from_json(to_json(record).replace('"format_version": "1.0"', '"format_version": "7.0"'))
    assert "7.0" in refusal.value.seen


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"software_version"', '"extra": 1, "software_version"'),
        ('"unit": "ml"', '"unit": "ml", "guess": true'),
        ('"case_id": "patient"', '"case_id": 7'),
        ('"severity": "warning"', '"severity": "grave"'),
        ('"label_scheme": "brats2017",', ""),
        ("{", "["),
    ],
)
def test_a_changed_text_is_refused(record: Analysis, old: str, new: str) -> None:
    with pytest.raises(FileFormatError, match="not a record"):
        from_json(to_json(record).replace(old, new, 1))
