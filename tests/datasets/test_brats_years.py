"""A small fabricated tree for every year of BraTS, read as its users have it on their disks."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from neuroinsight.core.errors import StudyError
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, Grade
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.splits import split_into_folds

OLD, NEW = ("_", ("t1", "t1ce", "t2", "flair", "seg")), ("-", ("t1n", "t1c", "t2w", "t2f", "seg"))

YEARS = ",".join(f"BraTS_{year}_subject_ID" for year in (2017, 2018, 2019, 2020))
MAPPING_2020 = f"""Grade,{YEARS},TCGA_TCIA_subject_ID
HGG,Brats17_CBICA_AAB_1,Brats18_CBICA_AAB_1,BraTS19_CBICA_AAB_1,BraTS20_Training_001,NA
LGG,Brats17_TCIA_101_1,Brats18_TCIA08_101_1,BraTS19_TCIA08_101_1,BraTS20_Training_002,TCGA-XX-0001
"""
SURVIVAL_2019 = """BraTS19ID,Age,Survival,ResectionStatus
BraTS19_CBICA_AAB_1,60.5,289,GTR
"""


def _write(folder: Path, case_id: str, naming: tuple[str, Iterable[str]] = OLD, suffix: str = ".nii.gz") -> None:
    home = folder / case_id
    home.mkdir(parents=True)
    mark, kinds = naming
    for kind in kinds:
        (home / f"{case_id}{mark}{kind}{suffix}").write_bytes(b"")  # an index reads names, not images


def _by_key(root: Path) -> dict[str, Case]:
    return {case.key: case for case in find_cases([root])}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return folders of five years with their tables."""
    for year, name in (("2018", "Brats18"), ("2019", "BraTS19")):
        _write(tmp_path / year / "HGG", f"{name}_CBICA_AAB_1", suffix=".nii" if year == "2019" else ".nii.gz")
        _write(tmp_path / year / "LGG", f"{name}_TCIA08_101_1")
        (tmp_path / year / "name_mapping.csv").write_text(MAPPING_2020, encoding="utf-8")
        (tmp_path / year / "survival_data.csv").write_text(SURVIVAL_2019, encoding="utf-8")
    _write(tmp_path / "2020", "BraTS20_Training_001", suffix=".nii")
    _write(tmp_path / "2020", "BraTS20_Training_002", suffix=".nii")
    (tmp_path / "2020" / "name_mapping.csv").write_text(MAPPING_2020, encoding="utf-8")
    _write(tmp_path / "2021", "BraTS2021_00002")
    _write(tmp_path / "2023", "BraTS-GLI-00003-000", NEW)
    return tmp_path


@pytest.mark.parametrize(
    ("year", "keys"),
    [
        ("2018", ["Brats18_CBICA_AAB_1", "Brats18_TCIA08_101_1"]),
        ("2019", ["BraTS19_CBICA_AAB_1", "BraTS19_TCIA08_101_1"]),
        ("2020", ["BraTS20_Training_001", "BraTS20_Training_002"]),
        ("2021", ["BraTS2021_00002"]),
        ("2023", ["BraTS-GLI-00003-000"]),
    ],
)
def test_every_year_is_found_whole(tree: Path, year: str, keys: list[str]) -> None:
    cases = _by_key(tree / year)
    assert sorted(cases) == sorted(keys)
    for case in cases.values():
        assert case.missing == ()
        assert case.layout == f"brats{year}"
        assert list(case.images) == list(Sequence)


def test_grades_come_from_folders_and_from_the_mapping(tree: Path) -> None:
    assert [case.grade for case in find_cases([tree / "2018"])] == [Grade.HGG, Grade.LGG]
    assert [case.grade for case in find_cases([tree / "2020"])] == [Grade.HGG, Grade.LGG]
    assert [case.grade for case in find_cases([tree / "2021"])] == [None]


def test_enhancing_tumor_is_four_until_2021_and_three_since_2023(tree: Path) -> None:
    for year, number in (("2018", 4), ("2019", 4), ("2020", 4), ("2021", 4), ("2023", 3)):
        assert {case.scheme.number_of(Region.ET) for case in find_cases([tree / year])} == {number}, year


def test_the_survival_table_is_read(tree: Path) -> None:
    survival = _by_key(tree / "2019")["BraTS19_CBICA_AAB_1"].survival
    assert survival is not None
    assert (survival.days, survival.age_years, survival.resection) == (289, 60.5, "GTR")


def test_one_patient_has_one_name_in_all_years(tree: Path) -> None:
    names = {year: find_cases([tree / year])[-1].patient for year in ("2018", "2019", "2020")}
    assert set(names.values()) == {"TCGA-XX-0001"}


def test_a_patient_of_two_years_is_never_split(tree: Path) -> None:
    cases = [case for year in ("2018", "2019", "2020", "2021", "2023") for case in find_cases([tree / year])]
    split = split_into_folds(cases, 3, seed=1)
    for patient in {case.patient for case in cases}:
        assert len({split.part_of(case) for case in cases if case.patient == patient}) == 1


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    _write(tmp_path, "BraTS2021_00009", ("_", ("t1ce", "flair")))
    assert find_cases([tmp_path])[0].missing == ("t1", "t2", "labels")


def test_a_file_beside_its_compressed_copy_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "BraTS2021_00009")
    (tmp_path / "BraTS2021_00009" / "BraTS2021_00009_t1ce.nii").write_bytes(b"")
    with pytest.raises(StudyError, match="leave open") as caught:
        find_cases([tmp_path])
    assert "t1ce.nii " in caught.value.seen


def test_files_of_something_else_are_no_brats_cases(tmp_path: Path) -> None:
    _write(tmp_path, "sub-01_anat")
    (tmp_path / "readme.txt").write_text("", encoding="utf-8")
    assert [case.layout for case in find_cases([tmp_path])] == ["bids"]


@pytest.mark.data
def test_the_released_cases_are_found(data: Path) -> None:
    cases = {case.key: case for case in find_cases([data / "brats"])}
    assert cases["Brats18_CBICA_AME_1"].grade is Grade.HGG
    assert cases["BraTS-GLI-00003-000"].scheme.number_of(Region.ET) == 3
    assert all(case.missing == () for case in cases.values())
