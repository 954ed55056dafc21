"""The tables that come with BraTS: grades, TCGA patients, collections and survival, by case id of any year.

Recognized by their header rows, whatever the file's name:
name_mapping.csv (2018, 2019, 2020), the mapping from BraTS 2021 to TCIA, a grade table by BraTS 2021 id, and the survival
tables of 2018 to 2020.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from neuroinsight.datasets.case import Grade, Survival

_ID_COLUMN = re.compile(r"^(brats|BraTS).*(id|ID|subject)", re.IGNORECASE)
_PATIENT_COLUMNS = ("TCGA_TCIA_subject_ID", "tcia_patient", "PatientID on TCIA Radiology Portal")
_GRADE_COLUMNS = ("Grade", "grade_group")
_COLLECTION_COLUMNS = ("collection", "Data Collection (as on TCIA+additional)")
_DAYS_COLUMNS = ("Survival", "Survival_days")
_RESECTION_COLUMNS = ("ResectionStatus", "Extent_of_Resection")
_ABSENT = {"", "NA", "N/A", "nan"}
_GRADE_OF_COLLECTION = {"TCGA-GBM": Grade.HGG, "TCGA-LGG": Grade.LGG}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the tables say of one case id."""

    patient: str | None = None
    grade: Grade | None = None
    collection: str | None = None
    survival: Survival | None = None
    aliases: frozenset[str] = field(default=frozenset())  # the same examination's ids in other years


def read_tables(folders: Iterable[Path]) -> Mapping[str, Facts]:
    """Return facts by case id from every recognized table in these folders (not below them)."""
    facts: dict[str, Facts] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
            with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
                for row in csv.DictReader(file):
                    _add_row(facts, row)
    return facts


def key_of(case_id: str) -> str:
    """Return the id as the tables' dictionary keys it: 2023's ids share their numbers with 2021's."""
    found = re.fullmatch(r"BraTS-GLI-(\d{5})-000", case_id)
    return f"BraTS2021_{found.group(1)}" if found else case_id


def _add_row(facts: dict[str, Facts], row: Mapping[str, str | None]) -> None:
    ids = [value for column, value in row.items() if column and value and _ID_COLUMN.match(column) and value not in _ABSENT]
    if not ids:
        return
    collection = _first(row, _COLLECTION_COLUMNS)
    patient = _first(row, _PATIENT_COLUMNS)
    if patient and not patient.startswith("TCGA") and collection:
        patient = f"{collection}-{patient}"
    stated = _first(row, _GRADE_COLUMNS)
    grade = Grade(stated) if stated in set(Grade) else _GRADE_OF_COLLECTION.get(collection or "")
    days, age = _first(row, _DAYS_COLUMNS), _first(row, ("Age",))
    survival = None
    if days or age:
        survival = Survival(days=_number(days), age_years=_number(age), resection=_first(row, _RESECTION_COLUMNS))
    for case_id in ids:
        known = facts.get(key_of(case_id), Facts())
        facts[key_of(case_id)] = replace(
            known,
            patient=patient or known.patient,
            grade=grade or known.grade,
            collection=collection or known.collection,
            survival=survival or known.survival,
            aliases=known.aliases | frozenset(ids),
        )


def _first(row: Mapping[str, str | None], columns: Iterable[str]) -> str | None:
    for column in columns:
        value = row.get(column)
        if value is not None and value.strip() not in _ABSENT:
            return value.strip()
    return None


def _number(text: str | None) -> float | None:
    # 2020's table says "ALIVE (361 days later)" for one patient
    found = re.search(r"\d+(\.\d+)?", text) if text else None
    return float(found.group()) if found else None
