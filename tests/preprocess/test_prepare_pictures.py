"""Pictures without millimeters on their way to a model and back."""

from dataclasses import replace

import numpy as np
import pytest

from neuroinsight.core.errors import ModelError, StudyError
from neuroinsight.core.labels import BRATS_2017, Labels, Region
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity
from neuroinsight.preprocess.plan import Fit, Normalization, Plan, Reads
from neuroinsight.preprocess.prepare import prepare, prepare_labels, prepare_pictures, restore
from tests.strategies import grid_of, head

CHANNELS = (Sequence.T1, Sequence.FLAIR, Sequence.T1CE)
PLAN = Plan(
    sequences=CHANNELS,
    optional=(Sequence.T1, Sequence.T1CE),
    reads=Reads.PICTURES,
    patch=(48, 32),
    normalization=Normalization.ZSCORE_BRAIN,
)
SHAPE = (3, 40, 60)  # slices, rows, columns


def pictures(copies: frozenset[Sequence] = frozenset()) -> Pictures:
    array = np.random.default_rng(0).integers(1, 255, (*SHAPE, 3), dtype=np.uint8)
    return Pictures(
        identity=Identity(case_id="a"), array=array, channels=CHANNELS, names=("1", "2", "3"), copies=copies
    )


def test_columns_become_i_rows_j_and_slices_stay() -> None:
    prepared = prepare_pictures(pictures(), PLAN)
    assert prepared.array.shape == (3, SHAPE[0], 32, 48)
    assert restore(prepared.array, prepared.trail).shape == (3, *SHAPE)


def test_masks_come_back_where_they_were() -> None:
    mask = np.zeros(SHAPE, np.uint8)
    mask[1, 5:25, 10:50] = BRATS_2017.number_of(Region.ED)
    trail = prepare_pictures(pictures(), PLAN).trail
    there = prepare_labels(Labels(array=mask, scheme=BRATS_2017), trail)
    back = restore((there > 0).astype(np.float32)[None], trail)[0] > 0.5
    assert 2 * (back & (mask > 0)).sum() / (back.sum() + (mask > 0).sum()) > 0.95
    assert not back[0].any()


def test_a_copy_of_another_sequence_is_zero_as_a_missing_one() -> None:
    prepared = prepare_pictures(pictures(copies=frozenset({Sequence.T1CE})), PLAN).array
    assert not prepared[2].any()
    assert np.array_equal(prepared[:2], prepare_pictures(pictures(), PLAN).array[:2])


def test_a_copy_does_not_stand_in_for_a_sequence_that_the_model_needs() -> None:
    strict = replace(PLAN, optional=())
    with pytest.raises(StudyError) as caught:
        prepare_pictures(pictures(copies=frozenset({Sequence.T1CE})), strict)
    assert "T1CE" in caught.value.remedy


def test_pictures_may_keep_their_pixels_and_are_padded_for_the_network() -> None:
    own = replace(PLAN, mm=(Fit.FILE, Fit.FILE, Fit.FILE))
    prepared = prepare_pictures(pictures(), own)
    assert prepared.array.shape == (3, 3, 40, 64)
    np.testing.assert_allclose(restore(prepared.array, prepared.trail), prepared.array[..., 2:62], atol=1e-6)


def test_a_model_of_pictures_refuses_volumes_and_the_other_way_round() -> None:
    study = head(grid_of("RAS", shape=(24, 24, 8)), sequences=CHANNELS)
    with pytest.raises(ModelError, match="does not read such images"):
        prepare(study, PLAN)
    with pytest.raises(ModelError, match="does not read such images"):
        prepare_pictures(pictures(), replace(PLAN, reads=Reads.VOLUMES))


@pytest.mark.parametrize("spacing_mm", [(1.5, 5.0), (0.1, 0.9)])
def test_a_spacing_beyond_what_the_model_reads_is_refused(spacing_mm: tuple[float, float]) -> None:
    study = head(grid_of("RAS", shape=(24, 24, 8)), sequences=CHANNELS)
    with pytest.raises(ModelError, match="does not read such images") as caught:
        prepare(study, replace(PLAN, reads=Reads.VOLUMES, spacing_mm=spacing_mm))
    assert "1.00 x 1.00 x 1.00 mm" in caught.value.seen


def test_black_pictures_are_refused() -> None:
    black = replace(pictures(), array=np.zeros((*SHAPE, 3), np.uint8))
    with pytest.raises(StudyError, match="empty"):
        prepare_pictures(black, PLAN)


@pytest.mark.parametrize("change", [{"names": ("1",)}, {"channels": CHANNELS[:2]}, {"copies": frozenset(CHANNELS)}])
def test_what_is_no_stack_of_pictures_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(StudyError, match="no pictures of one stack"):
        replace(pictures(), **change)  # type: ignore[arg-type]
