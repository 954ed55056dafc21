"""A synthetic patient comes back: turned by 8 degrees, moved by 10 mm, one tumor grown, one gone, one new."""

import numpy as np
import pytest

from neuroinsight.analysis.analyze import record_of
from neuroinsight.analysis.follow_up import follow_up
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.follow_up_record import Alignment, Change, Event, FollowUp
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.visit import Visit
from neuroinsight.datasets.phantom import Phantom, PhantomSettings, TumorSettings, make_phantom
from tests.visits import MODEL

SPACING_MM = (3.0, 3.0, 3.0)
FIRST, LAST = "2026-05-06", "2026-07-29"
FRONTAL, OCCIPITAL = (-30.0, 32.0, 22.0), (-26.0, -70.0, 12.0)


def tumor(center: tuple[float, float, float] = (34.0, -38.0, 28.0), size_mm: float = 36.0) -> TumorSettings:
    return TumorSettings(center_mni_mm=center, size_mm=size_mm)


@pytest.fixture(scope="module")
def phantoms() -> tuple[Phantom, Phantom]:
    before = PhantomSettings(spacing_mm=SPACING_MM, tumor=tumor(), further=(tumor(FRONTAL, 22.0),))
    after = PhantomSettings(
        spacing_mm=SPACING_MM,
        tumor=tumor(size_mm=44.0),
        further=(tumor(OCCIPITAL, 20.0),),
        tilt_deg=(8.0, 0.0, 0.0),
        shift_mm=(8.0, -6.0, 0.0),
        orientation="RAS",
    )
    return make_phantom(before), make_phantom(after)


def visit(phantom: Phantom, study_date: str) -> Visit:
    """Return a date whose outline is the truth."""
    result = record_of(Evidence(study=phantom.study, label_map=phantom.truth), author=MODEL)
    return Visit(study_date=study_date, record=result.record, label_map=phantom.truth, study=phantom.study)


@pytest.fixture(scope="module")
def record(phantoms: tuple[Phantom, Phantom]) -> FollowUp:
    return follow_up([visit(phantoms[0], FIRST), visit(phantoms[1], LAST)])


def test_the_head_is_laid_back_to_half_a_millimeter(record: FollowUp) -> None:
    alignment = record.alignments[0]
    assert isinstance(alignment, Alignment)
    assert alignment.turn_deg == pytest.approx(8.0, abs=0.3)
    assert alignment.shift_mm == pytest.approx(10.0, abs=1.0)  # of a brain that the tumors changed
    assert alignment.likeness > 0.7


def test_grown_gone_and_new_lesions_are_told_and_no_other(record: FollowUp) -> None:
    assert not isinstance(record.tracks, NotMeasured)
    events = sorted(track.events for track in record.tracks)
    assert events == [(Event.ABSENT, Event.NEW), (Event.FIRST, Event.STAYED), (Event.FIRST, Event.VANISHED)]
    assert all(any(track.enhances) for track in record.tracks)
    response = record.responses[0]
    assert (response.by_diameters.category.code, response.by_diameters.rule) == ("PD", "new_lesion")


@pytest.mark.parametrize("region", ["WT", "TC"])
def test_the_measured_change_is_the_true_one_to_three_percent(
    record: FollowUp, phantoms: tuple[Phantom, Phantom], region: str
) -> None:
    before, after = (
        next(volume for one, volume in phantom.volumes_ml.items() if one.value == region) for phantom in phantoms
    )
    change = record.courses[f"volume.{region}"].from_baseline[0]
    assert isinstance(change, Change)
    assert isinstance(change.share, Measured)
    assert 1 + change.share.value == pytest.approx(after / before, rel=0.03)


def test_another_patient_is_doubted_and_gets_no_category(phantoms: tuple[Phantom, Phantom]) -> None:
    stranger = make_phantom(PhantomSettings(spacing_mm=SPACING_MM, seed=9))
    found = follow_up([visit(phantoms[0], FIRST), visit(stranger, LAST)])
    assert found.tracks == NotMeasured("alignment.not_alike")
    assert found.responses[0].by_volume.category == NotMeasured("response.not_alike")
    assert "follow_up.brains_differ" in {one.code for one in found.cautions}


def test_no_label_is_resampled_for_a_number(record: FollowUp, phantoms: tuple[Phantom, Phantom]) -> None:
    for examination, phantom in zip(record.examinations, phantoms, strict=True):
        for region, volume_ml in phantom.counted_volumes_ml.items():
            found = examination.measurements[f"volume.{region.value}"]
            assert isinstance(found, Measured)
            assert np.isclose(found.value, volume_ml, rtol=1e-9)
