"""Air is 0 behind the door, however another program stored it; a raw head stays refused."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.errors import StudyError
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.inference.store import open_model
from neuroinsight.io.study import load_study
from neuroinsight.preprocess.admission import admit
from neuroinsight.preprocess.air import clear_air
from tests.preprocess.test_check import BRAIN, GRID, PLAN, image, mirrored, noisy_air, study, with_value

Array = NDArray[np.floating]
Change = Callable[[Array], Array]


def brain_of(array: Array) -> Array:
    inside: Array = array[array != 0].astype(np.float64)
    return inside


def clipped(array: Array) -> Array:
    low, high = np.percentile(brain_of(array), (1, 99))
    squeezed: Array = np.where(array != 0, ((array - low) / (high - low)).clip(0, 1), 0).astype(np.float32)
    return squeezed


def scored(array: Array) -> Array:
    scores: Array = ((array - brain_of(array).mean()) / brain_of(array).std()).astype(np.float32)
    return scores


def moved_by_sinc(array: Array) -> Array:
    waves = np.fft.rfftn(np.asarray(array, np.float64))
    for axis, frequencies in enumerate((*map(np.fft.fftfreq, array.shape[:2]), np.fft.rfftfreq(array.shape[2]))):
        waves *= np.exp(-2j * np.pi * 0.3 * frequencies).reshape([-1 if other == axis else 1 for other in range(3)])
    moved: Array = np.fft.irfftn(waves, array.shape, axes=(0, 1, 2)).astype(np.float32)
    return moved


CHANGES: dict[str, Change] = {
    "z-scores of the whole image": scored,
    "-1 outside": lambda a: np.where(a != 0, a, -1).astype(np.float32),
    "-1 to 1": lambda a: (2 * (a / a.max()).clip(0, 1) - 1).astype(np.float32),
    "shifted whole numbers": lambda a: a.astype(np.int32) + 1000,  # type: ignore[dict-item, return-value]
    "NaN outside": lambda a: np.where(a != 0, a, np.nan).astype(np.float32),
    "moved by a spline": lambda a: ndimage.shift(a.astype(np.float32), (0.3, 0.4, 0.3), order=3),
    "z-scores, moved": lambda a: ndimage.shift(scored(a), (0.3, 0.4, 0.3), order=3, mode="nearest"),
}
UNTOUCHED: dict[str, Change] = {
    "as released": lambda a: a,
    "z-scores of the brain": lambda a: np.where(a != 0, scored(a), 0).astype(np.float32),
    "clipped to 0 and 1": clipped,
}


def changed(sound: Study, change: Change) -> Study:
    volumes = {s: replace(v, array=change(np.asarray(v.array, np.float32))) for s, v in sound.volumes.items()}
    return replace(sound, volumes=volumes)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_air_is_0_behind_the_door_and_what_was_done_is_kept(change: Change) -> None:
    admitted = admit(changed(study(), change), PLAN)
    assert [step.code for step in admitted.preparation] == ["air.cleared"] * 2
    for volume in admitted.study.volumes.values():
        far_from_brain = ~ndimage.binary_dilation(BRAIN, iterations=4)
        assert not volume.array[far_from_brain].any()
        assert np.count_nonzero(volume.array[BRAIN]) > 0.99 * np.count_nonzero(BRAIN)


@pytest.mark.parametrize("margin", [4, 6])
def test_a_brain_that_a_sinc_kernel_moved_is_no_head_though_it_has_little_air(margin: int) -> None:
    box = bounding_box(BRAIN, margin=margin)
    assert box is not None
    inside = BRAIN[box]
    grid = replace(GRID, shape=inside.shape)
    volumes = {
        sequence: Volume(array=moved_by_sinc(np.asarray(volume.array[box], np.float32)), grid=grid)
        for sequence, volume in study().volumes.items()
    }
    admitted = admit(replace(study(), volumes=volumes), PLAN)
    assert [step.code for step in admitted.preparation] == ["air.cleared"] * 2
    for volume in admitted.study.volumes.values():
        assert np.count_nonzero(volume.array[inside]) > 0.97 * np.count_nonzero(inside)


@pytest.mark.parametrize("change", UNTOUCHED.values(), ids=UNTOUCHED)
def test_air_that_is_0_already_changes_no_voxel(change: Change) -> None:
    before = changed(study(), change)
    admitted = admit(before, PLAN)
    assert admitted.preparation == ()
    for sequence, volume in admitted.study.volumes.items():
        np.testing.assert_array_equal(volume.array, before.volumes[sequence].array)


def test_a_level_is_taken_off_so_that_no_tissue_is_0_by_chance() -> None:
    array = np.where(BRAIN, np.rint(image()) - 300, -1000).astype(np.float32)
    assert (array[BRAIN] == 0).any()
    cleared = clear_air(study(flair=array).volumes[Sequence.FLAIR])
    assert cleared is not None
    np.testing.assert_array_equal(cleared.volume.array != 0, BRAIN)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_voxel_in_the_brain_that_is_no_number_is_refused_all_the_same(value: float) -> None:
    with pytest.raises(StudyError, match="FLAIR holds voxels that are not numbers"):
        admit(study(flair=with_value(value)), PLAN)


def test_noise_around_a_head_is_not_taken_for_air() -> None:
    with pytest.raises(StudyError, match="whole head"):
        admit(study(flair=noisy_air()), PLAN)


def test_an_image_in_another_axis_order_is_turned_by_the_door() -> None:
    admitted = admit(study(flair=mirrored()), PLAN)
    one, other = admitted.study.volumes.values()
    assert one.grid.is_same_as(other.grid)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("change", [CHANGES["z-scores of the whole image"], CHANGES["moved by a spline"], clipped])
def test_a_released_case_is_outlined_alike_however_it_was_stored(change: Change, data: Path) -> None:
    bundle = open_model("glioma")
    sound = load_study(data / "brats" / "2023" / "BraTS-GLI-00003-000")
    whole = bundle.segment(admit(sound, bundle.plan).study).label_map.mask(Region.WT)
    again = bundle.segment(admit(changed(sound, change), bundle.plan).study).label_map.mask(Region.WT)
    assert 2 * np.count_nonzero(whole & again) / (np.count_nonzero(whole) + np.count_nonzero(again)) > 0.95
    assert np.count_nonzero(again) == pytest.approx(np.count_nonzero(whole), rel=0.05)


@pytest.mark.data
@pytest.mark.parametrize("name", ["raw_native_TCGA-FG-6692"])
def test_a_raw_head_is_refused_by_the_door(name: str, data: Path) -> None:
    with pytest.raises(StudyError, match="whole head"):
        admit(load_study(data / "special" / name), PLAN)
