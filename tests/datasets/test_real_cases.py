"""The real patients, as far as they are at hand: grades, patients and volumes as their list says."""

import csv
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from neuroinsight.core.labels import Region
from neuroinsight.datasets.brats_ids import layout_of, name_in_tables, patient_of, source_of
from neuroinsight.datasets.case import Grade
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.describe import describe_case
from neuroinsight.datasets.tables import Facts, read_tables

pytestmark = pytest.mark.data

SOURCES = {"CBICA", "2013", "TCIA", "TCGA-LGG", "UCSF"}


@pytest.fixture(scope="module")
def listed(data: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the rows of the list of cases by key."""
    with (data / "cases.csv").open(newline="", encoding="utf-8") as file:
        return {row["case"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def facts(data: Path) -> Mapping[str, Facts]:
    """Return what the tables say."""
    return read_tables([data / "tables"]).facts


def _unpacking(data: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("unpack", data / "unpack.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_tables_give_every_listed_case_its_grade_patient_and_source(
    listed: Mapping[str, Mapping[str, str]], facts: Mapping[str, Facts]
) -> None:
    assert len(listed) == 51
    for key, row in listed.items():
        known = facts[name_in_tables(key)]
        assert known.grade is not None
        assert known.grade.value == row["grade"], key
        assert not row["tcga"] or patient_of(key, known) == row["tcga"], key
        assert source_of(key, known) in SOURCES, key
        assert str(layout_of(key)).removeprefix("brats") in row["year"], key


def test_no_table_joins_two_patients(facts: Mapping[str, Facts]) -> None:
    patients: dict[str, set[frozenset[str]]] = {}
    for case_id, known in facts.items():
        patients.setdefault(patient_of(case_id, known), set()).add(known.aliases)
    assert len(patients) > 1400
    assert [name for name, groups in patients.items() if len(groups) > 1] == []


def test_the_released_cases_hold_what_the_list_says(data: Path, listed: Mapping[str, Mapping[str, str]]) -> None:
    cases = find_cases([data / "brats"])
    assert [case.key for case in cases] == ["BraTS-GLI-00003-000", "Brats18_CBICA_AME_1"]
    for case in cases:
        described, row = describe_case(case), listed[case.key]
        assert described.problems == ()
        assert case.grade is Grade(row["grade"])
        for region in (Region.NCR, Region.ED, Region.ET):
            assert described.volumes_ml[region] == pytest.approx(float(row[f"{region.value.lower()}_ml"]), abs=0.006)


@pytest.mark.parametrize(("key", "folder"), [("BraTS2021_01482", "LGG"), ("brats_tcia_pat222_2", "HGG")])
def test_unpacked_cases_agree_with_the_list(
    data: Path, tmp_path: Path, listed: Mapping[str, Mapping[str, str]], key: str, folder: str
) -> None:
    unpack = _unpacking(data)
    unpack._write_brats(data / "packed" / "brats" / f"{key}.zip", tmp_path, short_label=False)
    case = find_cases([tmp_path / folder], [data / "tables"])[0]
    described, row = describe_case(case), listed[key]
    assert described.problems == ()
    assert (case.patient, case.grade) == (row["tcga"], Grade(row["grade"]))
    for region in (Region.NCR, Region.ED, Region.ET):
        assert described.volumes_ml[region] == pytest.approx(float(row[f"{region.value.lower()}_ml"]), abs=0.006)


@pytest.mark.parametrize("key", ["wt_0", "brats_2013_pat0002_1", "metastasis_1"])
def test_partial_cases_are_described(data: Path, tmp_path: Path, key: str) -> None:
    unpack = _unpacking(data)
    unpack._write_brats(data / "packed" / "partial" / f"{key}.zip", tmp_path, short_label=True)
    described = describe_case(find_cases([tmp_path])[0])
    assert described.problems == ()
    known = {
        "wt_0": {Region.WT},
        "brats_2013_pat0002_1": {Region.NCR, Region.ED, Region.ET, Region.TC, Region.WT},
        "metastasis_1": set(),
    }
    assert set(described.volumes_ml) == known[key]
