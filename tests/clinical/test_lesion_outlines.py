"""Which parts are lesions, how they lie to each other, and what is said where there is none."""

from dataclasses import replace

import numpy as np
import pytest

from neuroinsight.clinical.bidimensional import Basis
from neuroinsight.clinical.catalogue import measure, measure_lesions
from neuroinsight.clinical.cautions import judge
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesions import lesions
from neuroinsight.core.labels import WHOLE_TUMOR, LabelMap, Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.sequences import Sequence
from tests.clinical.bodies import Mask, ball, ellipsoid, evidence_of, field
from tests.strategies import AXIS_CODES, permuted

GRID = field()
SMALL_MM = 4.0  # a ball of 0.27 ml
TINY_MM = 2.5  # a ball of 0.07 ml


def found(evidence: Evidence) -> tuple[float, str, float]:
    """Return count, pattern and satellites."""
    measured = lesions(evidence)
    count, pattern, satellites = (measured[f"lesions.{name}"] for name in ("count", "pattern", "satellites"))
    assert isinstance(count, Measured)
    assert isinstance(pattern, Stated)
    assert isinstance(satellites, Measured)
    return count.value, pattern.code, satellites.value


def milliliters(measured: Measurement) -> float:
    assert isinstance(measured, Measured)
    return measured.value


def edema() -> Mask:
    return ellipsoid(GRID, (28.0, 12.0, 12.0), (0.0, 0.0, 0.0))


def core(x_mm: float, radius_mm: float = 8.0) -> Mask:
    return ball(GRID, radius_mm, (x_mm, 0.0, 0.0))


@pytest.mark.parametrize(
    ("cores", "expected"),
    [
        ((core(-12),), (1, "solitary", 0)),
        ((core(-12), core(12)), (2, "multifocal", 0)),
        ((core(-12), core(4, SMALL_MM)), (1, "solitary", 1)),  # 4 mm apart
        ((core(-12), core(22, SMALL_MM)), (2, "multifocal", 0)),  # 22 mm apart
        ((core(-12), core(4, TINY_MM)), (1, "solitary", 0)),
        ((core(-12), core(4, SMALL_MM), core(18, SMALL_MM)), (1, "solitary", 2)),
        ((core(-14), core(16), core(1, SMALL_MM)), (2, "multifocal", 1)),
    ],
)
def test_cores_in_one_abnormality(cores: tuple[Mask, ...], expected: tuple[float, str, float]) -> None:
    layers = ((Region.ED, edema()), *((Region.ET, mask) for mask in cores))
    assert found(evidence_of(GRID, *layers)) == expected


def test_cores_in_abnormalities_of_their_own_are_multicentric() -> None:
    two = [(Region.ED, ball(GRID, 10, (x, 0, 0))) for x in (-18, 18)] + [(Region.ET, core(x, 6)) for x in (-18, 18)]
    assert found(evidence_of(GRID, *two)) == (2, "multicentric", 0)


@pytest.mark.parametrize("radius_mm", [SMALL_MM, 8.0])
def test_a_part_that_does_not_enhance_is_no_lesion_and_no_satellite_beside_one_that_does(radius_mm: float) -> None:
    layers = ((Region.ED, edema()), (Region.ET, core(-12)), (Region.NCR, core(12, radius_mm)))
    evidence = evidence_of(GRID, *layers)
    assert found(evidence) == (1, "solitary", 0)
    (lesion,) = evidence.lesions
    assert np.array_equal(lesion.focus, core(-12)[lesion.box])


def test_size_is_of_the_largest_part_of_the_core_and_diameters_are_of_what_enhances() -> None:
    evidence = evidence_of(GRID, (Region.ED, edema()), (Region.NCR, core(-10, 11)), (Region.ET, core(14, 6)))
    assert found(evidence) == (1, "solitary", 0)
    measured = measure(evidence)
    for name, length_mm in (("size.longest_3d", 22), ("rano.longest", 12)):
        one = measured[name]
        assert isinstance(one, Measured)
        assert abs(one.value - length_mm) <= 2  # a voxel


def test_an_abnormality_whose_cores_do_not_enhance_is_one_lesion_as_wide_as_it_is() -> None:
    evidence = evidence_of(GRID, (Region.ED, edema()), (Region.NCR, core(-12)), (Region.NCR, core(12)))
    assert found(evidence) == (1, "solitary", 0)
    (one,) = evidence.bidimensional
    assert one.basis is Basis.FLAIR
    assert abs(one.longest_mm - 56) <= 2


def test_edema_apart_from_the_core_is_no_lesion_and_is_told() -> None:
    beside = ball(GRID, 9, (20, 0, 0))
    evidence = evidence_of(GRID, (Region.ED, beside), (Region.ED, core(-12, 12)), (Region.ET, core(-12)))
    assert found(evidence) == (1, "solitary", 0)
    (told,) = (caution for caution in judge(evidence, measure(evidence)) if caution.code == "tumor.apart")
    assert told.values["volume_ml"] == pytest.approx(np.count_nonzero(beside) * 0.008)


def test_a_tumor_without_a_core_has_its_abnormalities_for_lesions() -> None:
    two = evidence_of(GRID, (Region.ED, ball(GRID, 9, (20, 0, 0))), (Region.ED, core(-12, 12)))
    assert found(two) == (2, "multicentric", 0)
    assert [lesion.core.any() for lesion in two.lesions] == [False, False]
    crumbs = evidence_of(GRID, (Region.ED, ball(GRID, SMALL_MM)))
    assert found(crumbs) == (0, "none", 0)


@pytest.mark.parametrize("whole_only", [False, True])
def test_without_a_core_to_be_seen_one_abnormality_has_no_pattern(whole_only: bool) -> None:
    reason = NotMeasured("outline.whole_only" if whole_only else "sequences.no_contrast")
    one = evidence_of(GRID, (Region.ED, edema()), (Region.ET, core(-12)), sequences=(Sequence.FLAIR,))
    if whole_only:
        one = evidence_of(GRID, (Region.WT, edema()), scheme=WHOLE_TUMOR)
    assert lesions(one) == {
        "lesions.count": Measured(value=1.0, unit="1"),
        "lesions.pattern": reason,
        "lesions.satellites": reason,
    }


@pytest.mark.parametrize(
    ("layers", "reason"),
    [
        ((), NotMeasured("lesions.none")),
        (((Region.ED, ball(GRID, 1.0, (0, 0, 0))),), NotMeasured("lesions.small", {"core_ml": 0.1, "alone_ml": 0.5})),
        (((Region.CAVITY, ball(GRID, 9.0)),), NotMeasured("lesions.cavity_only")),
    ],
    ids=["empty", "one voxel", "cavity"],
)
def test_where_there_is_no_lesion_each_measure_says_why(
    layers: tuple[tuple[Region, Mask], ...], reason: NotMeasured
) -> None:
    evidence = evidence_of(GRID, *layers)
    assert found(evidence) == (0, "none", 0)
    assert measure_lesions(evidence) == ()
    measured = measure(evidence)
    sizes = {name: one for name, one in measured.items() if name.startswith(("rano.", "size."))}
    assert len(sizes) == 9
    assert set(map(repr, sizes.values())) == {repr(reason)}


def test_lesions_share_the_tumor_among_them() -> None:
    evidence = evidence_of(
        GRID, (Region.ED, edema()), (Region.ET, core(-12)), (Region.ET, core(14, 6)), (Region.NCR, core(-12, 5))
    )
    whole = measure(evidence)
    parts = measure_lesions(evidence)
    assert [part.id for part in parts] == ["1", "2"]
    for name in (f"volume.{region}" for region in ("WT", "ED", "TC", "ET", "NCR")):
        assert sum(milliliters(part.measurements[name]) for part in parts) == pytest.approx(milliliters(whole[name]))
    assert np.allclose(parts[0].center_mm, (-12, 0, 0), atol=0.5)
    assert np.allclose(parts[1].center_mm, (14, 0, 0), atol=0.5)
    for lesion in evidence.lesions:  # each piece lies where it says
        assert np.array_equal(lesion.label_map.array[lesion.whole], evidence.label_map.array[lesion.box][lesion.whole])
        assert np.allclose(
            lesion.grid.to_world_mm(np.zeros(3)), GRID.to_world_mm(np.array([side.start for side in lesion.box]))
        )


def test_two_equal_lesions_have_the_same_order_in_all_axis_orders() -> None:
    evidence = evidence_of(GRID, *((Region.ET, ball(GRID, 7, (x, 0, 0))) for x in (-20, 20)))
    expected = [(part.id, part.center_mm) for part in measure_lesions(evidence)]
    assert len(expected) == 2
    for codes in AXIS_CODES:
        array, grid = permuted(evidence.label_map.array, GRID, codes)
        turned = LabelMap(array=array.astype(np.uint8), grid=grid, scheme=evidence.label_map.scheme)
        lesions_there = replace(evidence, label_map=turned).lesions
        assert [(one.id, one.center_mm) for one in lesions_there] == expected, codes
