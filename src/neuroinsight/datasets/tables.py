"""The tables that come with data sets: grades, patients, collections and survival, by case id of any year.

Recognized by their header rows, whatever the file's name, its separator (comma, semicolon, tab), its encoding (UTF-8,
UTF-16, Windows) and the case of its heads: name_mapping.csv (2018, 2019, 2020), the mapping from BraTS 2021 to TCIA,
UCSF's and UPENN's metadata, BIDS's participants.tsv, a grade table by case or patient, and the survival tables of 2017
to 2020. One examination has several ids (a year each): what any table says of one of them holds for all.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Grade, Survival

# heads in lower case, whatever is no letter or digit as one "_"
_ID_COLUMN = re.compile(r"brats.*(id|subject).*|case(_?id)?|id|scan(_?id)?|exam(ination)?(_?id)?")
_PATIENT_COLUMNS = (
    *("tcga_tcia_subject_id", "tcia_patient", "patientid_on_tcia_radiology_portal"),
    *("patient", "patient_id", "patientid", "subject", "subject_id", "participant_id"),
)
_GRADE_COLUMNS = ("grade", "grade_group", "tumor_grade", "tumour_grade", "hgg_lgg")
_COLLECTION_COLUMNS = ("collection", "data_collection_as_on_tcia_additional")
_DAYS_COLUMNS = ("survival", "survival_days")
_RESECTION_COLUMNS = ("resectionstatus", "extent_of_resection")
_TABLES, _UNREADABLE_TABLES = {".csv", ".tsv"}, {".xlsx", ".xls", ".ods"}
_LONGEST_HEAD_BYTES = 4096
_SEPARATORS = ",;\t"
# the last one stands in the 2021 mapping for some 400 different patients
_ABSENT = {"", "NA", "N/A", "nan", "new-not-previously-in-TCIA"}
_GRADE_OF_COLLECTION = {
    "TCGA-GBM": Grade.HGG,
    "UPENN-GBM": Grade.HGG,
    "CPTAC-GBM": Grade.HGG,
    "IvyGAP": Grade.HGG,
    "TCGA-LGG": Grade.LGG,
}
_WHO_COLUMNS, _WHO_GLIOBLASTOMA = ("who_cns_grade", "who_grade"), "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the tables say of one case id."""

    patient: str | None = None
    grade: Grade | None = None
    collection: str | None = None
    survival: Survival | None = None
    aliases: frozenset[str] = field(default=frozenset())  # the same examination's ids in other years


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Facts by case id (and by patient, where a table has patients alone), and tables that were not understood."""

    facts: Mapping[str, Facts]
    not_understood: Mapping[Path, str]  # with the reason


def read_tables(places: Iterable[Path]) -> Tables:
    """Return what every table says: files, or folders that hold them (not below them).

    Raises:
        DatasetError: A table cannot be read.
    """
    facts: dict[str, Facts] = {}
    not_understood: dict[Path, str] = {}
    for path in dict.fromkeys(path for place in places for path in _tables_in(place)):
        if path.suffix.lower() in _UNREADABLE_TABLES:
            not_understood[path] = "it is a spreadsheet; save it as CSV"
            continue
        try:
            rows = rows_of(path)
        except (OSError, csv.Error) as error:
            raise DatasetError(
                f"The table {path.name} cannot be read",
                seen=str(error),
                allowed="a readable CSV file with a header row",
                remedy="repair the table, or take it out of the folder",
                code="dataset.unreadable_table",
            ) from error
        heads = list(rows[0]) if rows else []
        if not any(_is_id(head) or head in _PATIENT_COLUMNS for head in heads):
            not_understood[path] = f"no column of case or patient ids among {', '.join(heads[:6]) or 'no heads'}"
        for row in rows:
            _add_row(facts, row)
    return Tables(facts=facts, not_understood=not_understood)


def tables_of(root: Path, folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return where a data set's own tables are looked for.

    From the folders of its cases upward to the root, in the folders in it, and in `tables` beside; in the two folders
    above, which may hold anything, only tables whose heads name BraTS.
    """
    upward = {above for folder in folders for above in (folder, *folder.parents) if above.is_relative_to(root)}
    above = [path for folder in root.resolve().parents[:2] for path in _tables_in(folder) if _names_brats(path)]
    inside = sorted(path for path in root.glob("*/") if path.is_dir())
    return (root, root.parent / "tables", *inside, *sorted(upward - {root, *inside}), *above)


def key_of(case_id: str) -> str:
    """Return the id as the tables' dictionary keys it: 2023's patients share their numbers with 2021's.

    The last three digits of a 2023 id number the examination; post-operative ones (2024) count from 100 and are other
    patients.
    """
    found = re.fullmatch(r"BraTS-GLI-(\d{5})-0\d\d", case_id)
    ucsf = re.fullmatch(r"UCSF-PDGM-0*(\d+)", case_id)  # four digits in folders, three in the metadata
    return f"BraTS2021_{found.group(1)}" if found else f"UCSF-PDGM-{ucsf.group(1)}" if ucsf else case_id


def _tables_in(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place] if place.is_file() else []
    known = _TABLES | _UNREADABLE_TABLES
    try:
        found = sorted(path for path in place.iterdir() if path.suffix.lower() in known and path.name[0] not in ".~")
        return [path for path in found if path.is_file()]
    except OSError:  # a folder above the data set that may not be read holds no table of it
        return []


def _names_brats(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_LONGEST_HEAD_BYTES).split(b"\n")[0]
    except OSError:
        return False
    return b"brats" in head.replace(b"\0", b"").lower()  # also in UTF-16


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return a table's rows by their heads, in lower case with `_` for other signs; what is no text is left out."""
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
    else:
        text = content.decode("utf-8-sig", errors="replace")
    text = re.sub(r"\r\n?", "\n", re.sub(r"^sep=.\r?\n", "", text))
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restkey="")
    return [
        {_plain(head): value.strip() for head, value in row.items() if head and isinstance(value, str)} for row in rows
    ]


def _plain(head: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", head.lower()).strip("_")


def _is_id(head: str) -> bool:
    return _ID_COLUMN.fullmatch(head) is not None


def _add_row(facts: dict[str, Facts], row: Mapping[str, str]) -> None:
    ids = {key_of(value) for head, value in row.items() if _is_id(head) and value not in _ABSENT}
    ids = {name for name in ids if not name.isdecimal()} or ids  # numbers of rows beside ids name nobody
    if not ids:  # a table of patients, as BIDS's participants.tsv
        ids = {value for head, value in row.items() if head in _PATIENT_COLUMNS and value not in _ABSENT}
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


def _facts_of(row: Mapping[str, str]) -> Facts:
    collection = _first(row, _COLLECTION_COLUMNS)
    days, age = _first(row, _DAYS_COLUMNS), _first(row, ("age",))
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


def _grade(row: Mapping[str, str], collection: str | None) -> Grade | None:
    stated = (_first(row, _GRADE_COLUMNS) or "").upper()
    if stated in set(Grade):
        return Grade(stated)
    # WHO 2 and 3 are left open: BraTS's own classes go by collection, and put grade 3 into either
    glioblastoma = _first(row, _WHO_COLUMNS) == _WHO_GLIOBLASTOMA
    return Grade.HGG if glioblastoma else _GRADE_OF_COLLECTION.get(collection or "")


def _first(row: Mapping[str, str], columns: Iterable[str]) -> str | None:
    for column in columns:
        value = row.get(column, "")
        if value not in _ABSENT:
            return value
    return None


def _number(text: str | None) -> float | None:
    # the tables say "ALIVE (361 days later)" for two patients: not a survival time
    found = re.fullmatch(r"\d+(\.\d+)?", text) if text else None
    return float(found.group()) if found else None
