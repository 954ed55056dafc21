"""Finding cases over several folders, and refusing what would be ambiguous."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.brats_ids import patient_of
from neuroinsight.datasets.case import Grade
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.tables import Facts
from tests import trees


def test_a_patient_has_one_name_in_all_years_even_without_a_tcga_id(tmp_path: Path) -> None:
    roots = [
        trees.brats_2018(tmp_path / "2018"),
        trees.brats_2019(tmp_path / "2019"),
        trees.brats_2020(tmp_path / "2020"),
    ]
    patients = {case.key: case.patient for case in find_cases(roots)}
    assert len(patients) == 6
    assert patients["Brats18_CBICA_AAA_1"] == patients["BraTS19_CBICA_AAA_1"] == patients["BraTS20_Training_001"]
    assert set(patients.values()) == {"Brats18_CBICA_AAA", "TCGA-XX-0777"}


def test_tables_of_one_root_serve_the_others(tmp_path: Path) -> None:
    trees.brats_2021(tmp_path / "with")
    bare = trees.brats_2023(tmp_path / "without")
    alone = {case.key: case for case in find_cases([bare])}
    together = {case.key: case for case in find_cases([bare, tmp_path / "with"])}
    assert alone["BraTS-GLI-00002-000"].grade is None
    assert together["BraTS-GLI-00002-000"].grade is Grade.LGG
    assert together["BraTS-GLI-00002-000"].patient == "TCGA-XX-0777"
    assert together["BraTS-GLI-00002-000"].source == "TCGA-LGG"
    assert together["BraTS-GLI-00001-000"].source == "UCSF"


def test_two_examinations_of_a_2023_patient_are_one_patient(tmp_path: Path) -> None:
    cases = {case.key: case for case in find_cases([trees.brats_2023(tmp_path / "a")])}
    assert cases["BraTS-GLI-00001-000"].patient == cases["BraTS-GLI-00001-001"].patient
    assert cases["BraTS-GLI-00001-000"].patient != cases["BraTS-GLI-00002-000"].patient


@pytest.mark.parametrize(
    ("earlier", "later", "other"),
    [
        ("BraTS-GLI-02062-100", "BraTS-GLI-02062-101", "BraTS-GLI-02063-100"),
        ("BraTS-PED-00012-000", "BraTS-PED-00012-001", "BraTS-PED-00013-000"),
        ("BraTS-MET-00003-000", "BraTS-MET-00003-002", "BraTS-MET-00030-000"),
        ("BraTS-MEN-RT-0004-1", "BraTS-MEN-RT-0004-2", "BraTS-MEN-RT-0041-1"),
    ],
)
def test_examinations_of_every_task_are_of_the_patient_whose_number_they_bear(
    earlier: str, later: str, other: str
) -> None:
    assert patient_of(earlier, Facts()) == patient_of(later, Facts())
    assert patient_of(earlier, Facts()) != patient_of(other, Facts())


def test_a_post_operative_case_may_hold_a_cavity(tmp_path: Path) -> None:
    trees.write_case(tmp_path, "BraTS-GLI-02062-100", names=trees.DASH, mark="-")
    case = find_cases([tmp_path])[0]
    assert (case.layout, case.scheme.name) == ("brats2024", "brats2024")


def test_labels_with_the_odd_name_of_case_355_are_found(tmp_path: Path) -> None:
    cases = find_cases([trees.brats_2020(tmp_path)])
    assert [case.labels.name for case in cases if case.labels] == [
        "BraTS20_Training_001_seg.nii",
        "W39_1998.09.19_Segm.nii",
    ]


def test_a_folder_given_twice_or_inside_another_counts_once(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path / "set")
    assert len(find_cases([root, root, root / "HGG"])) == 2


def test_linked_folders_are_followed_and_links_in_circles_end(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path / "set")
    (tmp_path / "subset" / "HGG").mkdir(parents=True)
    real = next((root / "HGG").iterdir())
    (tmp_path / "subset" / "HGG" / real.name).symlink_to(real, target_is_directory=True)
    (tmp_path / "subset" / "again").symlink_to(tmp_path / "subset", target_is_directory=True)
    assert [case.key for case in find_cases([tmp_path / "subset"])] == [real.name]


@pytest.mark.parametrize(
    ("files", "keys"),
    [
        (("P01/brain_t1.nii", "P02/brain_t1.nii"), {"P01": "P01", "P02": "P02"}),
        (("P01/2019/P01_t1.nii", "P01/2020/P01_t1.nii"), {"P01_2019": "P01", "P01_2020": "P01"}),
        (("P01/pre/scan_t1.nii", "P02/pre/scan_t1.nii"), {"P01_pre": "P01", "P02_pre": "P02"}),
        (("2019/P01_t1.nii", "2020/P01_t1.nii"), {"P01_2019": "P01", "P01_2020": "P01"}),
    ],
)
def test_one_id_in_several_folders_is_told_apart_by_the_folders(
    tmp_path: Path, files: tuple[str, ...], keys: dict[str, str]
) -> None:
    for seed, file in enumerate(files):
        trees.write_image(tmp_path / file, trees.head(Sequence.T1, seed))
    assert {case.key: case.patient for case in find_cases([tmp_path])} == keys


@pytest.mark.parametrize(
    ("folders", "patients"),
    [
        (("P01/pre", "P01/post", "P02/pre"), ["P01", "P01", "P02"]),
        (("A/001", "B/001"), ["A", "B"]),
        (("P1_2008.03.30", "P1_20100401", "P2_pre", "P2_post-op"), ["P1", "P1", "P2", "P2"]),
        (("TCGA-02-0006_1996.08.23", "P-2001-7"), ["P-2001-7", "TCGA-02-0006"]),
    ],
)
def test_examinations_that_folders_tell_apart_are_of_one_patient(
    tmp_path: Path, folders: tuple[str, ...], patients: list[str]
) -> None:
    for seed, folder in enumerate(folders):
        trees.write_image(tmp_path / folder / "T1.nii", trees.head(Sequence.T1, seed))
    found = find_cases([tmp_path])
    assert sorted(case.patient for case in found) == patients
    assert len({case.key for case in found}) == len(folders)


def test_a_copy_of_a_case_counts_once(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path / "set")
    shutil.copytree(root, tmp_path / "copy")
    assert len(find_cases([root, tmp_path / "copy"])) == 2


def test_two_different_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path / "set")
    trees.write_case(tmp_path / "other", "Brats18_CBICA_AAA_1", seed=99)
    with pytest.raises(DatasetError, match="Two different cases are called Brats18_CBICA_AAA_1") as caught:
        find_cases([root, tmp_path / "other"])
    assert "other" in caught.value.seen


def test_several_layouts_in_one_folder_are_all_found(tmp_path: Path) -> None:
    trees.brats_2018(tmp_path / "brats")
    trees.decathlon(tmp_path)
    trees.own_cases(tmp_path / "own")
    assert {case.layout for case in find_cases([tmp_path])} == {"brats2018", "decathlon", "case_folders"}


def test_a_mask_of_the_whole_tumor_is_not_taken_for_labels(tmp_path: Path) -> None:
    case = next(case for case in find_cases([trees.own_cases(tmp_path)]) if case.key == "wt_0")
    assert case.labels is None
    assert case.whole_tumor is not None
    assert case.missing == ("t1ce", "t2", "labels")


def test_leftovers_of_macos_archives_are_no_files_of_a_case(tmp_path: Path) -> None:
    home = trees.write_case(tmp_path, "BraTS2021_00001")
    (home / "._BraTS2021_00001_t1.nii.gz").write_bytes(b"\0\5\x16\7")
    assert [case.key for case in find_cases([tmp_path])] == ["BraTS2021_00001"]


@pytest.mark.parametrize("name", ["t1gd", "t1post", "T1c", "t1ce"])
def test_the_contrast_image_is_known_by_its_several_names(tmp_path: Path, name: str) -> None:
    trees.write_case(tmp_path, "BraTS2021_00001", names={Sequence.T1CE: name, Sequence.FLAIR: "Flair"})
    assert list(find_cases([tmp_path])[0].images) == [Sequence.T1CE, Sequence.FLAIR]


@pytest.mark.parametrize("place", ["nowhere", "file.txt", "empty"])
def test_a_place_without_cases_is_refused_with_what_was_looked_for(tmp_path: Path, place: str) -> None:
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError) as caught:
        find_cases([tmp_path / place])
    assert caught.value.seen in {"nothing of this name", "a file", "an empty folder"}
    if place == "empty":
        assert "BraTS" in caught.value.allowed
        assert "docs/data.md" in caught.value.allowed
        assert len(caught.value.allowed) < 400  # the whole catalogue would fill a screen


def test_lgg_slices_are_refused_by_name_because_they_are_no_volumes(tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as caught:
        find_cases([trees.lgg_slices(tmp_path)])
    assert "tcga-lgg-slices" in caught.value.seen


@pytest.mark.parametrize("content", [None, "name,value\nx,1\n"])
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: str | None) -> None:
    root = trees.brats_2018(tmp_path / "set")
    if content is not None:
        (tmp_path / "table.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match="no table of cases"):
        find_cases([root], [tmp_path / "table.csv"])


def test_an_index_of_the_decathlon_with_swapped_labels_is_refused(tmp_path: Path) -> None:
    index = trees.decathlon(tmp_path) / "Task01_BrainTumour" / "dataset.json"
    text = index.read_text(encoding="utf-8").replace(
        '"1": "edema", "2": "non-enhancing tumor"', '"1": "necrosis", "2": "edema"'
    )
    index.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        find_cases([tmp_path])
    assert "1 necrosis" in caught.value.seen


def test_an_index_of_the_decathlon_without_its_images_is_refused(tmp_path: Path) -> None:
    task = trees.decathlon(tmp_path) / "Task01_BrainTumour"
    for folder in ("imagesTr", "imagesTs"):
        shutil.rmtree(task / folder)
    with pytest.raises(DatasetError, match="None of the images"):
        find_cases([tmp_path])


def test_another_task_of_the_decathlon_is_not_ours(tmp_path: Path) -> None:
    index = trees.decathlon(tmp_path) / "Task01_BrainTumour" / "dataset.json"
    index.write_text('{"modality": {"0": "MRI"}, "labels": {"1": "left atrium"}}', encoding="utf-8")
    with pytest.raises(DatasetError, match="No case was found"):
        find_cases([tmp_path])


def test_different_labels_make_different_cases(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path / "set")
    shutil.copytree(root, tmp_path / "copy")
    path = tmp_path / "copy" / "HGG" / "Brats18_CBICA_AAA_1" / "Brats18_CBICA_AAA_1_seg.nii.gz"
    trees.write_image(path, np.zeros(trees.SHAPE, np.uint8))
    with pytest.raises(DatasetError, match="Two different cases"):
        find_cases([root, tmp_path / "copy"])
