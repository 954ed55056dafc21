"""What a follow-up says of dates whose numbers are known."""

from dataclasses import replace

import numpy as np
import pytest

from neuroinsight.analysis.follow_up import follow_up
from neuroinsight.core.errors import FileFormatError, NeuroInsightError, StudyError
from neuroinsight.core.findings import Quality
from neuroinsight.core.follow_up_record import (
    Basis,
    Change,
    Circumstances,
    ClinicalState,
    Confirmation,
    FollowUp,
    Steroids,
    Verdict,
)
from neuroinsight.core.grid import Grid
from neuroinsight.core.measurement import Measured, NotMeasured, Stated
from neuroinsight.core.record import Caution, ModelIdentity
from neuroinsight.core.visit import Visit
from neuroinsight.report.follow_up.json import follow_up_from_json, follow_up_to_json
from tests.visits import MODEL, changed, visit

DATES = ("2026-05-06", "2026-07-29", "2026-10-21")


def course(*products: float, volumes: tuple[float, ...] = (), off: float | None = 0.1) -> FollowUp:
    """Return the follow-up of dates four weeks apart, and one day more."""
    volumes = volumes or tuple(product / 100 for product in products)
    return follow_up(
        [
            visit(f"2026-0{month}-03", product_mm2=product, volume_ml=volume, off=off)
            for month, (product, volume) in enumerate(zip(products, volumes, strict=True), start=1)
        ]
    )


def code(verdict: Verdict) -> str:
    return verdict.category.code


def codes(record: FollowUp) -> list[str]:
    return [code(one.by_diameters) for one in record.responses]


def test_dates_are_put_in_order_whatever_the_order_given() -> None:
    visits = [visit(date, product_mm2=product) for date, product in zip(DATES, (2200, 1600, 2100), strict=True)]
    record = follow_up([visits[2], visits[0], visits[1]])
    assert record == follow_up(visits)
    assert [(one.study_date, one.day) for one in record.examinations] == list(zip(DATES, (0, 84, 168), strict=True))


def test_numbers_rule_and_category_are_those_of_the_table() -> None:
    visits = [
        visit(date, product_mm2=product, volume_ml=volume)
        for date, product, volume in zip(DATES, (2200, 1600, 2100), (17, 10, 13), strict=True)
    ]
    record = follow_up(visits)
    last = record.courses["rano.sum_of_products"].from_nadir[-1]
    assert isinstance(last, Change)
    assert isinstance(last.share, Measured)
    assert last.since == DATES[1]
    assert last.share.value == pytest.approx(2100 / 1600 - 1)
    response = record.responses[-1]
    assert (code(response.by_diameters), response.by_diameters.rule) == ("PD", "increase")
    assert response.by_diameters.near == ("PD",)  # +31 % with a tenth to both sides: the limit is within
    assert code(response.by_volume) == "SD"
    assert response.agreement == Stated(code="no", title="diameters and volume agree")
    assert response.overall == NotMeasured("response.not_declared")
    assert isinstance(record.tracks, NotMeasured)


def test_a_response_is_confirmed_by_an_earlier_one_four_weeks_before() -> None:
    record = course(1000, 450, 400, 1000)
    assert codes(record) == ["PR", "PR", "PD"]
    confirmations = [one.by_diameters.confirmation for one in record.responses]
    assert confirmations == [Confirmation.NEEDED, Confirmation.CONFIRMED, Confirmation.UNKNOWN]
    soon = follow_up([visit("2026-01-01"), visit("2026-02-01", product_mm2=400), visit("2026-02-20", product_mm2=400)])
    assert soon.responses[-1].by_diameters.confirmation is Confirmation.NEEDED


def test_a_better_response_is_not_confirmed_by_a_worse_one() -> None:
    record = course(1000, 450, 0)
    assert codes(record) == ["PR", "CR"]
    assert record.responses[-1].by_diameters.confirmation is Confirmation.NEEDED


def test_progression_within_twelve_weeks_of_radiotherapy_needs_a_second_scan() -> None:
    visits = [visit("2026-05-06"), visit("2026-07-29", product_mm2=2000)]
    for ended, expected in (("2026-05-06", Confirmation.NOT_NEEDED), ("2026-05-07", Confirmation.NEEDED)):
        record = follow_up(visits, circumstances=Circumstances(radiotherapy_ended=ended))
        assert record.responses[-1].by_diameters.confirmation is expected


def test_what_was_declared_is_of_the_last_date_alone() -> None:
    visits = [visit(date) for date in DATES]
    circumstances = Circumstances(steroids=Steroids.STABLE, clinical=ClinicalState.STABLE)
    first, last = follow_up(visits, circumstances=circumstances).responses
    assert first.overall == NotMeasured("response.not_declared")
    assert last.overall == Stated(code="SD", title="Stable disease")


def test_enhancement_that_vanished_leaves_nothing_of_what_is_followed() -> None:
    gone = visit(DATES[1], basis="flair", product_mm2=900, volume_ml=0.0)
    record = follow_up([visit(DATES[0]), gone])
    assert record.basis is Basis.ENHANCING
    assert record.courses["rano.sum_of_products"].values[1] == Measured(value=0.0, unit="mm2")
    assert codes(record) == ["CR"]


def test_where_nothing_ever_enhanced_flair_is_followed_with_a_minor_response() -> None:
    record = follow_up([visit(DATES[0], basis="flair"), visit(DATES[1], basis="flair", product_mm2=700, volume_ml=5.9)])
    assert record.basis is Basis.FLAIR
    assert (codes(record), code(record.responses[0].by_volume)) == (["MR"], "MR")


def test_without_knowing_what_enhances_there_are_changes_and_no_category() -> None:
    blind = [visit(date, basis="flair", without=("volume.ET",)) for date in DATES]
    record = follow_up(blind)
    assert record.basis == NotMeasured("response.enhancement_unknown")
    assert codes(record) == ["response.enhancement_unknown"] * 2
    assert isinstance(record.courses["volume.WT"].from_baseline[-1], Change)


def test_diameters_under_the_bar_at_both_dates_give_no_category() -> None:
    small = [visit(date, product_mm2=product, measurable="no") for date, product in zip(DATES, (64, 81), strict=False)]
    response = follow_up(small).responses[0]
    assert response.by_diameters.category == NotMeasured("response.not_measurable")
    assert code(response.by_volume) == "SD"
    assert isinstance(response.agreement, NotMeasured)
    grown = follow_up([small[0], visit(DATES[1], product_mm2=150)])
    assert codes(grown) == ["PD"]


def test_a_record_without_diameters_is_followed_by_volume_alone() -> None:
    names = ("rano.sum_of_products", "rano.basis", "rano.measurable")
    record = follow_up([visit(DATES[0], without=names), visit(DATES[1], volume_ml=20.0, without=names)])
    assert record.basis is Basis.ENHANCING
    assert isinstance(record.courses["rano.sum_of_products"].from_baseline[0], NotMeasured)
    assert code(record.responses[0].by_volume) == "PD"
    assert isinstance(record.responses[0].by_diameters.category, NotMeasured)


def test_doubtful_millimeters_and_withheld_outlines_give_numbers_and_no_category() -> None:
    doubted = changed(visit(DATES[0]), cautions=(Caution(code="brain.small", values={"volume_ml": 300.0}),))
    withheld = changed(visit(DATES[0]), quality=Quality(bound=0.6, withheld=True))
    slab = changed(visit(DATES[0]), grid=Grid(shape=(256, 256, 24), affine=np.eye(4)))
    for first, reason in ((doubted, "spacing_doubted"), (slab, "spacing_doubted"), (withheld, "quality_withheld")):
        record = follow_up([first, visit(DATES[1], product_mm2=2000)])
        assert codes(record) == [f"response.{reason}"]
        assert isinstance(record.courses["volume.ET"].from_baseline[0], Change)
        assert f"follow_up.{reason}" in {one.code for one in record.cautions}


def refused(visits: list[Visit]) -> NeuroInsightError:
    with pytest.raises(StudyError) as caught:
        follow_up(visits)
    assert caught.value.remedy
    return caught.value


def test_what_cannot_be_compared_is_refused_with_a_code() -> None:
    assert refused([visit(DATES[0])]).code == "follow_up.too_few"
    assert refused([]).code == "follow_up.too_few"
    assert refused([visit(DATES[0]), visit(DATES[1]), visit(DATES[0])]).code == "follow_up.date_twice"
    two = refused([visit(DATES[0]), visit(DATES[1], patient_id="P-18")])
    assert (two.code, "P-18" in two.seen) == ("follow_up.two_patients", True)
    assert refused([visit(DATES[0]), replace(visit(DATES[1]), study_date="July")]).code == "follow_up.no_date"


def test_dates_that_were_not_made_alike_are_told() -> None:
    other = ModelIdentity(name="other", version="2", sha256="00" * 32)
    first, last = visit(DATES[0]), visit(DATES[1])
    outline, thick = last.record.outline, np.diag([20.0, 20.0, 50.0, 1.0])
    sources = dict(list(last.record.sources.items())[:1])
    cases = {
        "follow_up.other_author": changed(last, outline=replace(outline, author=other)),
        "follow_up.other_scheme": changed(last, outline=replace(outline, scheme="brats2023")),
        "follow_up.other_sequences": changed(last, sources=sources),
        "follow_up.other_spacing": changed(last, grid=Grid(shape=(4, 4, 3), affine=thick)),
    }
    for expected, second in cases.items():
        assert [one.code for one in follow_up([first, second]).cautions] == [expected]
    nameless = [visit(date, patient_id=None) for date in DATES]
    assert [one.code for one in follow_up(nameless).cautions] == ["follow_up.no_patient_id"]
    assert follow_up([first, last]).cautions == ()
    assert first.record.outline.author == MODEL


def test_the_record_comes_back_from_its_text_and_foreign_text_is_refused() -> None:
    record = course(1000, 450, 1200, off=None)
    text = follow_up_to_json(record)
    assert follow_up_from_json(text) == record
    assert follow_up_to_json(follow_up_from_json(text)) == text
    for broken in (text.replace('"1.0"', '"9.0"', 1), text.replace("courses", "curses"), "{}", "no JSON"):
        with pytest.raises(FileFormatError):
            follow_up_from_json(broken)
