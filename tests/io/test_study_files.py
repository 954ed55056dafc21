"""Studies from folders and files: recognized by name, each file read once, one axis order."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.errors import FileFormatError, GridError, StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import shared_grid
from neuroinsight.core.volume import Volume
from neuroinsight.io import content, nifti
from neuroinsight.io.study import cases_at, load_study, load_study_files, recognize
from tests.strategies import AXIS_CODES, grid_of, permuted

SHAPE = (4, 5, 6)
GRID = grid_of("LPS", shape=SHAPE, spacing_mm=(1.0, 2.0, 4.0), origin_mm=(8.0, -16.0, 32.0))
IMAGE = np.arange(120, dtype=np.int16).reshape(SHAPE)


def write(folder: Path, *names: str, grid: Grid = GRID, array: np.ndarray = IMAGE) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        nifti.write(folder / name, Volume(array=array, grid=grid))


def test_a_folder_gives_its_sequences_and_leaves_the_rest(tmp_path: Path) -> None:
    case = tmp_path / "Brats18_2013_2_1"
    write(
        case, *(f"Brats18_2013_2_1_{end}.nii.gz" for end in ("flair", "t1ce", "seg")), "._Brats18_t1.nii.gz", "dwi.nii"
    )
    study = load_study(case)
    assert tuple(study.volumes) == (Sequence.T1CE, Sequence.FLAIR)
    assert study.identity.case_id == "Brats18_2013_2_1"
    source = study.sources[Sequence.T1CE]
    assert source.file_name == "Brats18_2013_2_1_t1ce.nii.gz"
    assert source.sha256 == hashlib.sha256((case / source.file_name).read_bytes()).hexdigest()


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "t1ce.nii.gz", "flair.nii.gz")
    read: list[str] = []
    original = content.read_content

    def counted(path: Path) -> bytes:
        read.append(path.name)
        return original(path)

    monkeypatch.setattr("neuroinsight.io.study.read_content", counted)
    load_study(tmp_path)
    assert sorted(read) == ["flair.nii.gz", "t1ce.nii.gz"]


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_an_image_in_another_axis_order_is_turned_not_changed(codes: str, tmp_path: Path) -> None:
    write(tmp_path, "t1ce.nii.gz")
    turned, grid = permuted(IMAGE, GRID, codes)
    write(tmp_path, "flair.nii.gz", grid=grid, array=turned)
    study = load_study(tmp_path)
    np.testing.assert_array_equal(study.volumes[Sequence.FLAIR].array, IMAGE)
    assert study.volumes[Sequence.FLAIR].grid == shared_grid(study)


def test_the_order_of_the_files_given_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a_t1ce.nii.gz", "a_flair.nii.gz")
    files = {Sequence.FLAIR: tmp_path / "a_flair.nii.gz", Sequence.T1CE: tmp_path / "a_t1ce.nii.gz"}
    study = load_study_files(files)
    assert tuple(study.volumes) == (Sequence.T1CE, Sequence.FLAIR)
    assert study.identity.case_id == "a"


def test_files_without_a_common_name_take_their_folders(tmp_path: Path) -> None:
    write(tmp_path / "patient", "t1ce.nii.gz")
    assert load_study_files({Sequence.T1CE: tmp_path / "patient" / "t1ce.nii.gz"}).identity.case_id == "patient"
    assert load_study_files({Sequence.T1CE: tmp_path / "patient" / "t1ce.nii.gz"}, "mine").identity.case_id == "mine"


def test_an_image_on_another_grid_is_left_for_the_check(tmp_path: Path) -> None:
    write(tmp_path, "t1ce.nii.gz")
    write(tmp_path, "flair.nii.gz", grid=grid_of("LPS", shape=SHAPE, spacing_mm=(1.0, 2.0, 5.0)))
    study = load_study(tmp_path)
    with pytest.raises(GridError, match="T1CE and FLAIR lie on different grids"):
        shared_grid(study)


@pytest.mark.parametrize(
    "names",
    [("t1.nii.gz", "a_t1.nii.gz"), ("t1ce.nii", "t1ce.nii.gz"), ("t1ce.nii", "t1gd.nii"), ("flair.nii", "t1_t2.nii")],
)
def test_ambiguous_names_are_refused_with_the_evidence(names: tuple[str, str], tmp_path: Path) -> None:
    write(tmp_path, *names)
    with pytest.raises(StudyError, match="leave open") as caught:
        recognize(tmp_path)
    assert names[1] in caught.value.seen
    assert caught.value.code == "study.name_files"


@pytest.mark.parametrize("names", [(), ("x_seg.nii.gz",), ("BRATS_001.nii.gz",)])
def test_a_folder_without_a_sequence_is_refused_with_what_is_in_it(names: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, *names)
    with pytest.raises(StudyError, match="No sequence") as caught:
        load_study(tmp_path)
    assert (names[0] if names else "empty") in caught.value.seen


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "t1.nii.gz")
    for path in (tmp_path / "nowhere", tmp_path / "t1.nii.gz"):
        with pytest.raises(StudyError, match="cannot be read"):
            load_study(path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, "t1ce.nii.gz", "flair.nii.gz")
    (tmp_path / "flair.nii.gz").write_bytes((tmp_path / "flair.nii.gz").read_bytes()[:-30])
    with pytest.raises(FileFormatError, match=r"flair\.nii\.gz"):
        load_study(tmp_path)


def test_a_folder_of_folders_stands_for_its_cases(tmp_path: Path) -> None:
    for folder in ("HGG/a", "HGG/b", "LGG/c", "d"):
        write(tmp_path / folder, "t1ce.nii")
    found = [case.folder for case in cases_at(tmp_path)]
    assert [str(folder.relative_to(tmp_path)) for folder in found] == ["HGG/a", "HGG/b", "LGG/c", "d"]
    assert [case.folder for case in cases_at(tmp_path / "d")] == [tmp_path / "d"]


def test_a_patient_without_images_is_not_forgotten(tmp_path: Path) -> None:
    write(tmp_path / "HGG" / "a", "t1ce.nii")
    for folder in ("HGG/b", "c"):
        (tmp_path / folder).mkdir()
    found = [case.folder for case in cases_at(tmp_path)]
    assert [str(folder.relative_to(tmp_path)) for folder in found] == ["HGG/a", "HGG/b", "c"]
    with pytest.raises(StudyError, match="No images"):
        cases_at(tmp_path / "c")


def test_a_loose_image_beside_case_folders_is_not_taken_for_the_case(tmp_path: Path) -> None:
    write(tmp_path, "template.nii.gz")
    write(tmp_path / "a", "t1ce.nii")
    assert [case.folder for case in cases_at(tmp_path)] == [tmp_path / "a"]


def test_results_are_no_cases(tmp_path: Path) -> None:
    write(tmp_path / "a", "t1ce.nii")
    for folder in ("b", "results/a"):
        write(tmp_path / folder, "segmentation.nii.gz")
        (tmp_path / folder / "analysis.json").write_text("{}", encoding="utf-8")
    assert [case.folder for case in cases_at(tmp_path)] == [tmp_path / "a"]


@pytest.mark.data
@pytest.mark.parametrize("folder", ["brats/HGG/Brats18_CBICA_AME_1", "brats/2023/BraTS-GLI-00003-000"])
def test_released_cases_are_read_with_all_sequences(folder: str, data: Path) -> None:
    study = load_study(data / folder)
    assert tuple(study.volumes) == tuple(Sequence)
    assert shared_grid(study).shape == (240, 240, 155)
    assert all(volume.grid == shared_grid(study) for volume in study.volumes.values())


@pytest.mark.data
def test_a_scanners_own_names_are_recognized(data: Path) -> None:
    files = recognize(data / "special" / "raw_native_TCGA-FG-6692")
    assert {sequence: path.name.rsplit("_", 1)[1] for sequence, path in files.items()} == {
        Sequence.T1: "t1.nii.gz",
        Sequence.T1CE: "t1c.nii.gz",
        Sequence.T2: "t2.nii.gz",
        Sequence.FLAIR: "fla.nii.gz",
    }
