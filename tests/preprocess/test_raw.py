"""What is decided and doubted of raw heads."""

import numpy as np
import pytest

from neuroinsight.core.errors import StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from neuroinsight.preprocess import raw
from tests.heads import raw_study
from tests.strategies import grid_of, head


def test_whole_heads_are_raw_and_extracted_brains_are_not() -> None:
    assert raw.is_raw(raw_study())
    assert not raw.is_raw(head(grid_of("LPS", shape=(40, 44, 36), spacing_mm=(4.0, 4.0, 4.0))))


def test_one_extracted_image_among_raw_ones_is_seen() -> None:
    brain = head(grid_of("LPS", shape=(40, 44, 36), spacing_mm=(4.0, 4.0, 4.0))).volumes[Sequence.FLAIR]
    assert raw.is_extracted(brain, Sequence.FLAIR)
    assert not raw.is_extracted(raw_study().volumes[Sequence.FLAIR], Sequence.FLAIR)


@pytest.mark.parametrize(
    ("spacings", "reference"),
    [
        ({"t1ce": (1.0, 1.0, 6.0), "flair": (1.0, 1.0, 1.0)}, "t1ce"),
        ({"t1": (0.7, 0.7, 3.0), "t2": (0.5, 0.5, 4.0), "flair": (0.7, 0.7, 4.0)}, "t1"),
        ({"flair": (0.7, 0.7, 3.0), "t1": (0.9, 0.9, 3.0)}, "t1"),
    ],
)
def test_t1ce_is_the_reference_else_the_thinnest_slices(
    spacings: dict[str, tuple[float, float, float]], reference: str
) -> None:
    volumes = {
        Sequence(name): Volume(
            array=np.ones((2, 2, 2), np.float32), grid=grid_of("RAS", shape=(2, 2, 2), spacing_mm=mm)
        )
        for name, mm in spacings.items()
    }
    study = Study(identity=Identity(case_id="x"), volumes=volumes)
    assert raw.reference_of(study) is Sequence(reference)


@pytest.mark.parametrize("codes", ["LAS", "PIR"])
def test_the_working_grid_has_one_millimeter_along_the_references_axes_and_holds_its_brain(codes: str) -> None:
    grid = grid_of(
        codes, shape=(60, 50, 20), spacing_mm=(2.0, 2.5, 6.0), origin_mm=(5.0, -7.0, 9.0), tilt_degrees=(9.0, -4.0, 3.0)
    )
    brain = np.zeros(grid.shape, np.bool_)
    brain[20:40, 10:45, 4:16] = True
    working = raw.working_grid(grid, brain)
    assert np.allclose(working.spacing_mm, 1.0)
    assert np.allclose(working.affine[:3, :3], grid.affine[:3, :3] / grid.spacing_mm)
    corners = np.array(np.meshgrid((19.5, 39.5), (9.5, 44.5), (3.5, 15.5))).reshape(3, -1).T
    inside = working.to_index(grid.to_world_mm(corners))
    assert (inside > 10).all()
    assert (inside < np.array(working.shape) - 10).all()
    whole = raw.working_grid(grid, np.ones(grid.shape, np.bool_))
    outer = whole.to_world_mm(np.full(3, -0.5))  # the same outer side, not the same first center
    assert np.allclose(outer, grid.to_world_mm(np.full(3, -0.5)))


def test_sequences_agree_on_the_brain_by_the_mean_of_what_they_say() -> None:
    one, two, three = (np.full((1, 1, 1), value, np.float32) for value in (0.9, 0.9, 0.0))
    assert raw.agreed_brain({Sequence.T1: one, Sequence.T2: two, Sequence.FLAIR: three}).all()
    assert not raw.agreed_brain({Sequence.T1: one, Sequence.FLAIR: three}).any()


def test_air_is_exactly_zero_and_nothing_is_below_it() -> None:
    image = np.array([[[5.0, -2.0, 7.0]]], np.float32)
    assert raw.only_brain(image, np.array([[[True, True, False]]])).tolist() == [[[5.0, 0.0, 0.0]]]


def test_brains_apart_are_refused_and_doubtful_ones_told() -> None:
    assert raw.judged_overlap(Sequence.T2, Sequence.T1CE, 0.97) == ()
    (caution,) = raw.judged_overlap(Sequence.T2, Sequence.T1CE, 0.9)
    assert caution.code == "registration.doubtful"
    with pytest.raises(StudyError, match="T2 could not be registered to T1CE"):
        raw.judged_overlap(Sequence.T2, Sequence.T1CE, 0.7)


def test_a_brain_of_impossible_size_is_refused_and_an_unusual_one_told() -> None:
    assert raw.judged_volume(1500.0) == ()
    assert [caution.code for caution in raw.judged_volume(2200.0)] == ["brain.unusual"]
    for volume_ml in (50.0, 40_000.0):  # the header of a head of 63 cm
        with pytest.raises(StudyError, match="impossible size"):
            raw.judged_volume(volume_ml)
