"""What tables say of cases, and what they must not be taken to say."""

import os
from pathlib import Path

import pytest

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Grade
from neuroinsight.datasets.catalogue import find_cases
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


def test_a_table_of_something_else_is_told(tmp_path: Path) -> None:
    assert _read(tmp_path, other="name,value\nBraTS19_A_B_1,3\n", empty="") == {}
    (tmp_path / "grades.xlsx").write_bytes(b"PK")
    told = read_tables([tmp_path]).not_understood
    assert {path.name: why for path, why in told.items()} == {
        "empty.csv": "no column of case or patient ids among no heads",
        "grades.xlsx": "it is a spreadsheet; save it as CSV",
        "other.csv": "no column of case or patient ids among name, value",
    }


ROWS = trees.MAPPING.splitlines()
VARIANTS = {
    "semicolons": trees.MAPPING.replace(",", ";").encode(),
    "tabs": trees.MAPPING.replace(",", "\t").encode(),
    "utf16": trees.MAPPING.encode("utf-16"),
    "utf16 big-endian": b"\xfe\xff" + trees.MAPPING.encode("utf-16-be"),
    "mark and line ends of Windows": b"\xef\xbb\xbf" + trees.MAPPING.replace("\n", "\r\n").encode(),
    "line ends of old": trees.MAPPING.replace("\n", "\r").encode(),
    "lower case": "\n".join([ROWS[0].lower(), *(row.replace("HGG", "hgg") for row in ROWS[1:])]).encode(),
    "spaced heads": trees.MAPPING.replace("_subject_ID", " subject ID ").replace(",", " , ").encode(),
    "quoted": "\n".join(",".join(f'"{cell}"' for cell in row.split(",")) for row in ROWS).encode(),
    "index column": "\n".join(f"{number - 1 if number else ''},{row}" for number, row in enumerate(ROWS)).encode(),
    "Excel's word for the separator": b"sep=;\n" + trees.MAPPING.replace(",", ";").encode(),
}


@pytest.mark.parametrize("content", VARIANTS.values(), ids=VARIANTS)
def test_tables_are_read_as_people_keep_them(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "name_mapping.csv").write_bytes(content)
    assert read_tables([tmp_path]).facts["Brats18_CBICA_AAA_1"].grade is Grade.HGG


@pytest.mark.parametrize("depth", ["", "a", "a/b/c"])
def test_tables_are_found_from_the_cases_upward(tmp_path: Path, depth: str) -> None:
    trees.brats_2020(tmp_path / "set" / depth)
    assert [case.grade for case in find_cases([tmp_path / "set"])] == [Grade.HGG, Grade.LGG]


def test_a_table_above_the_named_folder_serves_it(tmp_path: Path) -> None:
    trees.brats_2018(tmp_path)
    (tmp_path / "HGG" / "notes.csv").write_text("what,when\n1,2\n", encoding="utf-8")
    found = find_cases([tmp_path / "HGG"])
    assert found[0].patient == "Brats18_CBICA_AAA"
    (notice,) = found.notices
    assert notice == "notes.csv was found but not understood: no column of case or patient ids among what, when"


def test_what_lies_above_the_named_folder_is_not_read_unless_it_names_brats(tmp_path: Path) -> None:
    root = trees.brats_2018(tmp_path / "set") / "HGG"
    (tmp_path / "finances.csv").write_text("id,amount\nx," + "9" * 200_000 + "\n", encoding="utf-8")
    os.mkfifo(tmp_path / "set" / "endless.csv")
    assert find_cases([root])[0].patient == "Brats18_CBICA_AAA"
    assert find_cases([tmp_path / "set"])[0].patient == "Brats18_CBICA_AAA"


def test_a_table_of_patients_reaches_all_their_examinations(tmp_path: Path) -> None:
    found = find_cases([trees.bids(tmp_path)])
    assert [(case.patient, case.grade) for case in found] == [
        ("sub-01", Grade.HGG),
        ("sub-01", Grade.HGG),
        ("sub-02", Grade.LGG),
    ]


def test_numbers_of_rows_join_nobody(tmp_path: Path) -> None:
    a, b = "id,BraTS2021 ID,patient\n1,BraTS2021_00001,A\n", "id,BraTS2021 ID\n1,BraTS2021_00009\n"
    facts = _read(tmp_path, a=a, b=b)
    assert (facts["BraTS2021_00001"].patient, facts["BraTS2021_00009"].patient) == ("A", None)


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
