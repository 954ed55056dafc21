"""Intervals, expected Dice and class are given where such studies were learned from, and nowhere else."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.clinical.calibrated import expected_dice, quality_of
from neuroinsight.clinical.catalogue import measure
from neuroinsight.clinical.cautions import judge
from neuroinsight.clinical.grade import PROBABILITY, grade_of
from neuroinsight.core.calibration import Spread
from neuroinsight.core.findings import Declared, Resemblance
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.core.record import Caution, Severity
from neuroinsight.core.sequences import Sequence
from tests.calibrations import calibration, outlined, weighted
from tests.strategies import AXIS_CODES

PAIR = (Sequence.T1CE, Sequence.FLAIR)


def code_of(one: Measurement) -> str:
    assert isinstance(one, NotMeasured)
    return one.code


@given(
    value=st.floats(0, 500),
    more=st.floats(0, 100),
    quantile=st.floats(0.01, 5),
    factor=st.floats(1, 4),
    root=st.sampled_from([1, 2, 3]),
)
def test_an_interval_holds_its_value_and_grows_with_value_and_error(
    value: float, more: float, quantile: float, factor: float, root: int
) -> None:
    spread = Spread(root=root, log_error=weighted(-1.0), quantile=quantile, cases=9)
    interval = spread.around(value, {}, confidence=0.9)
    assert 0 <= interval.low <= value * (1 + 1e-9)
    assert interval.high >= value * (1 - 1e-9)
    larger = spread.around(value + more, {}, confidence=0.9)
    assert larger.low >= interval.low - 1e-9
    assert larger.high >= interval.high - 1e-9
    wider = replace(spread, quantile=quantile * factor).around(value, {}, confidence=0.9)
    assert wider.low <= interval.low
    assert wider.high >= interval.high


def test_what_was_not_found_has_an_upper_bound_alone() -> None:
    interval = Spread(root=3, log_error=weighted(0.0), quantile=0.5, cases=9).around(0.0, {}, confidence=0.9)
    assert interval.low == 0
    assert interval.high == pytest.approx(0.125)


def test_volumes_of_studies_that_were_learned_from_have_intervals() -> None:
    found = measure(outlined(known=calibration()))
    for region in ("WT", "TC", "ET"):
        one = found[f"volume.{region}"]
        assert isinstance(one, Measured)
        assert one.interval is not None
        assert one.interval.high == pytest.approx((np.cbrt(one.value) + 0.2) ** 3)
        assert one.interval.confidence == 0.9
    edema = found["volume.ED"]
    assert isinstance(edema, Measured)
    assert edema.interval is None  # this calibration knows nothing of it


def test_an_outline_without_the_models_probabilities_has_neither_interval_nor_quality_nor_class() -> None:
    evidence = replace(outlined(known=calibration()), probabilities=None)
    found = measure(evidence)
    whole = found["volume.WT"]
    assert isinstance(whole, Measured)
    assert whole.interval is None
    assert {code_of(found[name]) for name in ("quality.dice_WT", PROBABILITY)} == {"calibration.no_probabilities"}
    assert quality_of(evidence) is None
    assert grade_of(evidence, found) is None


def test_other_sequences_than_those_learned_from_have_no_interval_and_it_is_told() -> None:
    evidence = outlined(known=calibration(), sequences=PAIR)
    found = measure(evidence)
    assert all(one.interval is None for one in found.values() if isinstance(one, Measured))
    assert code_of(found["quality.dice_TC"]) == "calibration.other_sequences"
    assert "calibration.other_sequences" in {caution.code for caution in judge(evidence, found)}
    taught = measure(outlined(known=calibration(sequences=PAIR), sequences=PAIR))
    assert isinstance(taught["quality.dice_TC"], Measured)


def test_coarser_voxels_than_those_learned_from_have_no_interval_and_it_is_told() -> None:
    evidence = outlined(known=replace(calibration(), coarsest_mm=1.0))
    found = measure(evidence)
    assert code_of(found["quality.dice_WT"]) == "calibration.coarse"
    assert "grid.coarse" in {caution.code for caution in judge(evidence, found)}


def test_outlines_that_are_expected_to_be_poor_are_withheld_with_volumes_shown_and_no_class() -> None:
    poor, good = (outlined(known=calibration(dice_log_odds=odds)) for odds in (-1.0, 1.0))
    for evidence, withheld in ((poor, True), (good, False)):
        quality, found = quality_of(evidence), measure(evidence)
        assert quality is not None
        assert quality.withheld is withheld
        assert ("quality.withheld" in {caution.code for caution in judge(evidence, found)}) is withheld
        assert isinstance(found["volume.WT"], Measured)
        assert isinstance(found[PROBABILITY], NotMeasured if withheld else Measured)


def test_no_class_is_given_of_treated_patients_doubted_images_or_without_contrast() -> None:
    taught = calibration()
    doubt = Caution(code="image.looks_like", values={"sequence": "t1", "looks_like": "t2", "probability": 0.9})
    absent = Caution(code="sequences.optional_missing", values={"sequences": ("t1",)})
    note = Caution(code="image.mirrored", severity=Severity.NOTE)
    treated, doubted = (
        outlined(known=taught, declared=Declared(treated=True)),
        outlined(known=taught, noticed=(doubt,)),
    )
    assert code_of(measure(treated)[PROBABILITY]) == "grade.treated"
    assert code_of(measure(doubted)[PROBABILITY]) == "grade.doubted"
    assert isinstance(measure(outlined(known=taught, noticed=(absent, note)))[PROBABILITY], Measured)
    without = (Sequence.FLAIR, Sequence.T2)
    blind = measure(outlined(known=calibration(sequences=without), sequences=without))
    assert code_of(blind[PROBABILITY]) == "sequences.no_contrast"
    for evidence in (treated, doubted):
        assert grade_of(evidence, measure(evidence)) is None


@pytest.mark.parametrize(
    ("log_odds", "said"), [(-2.0, Resemblance.LGG), (0.1, Resemblance.UNDETERMINED), (2.0, Resemblance.HGG)]
)
def test_the_class_is_undetermined_between_the_bounds_and_stands_beside_patients_alike(
    log_odds: float, said: Resemblance
) -> None:
    evidence = outlined(known=calibration(grade=weighted(log_odds, necrotic_share=0.01, edema_share=-0.02)))
    grade = grade_of(evidence, measure(evidence))
    assert grade is not None
    assert grade.resembles is said
    assert [one.feature for one in grade.contributions] == ["edema_share", "necrotic_share"]
    assert grade.contributions[0].log_odds < 0 < grade.contributions[1].log_odds
    assert grade.alike is not None
    assert grade.alike.hgg == (19 if log_odds > 0 else 2)


def test_an_empty_outline_has_an_upper_bound_and_neither_quality_nor_class() -> None:
    found = measure(outlined(known=calibration(), radius=0.0))
    whole = found["volume.WT"]
    assert isinstance(whole, Measured)
    assert whole.interval is not None
    assert (whole.value, whole.interval.low) == (0.0, 0.0)
    assert whole.interval.high == pytest.approx(0.2**3)
    assert {code_of(found[name]) for name in ("quality.dice_ET", PROBABILITY)} == {"quality.no_tumor"}


def test_signs_and_looks_are_the_same_in_all_48_orders_of_axes() -> None:
    first = outlined()
    assert first.signs
    assert first.looks
    for codes in AXIS_CODES:
        turned = outlined(codes)
        assert dict(turned.signs) == pytest.approx(dict(first.signs), abs=1e-6)
        assert dict(turned.looks) == pytest.approx(dict(first.looks), abs=1e-6)


def test_signs_tell_a_sharp_outline_from_a_doubtful_one() -> None:
    sharp = outlined()
    assert sharp.probabilities is not None
    faint = replace(sharp.probabilities, array=(sharp.probabilities.array * 0.5 + 0.2).astype(np.float32))
    doubtful = replace(sharp, probabilities=faint)
    for region in ("WT", "TC", "ET"):
        assert doubtful.signs[f"doubt.{region}"] > sharp.signs[f"doubt.{region}"]
        assert doubtful.signs[f"agreement.{region}"] < sharp.signs[f"agreement.{region}"]
        assert doubtful.signs[f"blur.{region}"] > sharp.signs[f"blur.{region}"]
        assert doubtful.signs[f"size.{region}"] == sharp.signs[f"size.{region}"]


def test_expected_dice_lies_inside_its_interval() -> None:
    for one in expected_dice(outlined(known=calibration())).values():
        assert isinstance(one, Measured)
        assert one.interval is not None
        assert 0 < one.interval.low < one.value < one.interval.high < 1
