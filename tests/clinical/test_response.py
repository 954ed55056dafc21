"""The published limits at their edges, and what only clinical words decide."""

import math

import pytest

from neuroinsight.clinical.response import (
    BY_DIAMETERS,
    BY_VOLUME,
    Category,
    Criteria,
    Size,
    combine,
    decide,
    limits_within,
)
from neuroinsight.core.follow_up_record import Basis, Circumstances, ClinicalState, Steroids
from neuroinsight.core.measurement import Interval, NotMeasured

CR, PR, MR, SD, PD = Category
ENHANCING, FLAIR = Basis
AREA, VOLUME = BY_DIAMETERS[ENHANCING], BY_VOLUME[ENHANCING]
FLAIR_AREA, FLAIR_VOLUME = BY_DIAMETERS[FLAIR], BY_VOLUME[FLAIR]


def of(now: float, criteria: Criteria, *, nadir: float | None = None, new_lesions: int = 0) -> object:
    """Decide on a size whose baseline is 1000."""
    smallest = 1000.0 if nadir is None else nadir
    return decide(Size(now=now, baseline=1000.0, nadir=smallest), criteria, new_lesions=new_lesions).category


@pytest.mark.parametrize(
    ("criteria", "now", "category"),
    [
        (AREA, 500.0, PR),
        (AREA, math.nextafter(500.1, 600), SD),
        (AREA, 750.0, SD),  # enhancing disease has no minor response
        (AREA, 1249.9, SD),
        (AREA, 1250.0, PD),
        (VOLUME, 350.0, PR),
        (VOLUME, 350.1, SD),
        (VOLUME, 1399.9, SD),
        (VOLUME, 1400.0, PD),
        (FLAIR_AREA, 500.0, PR),
        (FLAIR_AREA, 500.1, MR),
        (FLAIR_AREA, 750.0, MR),
        (FLAIR_AREA, 750.1, SD),
        (FLAIR_AREA, 1250.0, PD),
        (FLAIR_VOLUME, 350.0, PR),
        (FLAIR_VOLUME, 600.0, MR),
        (FLAIR_VOLUME, 600.1, SD),
        (FLAIR_VOLUME, 1400.0, PD),
    ],
)
def test_a_change_that_reaches_a_limit_has_passed_it(criteria: Criteria, now: float, category: Category) -> None:
    assert of(now, criteria) is category


@pytest.mark.parametrize("share", [0.1 * tenth for tenth in range(1, 60)])
def test_limits_hold_whatever_the_last_bit_of_a_quotient(share: float) -> None:
    size = Size(now=share * 1.25, baseline=share, nadir=share)
    assert decide(size, AREA, new_lesions=0).category is PD
    assert decide(Size(now=share * 0.5, baseline=share, nadir=share), AREA, new_lesions=0).category is PR


def test_growth_from_the_nadir_outweighs_shrinking_from_the_baseline() -> None:
    assert of(300.0, AREA, nadir=200.0) is PD
    assert of(240.0, AREA, nadir=200.0) is PR


def test_a_new_lesion_is_progression_even_where_the_rest_vanished() -> None:
    assert of(0.0, AREA, new_lesions=1) is PD
    assert of(500.0, AREA, new_lesions=2) is PD


def test_nothing_left_is_complete_and_something_after_nothing_is_progression() -> None:
    assert of(0.0, AREA) is CR
    assert of(0.0, VOLUME, nadir=0.0) is CR
    assert of(1.0, AREA, nadir=0.0) is PD
    nothing = decide(Size(now=0.0, baseline=0.0, nadir=0.0), AREA, new_lesions=0).category
    assert nothing == NotMeasured("response.nothing_measured")


def test_limits_within_the_interval_are_named_each_against_its_own_reference() -> None:
    wide = Interval(low=-0.6, high=0.3, confidence=0.9)
    narrow = Interval(low=0.0, high=0.1, confidence=0.9)
    assert limits_within(AREA, from_baseline=wide, from_nadir=narrow) == (PR,)
    assert limits_within(AREA, from_baseline=narrow, from_nadir=wide) == (PD,)
    assert limits_within(FLAIR_AREA, from_baseline=wide, from_nadir=wide) == (PR, MR, PD)
    assert limits_within(VOLUME, from_baseline=wide, from_nadir=wide) == ()
    assert limits_within(AREA, from_baseline=None, from_nadir=None) == ()


def said(steroids: Steroids | None, clinical: ClinicalState | None) -> Circumstances:
    return Circumstances(steroids=steroids, clinical=clinical)


def test_without_steroids_or_clinical_state_nothing_is_said_of_the_whole() -> None:
    for circumstances in (said(None, None), said(Steroids.STABLE, None), said(None, ClinicalState.WORSE)):
        assert combine(PD, circumstances) == NotMeasured("response.not_declared")


@pytest.mark.parametrize("measured", Category)
def test_clinical_worsening_and_measured_progression_are_progression(measured: Category) -> None:
    for steroids in Steroids:
        assert combine(measured, said(steroids, ClinicalState.WORSE)) is PD
        assert combine(PD, said(steroids, ClinicalState.IMPROVED)) is PD


@pytest.mark.parametrize("measured", [CR, PR, MR, SD])
def test_more_steroids_alone_are_neither_stable_nor_progressive(measured: Category) -> None:
    found = combine(measured, said(Steroids.INCREASED, ClinicalState.STABLE))
    assert found == NotMeasured("response.steroids_increased")


def test_a_complete_response_needs_a_patient_without_steroids() -> None:
    assert combine(CR, said(Steroids.NONE, ClinicalState.STABLE)) is CR
    for steroids in (Steroids.DECREASED, Steroids.STABLE):
        assert combine(CR, said(steroids, ClinicalState.STABLE)) == NotMeasured("response.complete_on_steroids")
        assert combine(PR, said(steroids, ClinicalState.IMPROVED)) is PR
        assert combine(SD, said(steroids, ClinicalState.STABLE)) is SD
