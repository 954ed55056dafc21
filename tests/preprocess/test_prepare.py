"""Laws of the way from a patient's grid to the model's and back."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroinsight.core.errors import StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, NESTED_REGIONS, LabelMap
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study, shared_grid
from neuroinsight.core.volume import Volume
from neuroinsight.preprocess.plan import Normalization, Plan
from neuroinsight.preprocess.prepare import Trail, normalize, prepare, prepare_labels, restore
from tests.strategies import AXIS_CODES, Shape, Spacing, grid_of, head, permuted, tumor

SHAPE: Shape = (44, 52, 37)  # three different extents: mixed-up axes cannot hide
CENTER: Spacing = (20.0, 28.0, 17.0)
PLAN = Plan(
    sequences=(Sequence.T1CE, Sequence.FLAIR),
    patch=(112, 128),
    mm=(1.5, 1.5, 1.0),
    normalization=Normalization.ZSCORE_BRAIN,
    clip_percentiles=(0.05, 99.95),
    context=1,
)
WHOLE_SLICES = Plan(
    sequences=(Sequence.T1CE, Sequence.FLAIR),
    patch=(72, 64),
    normalization=Normalization.ZSCORE_VOLUME,
)


def _stored_as(study: Study, codes: str) -> Study:
    volumes = {}
    for sequence, volume in study.volumes.items():
        array, grid = permuted(volume.array, volume.grid, codes)
        volumes[sequence] = Volume(array=array.astype(np.float32), grid=grid)
    return Study(identity=study.identity, volumes=volumes)


def _labels_on(grid: Grid) -> LabelMap:
    """Return the same tumor in the patient, whatever the order of the grid's axes."""
    base = grid_of("RAS", shape=SHAPE)
    array, own = permuted(tumor(SHAPE, CENTER, 12.0), base, grid.axis_codes)
    assert own.shape == grid.shape
    return LabelMap(array=array.astype(np.uint8), grid=grid, scheme=BRATS_2017)


def _probabilities(label_map: LabelMap, trail: Trail) -> NDArray[np.float32]:
    classes = prepare_labels(label_map, trail)
    return np.stack([classes > 0, (classes == 1) | (classes == 3), classes == 3]).astype(np.float32)


def _dice(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return 2.0 * float((one & other).sum()) / float(one.sum() + other.sum())


@pytest.mark.parametrize(
    ("codes", "plan"), [*((codes, PLAN) for codes in AXIS_CODES), ("RAS", WHOLE_SLICES), ("IPL", WHOLE_SLICES)]
)
def test_there_and_back_keeps_every_region_in_all_48_orders(codes: str, plan: Plan) -> None:
    study = _stored_as(head(grid_of("RAS", shape=SHAPE)), codes)
    label_map = _labels_on(shared_grid(study))
    trail = prepare(study, plan).trail
    restored = restore(_probabilities(label_map, trail), trail)
    assert restored.shape == (3, *shared_grid(study).shape)
    for region, probability in zip(NESTED_REGIONS, restored, strict=True):
        assert _dice(probability > 0.5, label_map.mask(region)) >= 0.9, region


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_an_image_stored_in_another_order_is_prepared_to_the_same_array(codes: str) -> None:
    study = head(grid_of("RAS", shape=SHAPE))
    expected = prepare(study, PLAN).array
    np.testing.assert_allclose(prepare(_stored_as(study, codes), PLAN).array, expected, atol=1e-4)


def test_a_sequence_that_may_be_missing_is_zero_and_changes_nothing_else() -> None:
    study = head(grid_of("RAS", shape=SHAPE))
    wider = replace(PLAN, sequences=(Sequence.T2, *PLAN.sequences), optional=(Sequence.T2,))
    prepared = prepare(study, wider).array
    assert not prepared[0].any()
    assert np.array_equal(prepared[1:], prepare(study, PLAN).array)


def test_a_sequence_that_may_be_missing_is_read_where_it_is_given() -> None:
    sequences = (Sequence.T1CE, Sequence.FLAIR, Sequence.T2)
    study = head(grid_of("RAS", shape=SHAPE), sequences=sequences)
    required = replace(PLAN, sequences=sequences)
    optional = replace(required, optional=(Sequence.T2,))
    assert np.array_equal(prepare(study, optional).array, prepare(study, required).array)


def test_the_prepared_axes_are_k_j_i() -> None:
    grid = grid_of("RAS", shape=SHAPE)
    array = np.zeros(SHAPE, np.float32)
    array[...] = 100 + 10 * np.indices(SHAPE)[2]  # brighter toward the top of the head
    volume = Volume(array=array, grid=grid)
    study = Study(identity=Identity(case_id="ramp"), volumes={Sequence.T1CE: volume, Sequence.FLAIR: volume})
    prepared = prepare(study, WHOLE_SLICES).array
    assert prepared.shape == (2, SHAPE[2], 64, 72)
    assert (np.diff(prepared.mean(axis=(0, 2, 3))) > 0).all()
    assert np.ptp(prepared[:, :, 3:-3, 3:-3], axis=(2, 3)).max() < 1e-3  # within a slice nothing changes


def test_the_left_of_the_patient_stays_left() -> None:
    shape = (40, 30, 20)
    grid = grid_of("LPS", shape=shape)
    study = head(grid)
    bright = {s: v.array.copy() for s, v in study.volumes.items()}
    for array in bright.values():
        array[25:, :, :][array[25:, :, :] > 0] *= 3  # i grows to the left in LPS
    volumes = {s: Volume(array=array, grid=grid) for s, array in bright.items()}
    prepared = prepare(Study(identity=study.identity, volumes=volumes), PLAN).array
    half = prepared.shape[-1] // 2
    assert prepared[..., :half].mean() > prepared[..., half:].mean()  # the model's i grows to the right


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (0.5, 0.5, 3.0), (2.0, 1.0, 1.2)])
def test_the_model_sees_its_own_spacing_whatever_the_file_has(spacing: Spacing) -> None:
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=spacing)
    trail = prepare(head(grid), PLAN).trail
    steps = [axis.step * of for axis, of in zip(trail.axes, spacing, strict=True)]
    assert steps == pytest.approx([1.5, 1.5, 1.0], rel=0.011)


def test_air_is_zero_and_the_brain_is_standardized() -> None:
    study = head(grid_of("RAS", shape=SHAPE, spacing_mm=(1.5, 1.5, 1.0)))
    plan = replace(PLAN, clip_percentiles=None)
    prepared = prepare(study, plan).array
    assert (prepared[:, :, 0, 0] == 0).all()
    brain = prepared[prepared != 0]
    assert abs(float(brain.mean())) < 0.05


def test_prepared_slices_fit_the_pooling_of_the_network() -> None:
    for codes in ("RAS", "PIL", "SLA"):
        array = prepare(_stored_as(head(grid_of("RAS", shape=SHAPE)), codes), PLAN).array
        assert array.shape[-1] % PLAN.divisor[0] == 0
        assert array.shape[-2] % PLAN.divisor[0] == 0


def test_every_slice_of_the_brain_is_covered() -> None:
    study = head(grid_of("RAS", shape=SHAPE))
    prepared = prepare(study, PLAN)
    covered = restore(np.ones((1, *prepared.array.shape[1:]), np.float32), prepared.trail)[0]
    brain = study.volumes[Sequence.T1CE].array != 0
    np.testing.assert_allclose(covered[brain], 1.0, atol=1e-5)


def test_a_missing_sequence_is_named() -> None:
    study = head(grid_of("RAS", shape=SHAPE), sequences=(Sequence.T1CE,))
    with pytest.raises(StudyError, match="lacks a sequence") as caught:
        prepare(study, PLAN)
    assert "FLAIR" in caught.value.remedy


def test_a_study_of_zeros_is_refused() -> None:
    grid = grid_of("RAS", shape=SHAPE)
    empty = Volume(array=np.zeros(SHAPE, np.float32), grid=grid)
    study = Study(identity=Identity(case_id="empty"), volumes={Sequence.T1CE: empty, Sequence.FLAIR: empty})
    with pytest.raises(StudyError):
        prepare(study, PLAN)


def test_intensities_are_clipped_at_the_percentiles_of_the_brain_and_air_is_not() -> None:
    image = np.arange(1.0, 1002.0, dtype=np.float32).reshape(1, 7, 143)
    image[0, 0, 0] = 0.0  # air
    image[0, 6, 142] = 1e6
    plan = replace(PLAN, clip_percentiles=(10.0, 90.0))
    brain = image != 0
    low, high = np.percentile(image[brain], (10.0, 90.0))
    clipped = np.clip(image[brain], low, high)
    found = normalize(image, brain, plan)
    np.testing.assert_allclose(found[brain], (clipped - clipped.mean()) / clipped.std(), atol=1e-4)
    assert found[0, 0, 0] == 0
    of_all = normalize(image, brain, replace(plan, normalization=Normalization.ZSCORE_VOLUME))
    gap = (of_all[brain].min() - of_all[0, 0, 0]) / (of_all[brain].max() - of_all[brain].min())
    assert gap == pytest.approx(low / (high - low), rel=1e-4)  # of air that stays 0


def _ramp(axis: int, spacing_mm: Spacing) -> Study:
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=spacing_mm)
    array = (1000 + np.indices(SHAPE)[axis]).astype(np.float32)
    volume = Volume(array=array, grid=grid)
    return Study(identity=Identity(case_id="ramp"), volumes={Sequence.T1CE: volume, Sequence.FLAIR: volume})


@pytest.mark.parametrize("axis", [0, 1])
def test_a_pixel_of_a_resized_slice_is_the_middle_of_its_share(axis: int) -> None:
    study = _ramp(axis, (1.0, 1.0, 1.0))
    plan = replace(WHOLE_SLICES, patch=(SHAPE[0] // 2, SHAPE[1] // 2))
    prepared = prepare(study, plan).array[0]
    along = np.moveaxis(prepared, 2 - axis, 0)[:, 3, 3]
    shares = 1000 + np.arange(SHAPE[axis]).reshape(-1, 2).mean(axis=1)
    whole = study.volumes[Sequence.T1CE].array
    expected = (shares - whole.mean()) / whole.std()
    np.testing.assert_allclose(along[1:-1], expected[1:-1], atol=1e-3)


@pytest.mark.parametrize("spacing_mm", [(1.0, 1.0, 1.0), (0.9, 1.1, 1.0)])
def test_a_crop_is_centered_on_the_brain_to_a_fraction_of_a_voxel(spacing_mm: Spacing) -> None:
    study = head(grid_of("RAS", shape=SHAPE, spacing_mm=spacing_mm))
    trail = prepare(study, PLAN).trail
    inside = np.argwhere(study.volumes[Sequence.T1CE].array != 0)
    for axis in (0, 1):
        middle = (inside[:, axis].min() + inside[:, axis].max()) / 2
        samples = trail.axes[axis]
        assert samples.start + samples.step * (samples.count - 1) / 2 == pytest.approx(middle, abs=1e-9)
    assert trail.axes[2].start == inside[:, 2].min()
