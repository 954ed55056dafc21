"""The tables that come with BraTS: grades, TCGA patients, collections and survival, by case id of any year.

Recognized by their header rows, whatever the file's name: name_mapping.csv (2018, 2019, 2020), the mapping from BraTS
2021 to TCIA, UCSF's metadata, a grade table by BraTS 2021 id, and the survival tables of 2017 to 2020. One
examination has several ids (a year each): what any table says of one of them holds for all.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Grade, Survival

_ID_COLUMN = re.compile(r"^brats.*(id|subject)", re.IGNORECASE)
_PATIENT_COLUMNS = ("TCGA_TCIA_subject_ID", "tcia_patient", "PatientID on TCIA Radiology Portal")
_GRADE_COLUMNS = ("Grade", "grade_group")
_COLLECTION_COLUMNS = ("collection", "Data Collection (as on TCIA+additional)")
_DAYS_COLUMNS = ("Survival", "Survival_days")
_RESECTION_COLUMNS = ("ResectionStatus", "Extent_of_Resection")
# the last one stands in the 2021 mapping for some 400 different patients
_ABSENT = {"", "NA", "N/A", "nan", "new-not-previously-in-TCIA"}
_GRADE_OF_COLLECTION = {
    "TCGA-GBM": Grade.HGG,
    "UPENN-GBM": Grade.HGG,
    "CPTAC-GBM": Grade.HGG,
    "IvyGAP": Grade.HGG,
    "TCGA-LGG": Grade.LGG,
}
_WHO_COLUMN, _WHO_GLIOBLASTOMA = "WHO CNS Grade", "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the tables say of one case id."""

    patient: str | None = None
    grade: Grade | None = None
    collection: str | None = None
    survival: Survival | None = None
    aliases: frozenset[str] = field(default=frozenset())  # the same examination's ids in other years


def read_tables(places: Iterable[Path]) -> Mapping[str, Facts]:
    """Return facts by case id from every recognized table: CSV files, or folders that hold them (not below them).

    Raises:
        DatasetError: A table cannot be read.
    """
    facts: dict[str, Facts] = {}
    for path in dict.fromkeys(path for place in places for path in _csv_files(place)):
        try:
            with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
                rows = csv.DictReader(file, restkey="")
                if any(_ID_COLUMN.match(column) for column in rows.fieldnames or ()):
                    for row in rows:
                        _add_row(facts, row)
        except (OSError, csv.Error) as error:
            raise DatasetError(
                f"The table {path.name} cannot be read",
                seen=str(error),
                allowed="a readable CSV file with a header row",
                remedy="repair the table, or take it out of the folder",
            ) from error
    return facts


def tables_beside(root: Path) -> tuple[Path, ...]:
    """Return where a data set's own tables are looked for: it, the folders in it, and `tables` beside it."""
    return (root, root.parent / "tables", *sorted(path for path in root.glob("*/") if path.is_dir()))


def key_of(case_id: str) -> str:
    """Return the id as the tables' dictionary keys it: 2023's patients share their numbers with 2021's.

    The last three digits of a 2023 id number the examination; post-operative ones (2024) count from 100 and are other
    patients.
    """
    found = re.fullmatch(r"BraTS-GLI-(\d{5})-0\d\d", case_id)
    return f"BraTS2021_{found.group(1)}" if found else case_id


def _csv_files(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(path for path in place.glob("*.csv") if not path.name.startswith("."))
    return [place] if place.is_file() else []


def _add_row(facts: dict[str, Facts], row: Mapping[str, str | None]) -> None:
    ids = {
        key_of(value.strip())
        for column, value in row.items()
        if _ID_COLUMN.match(column) and value is not None and value.strip() not in _ABSENT
    }
    if not ids:
        return
    known = [facts[case_id] for case_id in sorted(ids) if case_id in facts]
    merged = _merged([_facts_of(row), *known], ids)
    for alias in merged.aliases:
        facts[alias] = merged


def _merged(parts: list[Facts], ids: set[str]) -> Facts:
    """Return the first answer to each question, and all aliases."""
    return Facts(
        patient=next((part.patient for part in parts if part.patient), None),
        grade=next((part.grade for part in parts if part.grade), None),
        collection=next((part.collection for part in parts if part.collection), None),
        survival=next((part.survival for part in parts if part.survival), None),
        aliases=frozenset(ids).union(*(part.aliases for part in parts)),
    )


def _facts_of(row: Mapping[str, str | None]) -> Facts:
    collection = _first(row, _COLLECTION_COLUMNS)
    days, age = _first(row, _DAYS_COLUMNS), _first(row, ("Age",))
    survival = None
    if days or age:
        survival = Survival(days=_number(days), age_years=_number(age), resection=_first(row, _RESECTION_COLUMNS))
    return Facts(
        patient=_patient(_first(row, _PATIENT_COLUMNS), collection),
        grade=_grade(row, collection),
        collection=collection,
        survival=survival,
    )


def _patient(stated: str | None, collection: str | None) -> str | None:
    """Return the patient's id with its collection's name, and without the number of the examination."""
    if stated is None or stated.startswith("TCGA-"):
        return stated
    without_examination = re.sub(r"^(UPENN-GBM-\d+)_\d+$", r"\1", stated)
    prefix = (collection or "").split(" (")[0]
    return without_examination if without_examination.startswith(prefix) else f"{prefix}-{without_examination}"


def _grade(row: Mapping[str, str | None], collection: str | None) -> Grade | None:
    stated = _first(row, _GRADE_COLUMNS)
    if stated in set(Grade):
        return Grade(stated)
    # WHO 2 and 3 are left open: BraTS's own classes go by collection, and put grade 3 into either
    glioblastoma = _first(row, (_WHO_COLUMN,)) == _WHO_GLIOBLASTOMA
    return Grade.HGG if glioblastoma else _GRADE_OF_COLLECTION.get(collection or "")


def _first(row: Mapping[str, str | None], columns: Iterable[str]) -> str | None:
    for column in columns:
        value = row.get(column)
        if value is not None and value.strip() not in _ABSENT:
            return value.strip()
    return None


def _number(text: str | None) -> float | None:
    # the tables say "ALIVE (361 days later)" for two patients: not a survival time
    found = re.fullmatch(r"\d+(\.\d+)?", text) if text else None
    return float(found.group()) if found else None
