"""The LGG slices: patients, order, copies of FLAIR, and what is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from neuroinsight.core.errors import DatasetError, FileFormatError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.describe_slices import describe_slices
from neuroinsight.datasets.slices import SlicePatient, read_slices
from tests import trees


def find_slice_patients(root: Path) -> list[SlicePatient]:
    return [case for case in find_examined([root]) if isinstance(case, SlicePatient)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the folder of the only patient."""
    return trees.lgg_slices(tmp_path) / "kaggle_3m" / "TCGA_XX_0777_19970222"


def test_a_patient_is_named_as_in_the_volumes_of_the_same_patient(home: Path) -> None:
    patient = find_slice_patients(home.parent)[0]
    assert (patient.patient, patient.source, patient.study_date) == ("TCGA-XX-0777", "XX", "1997-02-22")
    assert patient.facts is not None
    assert (patient.facts.who_grade, patient.facts.age_years) == (3, 44.0)
    assert patient.facts.clusters == {"RNASeq": 2, "Methylation": None}


@pytest.mark.parametrize("up", [0, 1, 2])
def test_the_set_is_found_from_any_of_its_folders(home: Path, up: int) -> None:
    root = (home, *home.parents)[up]
    patient = find_slice_patients(root)[0]
    assert patient.facts is not None


def test_slices_are_in_the_order_of_their_numbers_not_of_their_names(home: Path) -> None:
    patient = find_slice_patients(home)[0]
    assert [piece.number for piece in patient.slices] == list(range(1, 12))
    stack = read_slices(patient)
    assert stack.images.shape == (11, 16, 18, 3)
    assert stack.masks.any(axis=(1, 2)).tolist() == [number % 2 == 1 for number in range(1, 12)]


def test_a_copy_of_flair_is_no_image_of_its_own(home: Path) -> None:
    assert read_slices(find_slice_patients(home)[0]).copies_of_flair == {Sequence.T1CE}


def test_one_slice_that_differs_makes_a_channel_an_image(home: Path) -> None:
    path = home / f"{home.name}_4.tif"
    picture = np.array(Image.open(path))
    picture[0, 0, 2] ^= 1
    Image.fromarray(picture).save(path)
    assert read_slices(find_slice_patients(home)[0]).copies_of_flair == frozenset()


def test_a_slice_without_a_mask_is_not_taken_for_one_without_tumor(home: Path) -> None:
    (home / f"{home.name}_3_mask.tif").unlink()
    with pytest.raises(DatasetError) as caught:
        read_slices(find_slice_patients(home)[0])
    assert caught.value.seen == "no mask for slice 3"


def test_slices_of_two_sizes_are_refused(home: Path) -> None:
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(home / f"{home.name}_3.tif")
    with pytest.raises(DatasetError, match="differ in size"):
        read_slices(find_slice_patients(home)[0])


def test_a_gray_slice_is_refused(home: Path) -> None:
    Image.fromarray(np.zeros((16, 18), np.uint8)).save(home / f"{home.name}_3.tif")
    with pytest.raises(FileFormatError) as caught:
        read_slices(find_slice_patients(home)[0])
    assert caught.value.seen == "1 channel"


def test_a_patient_in_two_folders_is_refused(home: Path) -> None:
    shutil.copytree(home, home.parent / "copy")
    with pytest.raises(DatasetError, match="two places"):
        find_slice_patients(home.parent)


def test_a_folder_without_slices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="No case was found"):
        find_slice_patients(tmp_path)


@pytest.mark.data
def test_the_released_patient_is_read_whole(data: Path) -> None:
    patient = find_slice_patients(data / "tcga_lgg")[0]
    assert (patient.patient, patient.source, len(patient.slices)) == ("TCGA-CS-4942", "CS", 20)
    assert patient.facts is not None
    assert (patient.facts.who_grade, patient.facts.age_years) == (3, 44.0)
    stack = read_slices(patient)
    assert stack.images.shape == (20, 256, 256, 3)
    assert stack.copies_of_flair == frozenset()
    assert 0 < stack.masks.any(axis=(1, 2)).sum() < 20


def _write_masks(home: Path, change: Callable[[np.ndarray], np.ndarray]) -> None:
    for path in home.glob("*_mask.tif"):
        with Image.open(path) as mask:
            levels = np.asarray(mask)
        Image.fromarray(change(levels).astype(np.uint8)).save(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda levels: np.where(levels > 0, 253, 0) + np.random.default_rng(1).integers(0, 3, levels.shape),
        lambda levels: levels // 255,
        lambda levels: np.stack([levels] * 3, axis=-1),
    ],
    ids=["noise of 0 to 2", "0 and 1", "in color"],
)
def test_masks_say_the_same_however_their_gray_was_kept(home: Path, change: Callable[..., np.ndarray]) -> None:
    (patient,) = find_slice_patients(home)
    sound = read_slices(patient).masks
    assert sound.any()
    assert not sound.any(axis=(1, 2)).all()  # some slices have no tumor, and noise alone must not make one
    _write_masks(home, change)
    np.testing.assert_array_equal(read_slices(patient).masks, sound)


def test_gray_masks_are_told_and_unclear_ones_refused(home: Path) -> None:
    (patient,) = find_slice_patients(home)
    _write_masks(home, lambda levels: np.maximum(levels, 2))
    assert any("gray levels" in note for note in describe_slices(patient).notes)
    _write_masks(home, lambda levels: np.minimum(levels, 4))
    with pytest.raises(DatasetError, match="neither black and white nor gray"):
        read_slices(patient)
