"""Every measure keeps the laws of its kind; a new one is held to them by its entry in the catalogue."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from neuroinsight.clinical.catalogue import MEASURES, Kind, Measure
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.measurement import Located, Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from tests.strategies import AXIS_CODES, ellipsoid, grid_of, permuted, tumor

SHAPE = (24, 20, 16)
SPACING_MM = (3.0, 2.5, 4.0)  # at all scales RANO measures the larger tumor, and at none the smaller
POWER = {Kind.LENGTH: 1, Kind.AREA: 2, Kind.VOLUME: 3, Kind.COUNT: 0, Kind.SHARE: 0}
MEASURE = pytest.mark.parametrize("measure", MEASURES, ids=[entry.name for entry in MEASURES])


@cache  # what several measures need is computed once for each
def patient(codes: str = "RAS", *, scale: float = 1.0, tumors: int = 2, contrast: bool = True) -> Evidence:
    """Return a brain with a large tumor and a small one beside it, as a program might have stored it."""
    spacing_mm = (SPACING_MM[0] * scale, SPACING_MM[1] * scale, SPACING_MM[2] * scale)
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=spacing_mm, origin_mm=(-30.0, -20.0, -30.0))
    brain = ellipsoid(SHAPE, (11.5, 9.5, 7.5), (11.0, 9.0, 7.0))
    labels = np.zeros(SHAPE, np.uint8)
    for center, radius in (((7.0, 9.0, 7.0), 3.5), ((17.0, 11.0, 8.0), 2.0))[:tumors]:
        labels = np.maximum(labels, tumor(SHAPE, center, radius))
    image, turned = permuted(np.where(brain, 100.0 + 50 * labels, 0).astype(np.float32), grid, codes)
    numbers, _ = permuted(labels, grid, codes)
    given = tuple(Sequence) if contrast else (Sequence.FLAIR,)
    volume = Volume(array=image.astype(np.float32), grid=turned)
    study = Study(identity=Identity(case_id="case"), volumes=dict.fromkeys(given, volume))
    return Evidence(study=study, label_map=LabelMap(array=numbers.astype(np.uint8), grid=turned, scheme=BRATS_2017))


@cache
def mirrored(evidence: Evidence) -> Evidence:
    """Return the patient's mirror image: left has become right."""

    def flipped(volume: Volume) -> Volume:
        return replace(volume, array=volume.array[::-1])

    study = replace(evidence.study, volumes={s: flipped(v) for s, v in evidence.study.volumes.items()})
    return Evidence(study=study, label_map=replace(evidence.label_map, array=evidence.label_map.array[::-1]))


def agree(measure: Measure, one: Measurement, other: Measurement, *, factor: float = 1.0) -> bool:
    if isinstance(one, Measured) and isinstance(other, Measured):
        tolerance = 1e-4 if measure.kind in {Kind.LENGTH, Kind.AREA} else 1e-6
        return math.isclose(one.value * factor, other.value, rel_tol=tolerance, abs_tol=1e-9)
    if isinstance(one, Located) and isinstance(other, Located):
        return one.space == other.space and np.allclose(one.point_mm, other.point_mm, atol=1e-3)
    return one == other


@MEASURE
def test_nothing_is_taken_that_no_entry_covers(measure: Measure) -> None:
    assert all(any(entry.covers(name) for entry in MEASURES) for name in measure.take(patient()))


@MEASURE
def test_names_units_and_sources_are_those_of_the_entry(measure: Measure) -> None:
    found = measure.of(patient())
    assert found
    assert measure.title
    assert measure.topic
    assert measure.source
    for name, one in found.items():
        assert [entry for entry in MEASURES if entry.covers(name)] == [measure], name
        assert not isinstance(one, Measured) or one.unit == measure.unit, name
        assert isinstance(one, Located) is (measure.kind is Kind.POINT) or isinstance(one, NotMeasured), name
        assert isinstance(one, Stated) is (measure.kind is Kind.WORD) or isinstance(one, NotMeasured), name
        if measure.kind is Kind.SHARE and isinstance(one, Measured):
            assert 0 <= one.value <= 1, name
        if measure.kind is Kind.COUNT and isinstance(one, Measured):
            assert one.value == int(one.value) >= 0, name


@MEASURE
@pytest.mark.parametrize("scale", [0.8, 2.0])
def test_enlarging_the_patient_enlarges_each_measurement_by_its_kind(measure: Measure, scale: float) -> None:
    if measure.kind in {Kind.POINT, Kind.WORD}:
        pytest.skip("a point moves with the patient, and a word may stand for a range of millimeters")
    before, after = measure.of(patient()), measure.of(patient(scale=scale))
    factor = scale ** POWER.get(measure.kind, 0)
    assert before.keys() == after.keys()
    for name, one in before.items():
        assert agree(measure, one, after[name], factor=factor), name


@MEASURE
def test_no_axis_order_changes_a_measurement(measure: Measure) -> None:
    reference = measure.of(patient())
    for codes in AXIS_CODES:
        for name, one in measure.of(patient(codes)).items():
            assert agree(measure, reference[name], one), (codes, name)


@MEASURE
def test_the_mirror_image_measures_the_same(measure: Measure) -> None:
    evidence = patient()
    if measure.topic == "place":
        pytest.skip("sides are exchanged, as they must be")
    reference = measure.of(evidence)
    for name, one in measure.of(mirrored(evidence)).items():
        assert agree(measure, reference[name], one), name


@MEASURE
@pytest.mark.parametrize("contrast", [True, False])
def test_nothing_measures_nothing_or_says_why(measure: Measure, contrast: bool) -> None:
    for name, one in measure.of(patient(tumors=0, contrast=contrast)).items():
        assert isinstance(one, NotMeasured | Stated) or (isinstance(one, Measured) and one.value == 0), name


@MEASURE
def test_every_number_is_one(measure: Measure) -> None:
    shape = (24, 20, 16)
    single = np.zeros(shape, np.uint8)
    single[12, 10, 8] = 4
    grid = Grid(shape=shape, affine=np.diag([1.0, 1.0, 5.0, 1.0]))
    volume = Volume(array=np.ones(shape, np.float32), grid=grid)
    study = Study(identity=Identity(case_id="case"), volumes=dict.fromkeys(Sequence, volume))
    for array in (single, np.full(shape, 4, np.uint8)):
        label_map = LabelMap(array=array, grid=grid, scheme=BRATS_2017)
        for name, one in measure.of(Evidence(study=study, label_map=label_map)).items():
            assert not isinstance(one, Measured) or math.isfinite(one.value), name


def test_two_tumors_are_counted_as_two_parts_and_crumbs_are_not() -> None:
    count = next(entry for entry in MEASURES if entry.name == "lesions.count")
    assert count.of(patient())["lesions.count"] == Measured(value=2.0, unit="1")
    evidence = patient(tumors=1)
    crumbs = evidence.label_map.array.copy()
    crumbs[20, 17, 13] = 2  # 24 mm3
    with_crumb = Evidence(study=evidence.study, label_map=replace(evidence.label_map, array=crumbs))
    assert count.of(with_crumb)["lesions.count"] == Measured(value=1.0, unit="1")
