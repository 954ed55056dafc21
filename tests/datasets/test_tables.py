"""What tables say of cases, and what they must not be taken to say."""

from pathlib import Path

import pytest

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Grade
from neuroinsight.datasets.tables import Facts, key_of, read_tables
from tests import trees

PLACEHOLDER = """Data Collection (as on TCIA+additional),PatientID on TCIA Radiology Portal,BraTS2021 ID
Collection 5,new-not-previously-in-TCIA,BraTS2021_00561
Collection 5,new-not-previously-in-TCIA,BraTS2021_00563
UPENN-GBM,UPENN-GBM-00011_11,BraTS2021_00131
UPENN-GBM,UPENN-GBM-00011_21,BraTS2021_00132
UCSF-PDGM,00000057,BraTS2021_00000
ACRIN-FMISO-Brain (ACRIN 6684),ACRIN-FMISO-Brain-004,BraTS2021_01163
"""


def _read(folder: Path, **tables: str) -> dict[str, Facts]:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return dict(read_tables([folder]).facts)


def test_facts_reach_all_ids_of_an_examination_whatever_the_order_of_the_tables(tmp_path: Path) -> None:
    for order in (("a", "b"), ("b", "a")):
        folder = tmp_path / "".join(order)
        folder.mkdir()
        facts = _read(folder, **{order[0]: trees.MAPPING, order[1]: trees.GRADES_2021})
        assert facts["BraTS2021_00002"] == facts["Brats18_TCIA09_777_1"] == facts["Brats17_TCIA_777_1"]
        assert facts["Brats17_TCIA_777_1"].collection == "TCGA-LGG"
        assert "BraTS19_TCIA09_777_1" in facts["BraTS2021_00002"].aliases


def test_the_placeholder_of_unpublished_patients_is_no_patient(tmp_path: Path) -> None:
    facts = _read(tmp_path, mapping=PLACEHOLDER)
    assert facts["BraTS2021_00561"].patient is None
    assert facts["BraTS2021_00563"].patient is None


def test_patients_carry_their_collection_and_not_the_examination(tmp_path: Path) -> None:
    facts = _read(tmp_path, mapping=PLACEHOLDER)
    assert facts["BraTS2021_00131"].patient == facts["BraTS2021_00132"].patient == "UPENN-GBM-00011"
    assert facts["BraTS2021_00000"].patient == "UCSF-PDGM-00000057"
    assert facts["BraTS2021_01163"].patient == "ACRIN-FMISO-Brain-004"


def test_a_collection_of_glioblastomas_gives_the_grade(tmp_path: Path) -> None:
    facts = _read(tmp_path, mapping=PLACEHOLDER)
    assert facts["BraTS2021_00131"].grade is Grade.HGG
    assert facts["BraTS2021_00000"].grade is None  # UCSF has all grades


@pytest.mark.parametrize(("who", "grade"), [("4", Grade.HGG), ("3", None), ("2", None), ("unknown", None)])
def test_ucsf_metadata_tell_glioblastomas_alone(tmp_path: Path, who: str, grade: Grade | None) -> None:
    facts = _read(tmp_path, ucsf=f"ID,WHO CNS Grade,BraTS21 ID\nUCSF-PDGM-004,{who},BraTS2021_00097\n")
    assert facts["BraTS2021_00097"].grade is grade


def test_a_living_patient_has_no_survival_time(tmp_path: Path) -> None:
    table = "Brats20ID,Age,Survival_days,Extent_of_Resection\nBraTS20_Training_084,61.6,ALIVE (361 days later),GTR\n"
    survival = _read(tmp_path, survival=table)["BraTS20_Training_084"].survival
    assert survival is not None
    assert (survival.days, survival.age_years, survival.resection) == (None, 61.6, "GTR")


def test_rows_that_are_too_long_or_too_short_do_no_harm(tmp_path: Path) -> None:
    facts = _read(tmp_path, odd="BraTS19ID,Age,Survival\nBraTS19_A_B_1,60,10,more,and more\nBraTS19_A_C_1\n")
    assert set(facts) == {"BraTS19_A_B_1", "BraTS19_A_C_1"}


def test_a_table_of_something_else_is_passed_over(tmp_path: Path) -> None:
    assert _read(tmp_path, other="name,value\nBraTS19_A_B_1,3\n", empty="") == {}


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"long\.csv"):
        _read(tmp_path, long="BraTS19ID,Age\nx," + "9" * 200_000 + "\n")


@pytest.mark.parametrize(
    ("case_id", "key"),
    [
        ("BraTS-GLI-00003-000", "BraTS2021_00003"),
        ("BraTS-GLI-00003-001", "BraTS2021_00003"),
        ("BraTS-GLI-00003-100", "BraTS-GLI-00003-100"),  # post-operative: another numbering
        ("BraTS-MET-00003-000", "BraTS-MET-00003-000"),
        ("Brats18_CBICA_AAA_1", "Brats18_CBICA_AAA_1"),
    ],
)
def test_2023_numbers_are_those_of_2021(case_id: str, key: str) -> None:
    assert key_of(case_id) == key
