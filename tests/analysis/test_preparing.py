"""Raw heads come out registered, with the brain alone, on two grids of the reference's space."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jaxtyping import Float32
from numpy.typing import NDArray

from neuroinsight.analysis.preparing import PreparedHead, make_ready, prepare_head
from neuroinsight.core.errors import StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.study import load_study
from neuroinsight.preprocess.plan import Plan
from neuroinsight.preprocess.raw import Kind
from tests.heads import brain_depth, raw_study
from tests.strategies import grid_of, head

WAY = np.array([[1.0, 0, 0, 6], [0, 1, 0, -8], [0, 0, 1, 5], [0, 0, 0, 1]])
PLAN = Plan(sequences=(Sequence.T1CE, Sequence.FLAIR))


class KnowsTheHead:
    """Says where the synthetic brain is; of FLAIR, which is moved, by what the header does not say."""

    def outline(self, volume: Volume) -> Float32[NDArray[np.float32], "i j k"]:
        at_mm = volume.grid.to_world_mm(np.moveaxis(np.indices(volume.grid.shape), 0, -1).reshape(-1, 3).astype(float))
        if volume.grid.axis_codes == "RAS":
            at_mm = at_mm - WAY[:3, 3]
        return (brain_depth(at_mm) < 1).reshape(volume.grid.shape).astype(np.float32)


@pytest.fixture(scope="module")
def prepared() -> PreparedHead:
    return prepare_head(raw_study(way=WAY), extractor=KnowsTheHead())


def test_both_grids_are_in_the_references_space_and_hold_the_brain_alone(prepared: PreparedHead) -> None:
    reference = raw_study(way=WAY).volumes[Sequence.T1CE]
    assert prepared.reference is Sequence.T1CE
    assert prepared.brain.grid == reference.grid
    for study in (prepared.working, prepared.shown):
        for volume in study.volumes.values():
            at_mm = volume.grid.to_world_mm(np.argwhere(volume.array != 0).astype(float))
            assert brain_depth(at_mm).max() < 1.15
            assert len(at_mm) * volume.grid.voxel_volume_ml == pytest.approx(
                4 / 3 * np.pi * 62 * 78 * 60 / 1000, rel=0.04
            )
            assert volume.array.min() == 0
    inside = prepared.brain.array == 1
    assert np.array_equal(
        prepared.shown.volumes[Sequence.T1CE].array[inside], reference.array[inside]
    )  # its own voxels


def test_each_step_stands_with_its_figures(prepared: PreparedHead) -> None:
    steps = {step.code: step.values for step in prepared.steps}
    assert list(steps) == ["raw.reference", "raw.registered", "brain.extracted", "raw.resampled"]
    assert steps["raw.registered"]["shift_mm"] == pytest.approx(float(np.linalg.norm(WAY[:3, 3])), abs=1.0)
    assert float(str(steps["raw.registered"]["overlap"])) > 0.95
    assert prepared.cautions == ()


def test_a_given_mask_takes_the_place_of_extraction_and_says_nothing_of_single_images(prepared: PreparedHead) -> None:
    again = prepare_head(raw_study(way=WAY), brain_mask=prepared.brain)
    assert [step.code for step in again.steps] == ["raw.reference", "raw.moved", "brain.given", "raw.resampled"]
    assert np.mean(again.brain.array == prepared.brain.array) > 0.995
    elsewhere = grid_of("RAS", shape=(4, 4, 4))
    with pytest.raises(StudyError, match="none of the images' grids"):
        prepare_head(raw_study(), brain_mask=Volume(array=np.ones((4, 4, 4), np.uint8), grid=elsewhere))


def test_prepared_images_are_left_alone() -> None:
    study = head(grid_of("LPS", shape=(40, 44, 36), spacing_mm=(4.0, 4.0, 4.0)))
    ready = make_ready(study, PLAN)
    assert ready.brain is None
    assert ready.admitted.preparation == ()
    assert all(np.array_equal(ready.shown.volumes[s].array, v.array) for s, v in study.volumes.items())


def test_a_raw_head_said_to_be_prepared_is_refused_and_a_missing_sequence_before_any_work() -> None:
    study = raw_study()
    with pytest.raises(StudyError, match="whole head"):
        make_ready(study, PLAN, kind=Kind.PREPARED)
    alone = replace(study, volumes={Sequence.FLAIR: study.volumes[Sequence.FLAIR]})
    with pytest.raises(StudyError, match="lacks a sequence"):
        make_ready(alone, PLAN)


@pytest.mark.slow
@pytest.mark.data
def test_the_raw_study_gives_the_experts_tumor(data: Path) -> None:
    import neuroinsight  # noqa: PLC0415
    from neuroinsight.imaging.registration import laid_onto  # noqa: PLC0415

    study = load_study(data / "special" / "raw_native_TCGA-FG-6692")
    made = prepare_head(study)
    found = neuroinsight.open_model("glioma").segment(made.working)
    assert found.probabilities is not None
    assert found.probabilities.grid is not None
    flair = study.volumes[Sequence.FLAIR].grid
    back = np.asarray(np.linalg.inv(made.ways[Sequence.FLAIR]), np.float64)
    whole = laid_onto(found.probabilities.array[0], found.probabilities.grid, flair, back) > 0.5
    truth = read_volume(data / "special/raw_reference/TCGA_FG_6692_20020606_flair_tumor_truth.nii.gz")
    expert = truth.array > 0
    assert 2 * np.count_nonzero(whole & expert) / (np.count_nonzero(whole) + np.count_nonzero(expert)) > 0.80
    assert 20 < np.count_nonzero(whole) * flair.voxel_volume_ml < 29
