"""Volumes: laws first, then a known answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.clinical.catalogue import measure
from neuroinsight.clinical.cautions import judge
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.volumes import volumes
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, LabelMap
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume


def grid(spacing_mm: float = 1.0, shape: tuple[int, int, int] = (6, 7, 8)) -> Grid:
    return Grid(shape=shape, affine=np.diag([-spacing_mm, spacing_mm, spacing_mm, 1.0]))


def study_on(where: Grid, sequences: tuple[Sequence, ...] = (Sequence.T1CE, Sequence.FLAIR)) -> Study:
    volume = Volume(array=np.ones(where.shape, np.float32), grid=where)
    return Study(identity=Identity(case_id="case"), volumes=dict.fromkeys(sequences, volume))


def of(label_map: LabelMap) -> Evidence:
    return Evidence(study=study_on(label_map.grid), label_map=label_map)


def random_labels(seed: int, spacing_mm: float = 1.0) -> LabelMap:
    where = grid(spacing_mm)
    numbers = np.random.default_rng(seed).choice(np.array([0, 1, 2, 4], np.uint8), size=where.shape)
    return LabelMap(array=numbers, grid=where, scheme=BRATS_2017)


def ml(measurement: Measurement) -> float:
    assert isinstance(measurement, Measured)
    assert measurement.unit == "ml"
    return measurement.value


@given(seed=st.integers(0, 99), factor=st.sampled_from([0.5, 2.0, 3.0]))
def test_scaling_the_spacing_multiplies_every_volume_by_its_cube(seed: int, factor: float) -> None:
    small, large = random_labels(seed), random_labels(seed, factor)
    before, after = volumes(of(small)), volumes(of(large))
    for name, value in before.items():
        assert ml(after[name]) == pytest.approx(ml(value) * factor**3)


@given(seed=st.integers(0, 99))
def test_regions_add_up(seed: int) -> None:
    labels = random_labels(seed)
    volume = {name.removeprefix("volume."): ml(m) for name, m in volumes(of(labels)).items()}
    assert volume["TC"] == pytest.approx(volume["NCR"] + volume["ET"])
    assert volume["WT"] == pytest.approx(volume["TC"] + volume["ED"])


@given(seed=st.integers(0, 99))
def test_the_numbering_scheme_changes_no_volume(seed: int) -> None:
    labels = random_labels(seed)
    assert volumes(of(labels)) == volumes(of(labels.in_scheme(BRATS_2023)))


def test_a_box_of_known_size() -> None:
    where = Grid(shape=(20, 20, 20), affine=np.diag([2.0, 1.0, 0.5, 1.0]))
    numbers = np.zeros(where.shape, np.uint8)
    numbers[5:10, 5:15, 4:14] = 4  # 5 x 10 x 10 voxels of 1 mm3
    labels = LabelMap(array=numbers, grid=where, scheme=BRATS_2017)
    assert ml(measure(of(labels))["volume.ET"]) == pytest.approx(0.5)


def test_no_tumor_is_a_measured_zero_with_a_caution() -> None:
    where = grid()
    empty = LabelMap(array=np.zeros(where.shape, np.uint8), grid=where, scheme=BRATS_2017)
    measured = measure(of(empty))
    assert ml(measured["volume.WT"]) == 0
    assert [caution.code for caution in judge(of(empty), measured)] == ["tumor.none"]


def test_without_contrast_only_the_whole_tumor_is_measured() -> None:
    labels = random_labels(1)
    measured = measure(Evidence(study=study_on(labels.grid, (Sequence.FLAIR,)), label_map=labels))
    assert ml(measured["volume.WT"]) > 0
    for region in ("NCR", "ED", "ET", "TC"):
        assert measured[f"volume.{region}"] == NotMeasured("sequences.no_contrast")


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("end", [0, -1])
def test_a_tumor_cut_by_any_side_of_the_images_is_cautioned(axis: int, end: int) -> None:
    where = grid()
    numbers = np.zeros(where.shape, np.uint8)
    numbers[2:4, 2:4, 2:4] = 2
    np.moveaxis(numbers, axis, 0)[end, 3, 3] = 2
    labels = LabelMap(array=numbers, grid=where, scheme=BRATS_2017)
    assert [caution.code for caution in judge(of(labels), measure(of(labels)))] == ["tumor.at_border"]


def test_thick_slices_are_cautioned() -> None:
    where = Grid(shape=(20, 20, 6), affine=np.diag([1.0, 1.0, 5.0, 1.0]))
    numbers = np.zeros(where.shape, np.uint8)
    numbers[8:10, 8:10, 3] = 2
    labels = LabelMap(array=numbers, grid=where, scheme=BRATS_2017)
    cautions = judge(of(labels), measure(of(labels)))
    assert cautions == (Caution(code="grid.coarse", values={"spacing_mm": 5.0}),)


@pytest.mark.parametrize(("side", "codes"), [(49, []), (50, ["tumor.implausibly_large"])])  # 397 and 422 ml
def test_a_tumor_of_more_than_400_ml_is_cautioned(side: int, codes: list[str]) -> None:
    where = grid(1.5, (52, 52, 52))
    numbers = np.zeros(where.shape, np.uint8)
    numbers[1 : 1 + side, 1 : 1 + side, 1 : 1 + side] = 2
    labels = LabelMap(array=numbers, grid=where, scheme=BRATS_2017)
    assert [caution.code for caution in judge(of(labels), measure(of(labels)))] == codes


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ((Sequence.T1CE,), ["sequences.no_flair_no_t2"]),
        ((Sequence.T1CE, Sequence.T2), []),
        ((Sequence.T1CE, Sequence.FLAIR), []),
        ((Sequence.FLAIR,), ["sequences.no_contrast"]),
    ],
)
def test_what_cannot_be_told_without_a_sequence_is_cautioned(given: tuple[Sequence, ...], codes: list[str]) -> None:
    numbers = np.zeros((6, 7, 8), np.uint8)
    numbers[2:4, 2:4, 2:4] = 2
    labels = LabelMap(array=numbers, grid=grid(), scheme=BRATS_2017)
    evidence = Evidence(study=study_on(labels.grid, given), label_map=labels)
    assert [caution.code for caution in judge(evidence, measure(evidence))] == codes
