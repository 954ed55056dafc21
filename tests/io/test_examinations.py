"""Whose files lie in a folder: as data sets are released, as people copy them, and as archives leave them."""

import os
from pathlib import Path

import pytest

from neuroinsight.core.errors import FileFormatError, StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.io.examinations import Examination, examinations_in, find_examinations
from neuroinsight.io.study import load_study

ALL = ("t1", "t1ce", "t2", "flair")


def touch(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"not read here")
    return root


def ids(root: Path) -> list[str]:
    return [one.case_id + ("!" if one.problem else "") for one in find_examinations(root)]


def names(one: Examination) -> dict[str, str]:
    return {sequence.value: path.name for sequence, path in one.images.items()}


def test_a_file_in_a_folder_of_its_own_counts_as_lying_beside_it(tmp_path: Path) -> None:
    for kind, inner in (("t1", "brain_t1"), ("t1ce", "brain_t1ce"), ("flair", "brain_flair"), ("seg", "final_seg")):
        touch(tmp_path, f"BraTS2021_00000/BraTS2021_00000_{kind}.nii/00000057_{inner}.nii")
    (one,) = find_examinations(tmp_path)
    assert one.case_id == "BraTS2021_00000"
    assert names(one) == {s: f"00000057_brain_{s}.nii" for s in ("t1", "t1ce", "flair")}
    assert [path.name for path in one.labels] == ["00000057_final_seg.nii"]


def test_brats_2015_is_found_as_released(tmp_path: Path) -> None:
    home = tmp_path / "HGG" / "brats_2013_pat0001_1"
    for number, kind in enumerate(("MR_Flair", "MR_T1", "MR_T1c", "MR_T2"), 54512):
        touch(home, f"VSD.Brain.XX.O.{kind}.{number}/VSD.Brain.XX.O.{kind}.{number}.mha")
    touch(home, "VSD.Brain_3more.XX.O.OT.54517/VSD.Brain_3more.XX.O.OT.54517.mha")
    (one,) = find_examinations(tmp_path)
    assert (one.case_id, list(one.images)) == ("brats_2013_pat0001_1", list(Sequence))
    assert [path.name for path in one.labels] == ["VSD.Brain_3more.XX.O.OT.54517.mha"]


def test_images_before_and_after_bias_correction_are_one(tmp_path: Path) -> None:
    ends = ("T1", "T1_bias", "T1c", "T1c_bias", "FLAIR", "ADC", "tumor_segmentation", "brain_segmentation")
    touch(tmp_path / "UCSF-PDGM-0004_nifti", *(f"UCSF-PDGM-0004_{end}.nii.gz" for end in ends))
    (one,) = find_examinations(tmp_path)
    assert one.case_id == "UCSF-PDGM-0004"
    assert names(one) == {
        s: f"UCSF-PDGM-0004_{e}.nii.gz" for s, e in (("t1", "T1"), ("t1ce", "T1c"), ("flair", "FLAIR"))
    }
    assert [path.name for path in one.labels] == ["UCSF-PDGM-0004_tumor_segmentation.nii.gz"]


@pytest.mark.parametrize(
    "files", [("T1.nii", "T1_bet.nii"), ("3_t1.nii", "4_t1.nii", "5_flair.nii"), ("a_t1.nii", "a_t1 (1).nii")]
)
def test_which_of_two_images_is_meant_is_not_guessed(tmp_path: Path, files: tuple[str, ...]) -> None:
    with pytest.raises(StudyError, match="leave open") as caught:
        examinations_in(touch(tmp_path, *files))
    assert files[0] in caught.value.seen
    assert files[1] in caught.value.seen


def test_several_patients_in_one_folder_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    touch(tmp_path, *(f"{one}_{kind}.nii.gz" for one in ("a", "b") for kind in (*ALL, "seg")))
    found = find_examinations(tmp_path)
    assert [(one.case_id, len(one.images), [path.name for path in one.labels]) for one in found] == [
        ("a", 4, ["a_seg.nii.gz"]),
        ("b", 4, ["b_seg.nii.gz"]),
    ]


def test_leftovers_of_archives_are_nobodys(tmp_path: Path) -> None:
    touch(
        tmp_path, "Data/P1/P1_t1.nii.gz", "Data/P1/._P1_t1.nii.gz", "__MACOSX/Data/P1/._P1_t1.nii.gz", "Data/.x/t1.nii"
    )
    touch(tmp_path, "Data/tables/name_mapping.csv")
    assert ids(tmp_path) == ["P1"]


def test_a_patient_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "a/t1.nii", "b/t1_t2.nii", "c/series5.nii", "e/t1.nii", "e/x_t1.nii")
    (tmp_path / "d").mkdir()
    assert ids(tmp_path) == ["a", "b!", "c!", "d!", "e!"]


def test_a_link_whose_content_was_not_fetched_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "a/t1.nii")
    (tmp_path / "a" / "flair.nii").symlink_to("../.git/annex/objects/x.nii")
    with pytest.raises(StudyError, match=r"content of flair\.nii is missing"):
        examinations_in(tmp_path / "a")
    assert ids(tmp_path) == ["a!"]


def test_a_pipe_in_place_of_an_image_is_found_and_refused_by_name(tmp_path: Path) -> None:
    touch(tmp_path, "a/x_t1.nii")
    os.mkfifo(tmp_path / "a" / "x_flair.nii")
    (found,) = examinations_in(tmp_path / "a")
    assert Sequence.FLAIR in found.images
    with pytest.raises(FileFormatError) as caught:
        load_study(tmp_path / "a")
    assert "x_flair.nii" in caught.value.problem or "x_t1.nii" in caught.value.problem


def test_a_folder_for_each_sequence_says_what_its_one_file_does_not(tmp_path: Path) -> None:
    touch(tmp_path, *(f"P{number}/{kind}/image.nii.gz" for number in (1, 2) for kind in ("T1", "FLAIR")))
    assert [(one.case_id, len(one.images)) for one in find_examinations(tmp_path)] == [("P1", 2), ("P2", 2)]


def test_masks_are_known_by_their_folder_too(tmp_path: Path) -> None:
    touch(tmp_path, "imagesTr/a_flair.nii", "imagesTr/b_flair.nii", "labelsTr/a.nii", "labelsTr/b.nii")
    found = find_examinations(tmp_path)
    assert [(one.case_id, [path.name for path in one.labels]) for one in found] == [("a", ["a.nii"]), ("b", ["b.nii"])]


def test_masks_in_folders_of_their_own_are_found(tmp_path: Path) -> None:
    touch(tmp_path, "images/P1/P1_t1.nii", "images/P2/P2_t1.nii", "masks/P1_segm.nii", "masks/P2_segm.nii")
    found = find_examinations(tmp_path)
    assert [(one.case_id, [path.name for path in one.labels]) for one in found] == [
        ("P1", ["P1_segm.nii"]),
        ("P2", ["P2_segm.nii"]),
    ]


def test_registered_images_and_ids_that_sound_like_contrast_agent(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "a/T1CE.nii",
        "a/T1_to_T1CE.nii",
        "a/T2_to_T1CE.nii",
        "a/FL_to_T1CE.nii",
        "b/P07_C_T1.nii",
        "b/P07_C_FLAIR.nii",
    )
    a, b = find_examinations(tmp_path)
    assert names(a) == {"t1": "T1_to_T1CE.nii", "t1ce": "T1CE.nii", "t2": "T2_to_T1CE.nii", "flair": "FL_to_T1CE.nii"}
    assert (b.case_id, names(b)) == ("P07_C", {"t1": "P07_C_T1.nii", "flair": "P07_C_FLAIR.nii"})
