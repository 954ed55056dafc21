"""What a person declares of several patients in one table: treated, age, steroids."""

from collections.abc import Mapping
from pathlib import Path

from neuroinsight.core.errors import StudyError
from neuroinsight.core.findings import Declared
from neuroinsight.datasets.tables import rows_of

_CASE, _TREATED, _AGE, _STEROIDS = ("case", "case_id", "id"), ("treated",), ("age", "age_years"), ("steroids",)
_ANSWERS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ALLOWED = "columns case, and any of treated (yes or no), age (years), steroids (yes or no); empty where not known"


def read_declarations(path: Path) -> Mapping[str, Declared]:
    """Return what the rows of a CSV or TSV table declare, by case id; an empty cell declares nothing.

    Raises:
        StudyError: It is no such table, a case stands there twice, or a cell holds something else.
    """
    try:
        rows = rows_of(path) if path.is_file() else []
    except OSError:
        rows = []
    heads = {head for row in rows for head in row}
    if not heads & set(_CASE) or not heads & {*_TREATED, *_AGE, *_STEROIDS}:
        raise StudyError(
            f"{path.name} is no table of declarations",
            seen=f"columns {', '.join(sorted(heads))}" if heads else "no rows that can be read",
            allowed=_ALLOWED,
            remedy="name its columns so",
            code="declared.table",
        )
    declared: dict[str, Declared] = {}
    for row in rows:
        case = _cell(row, _CASE)
        if case in declared:
            raise StudyError(
                "A case is declared twice",
                seen=f"{case} in two rows of {path.name}",
                allowed="one row for each case",
                remedy="remove one of the rows",
                code="declared.table",
            )
        if case:
            declared[case] = Declared(
                treated=_answer(row, _TREATED, case), age_years=_age(row, case), steroids=_answer(row, _STEROIDS, case)
            )
    return declared


def _cell(row: Mapping[str, str], heads: tuple[str, ...]) -> str:
    return next((row[head] for head in heads if row.get(head)), "")


def _answer(row: Mapping[str, str], heads: tuple[str, ...], case: str) -> bool | None:
    said = _cell(row, heads)
    if not said:
        return None
    if said.lower() not in _ANSWERS:
        raise _not_understood(case, f"{heads[0]} {said}")
    return _ANSWERS[said.lower()]


def _age(row: Mapping[str, str], case: str) -> float | None:
    said = _cell(row, _AGE)
    try:
        return float(said.replace(",", ".")) if said else None
    except ValueError as error:
        raise _not_understood(case, f"age {said}") from error


def _not_understood(case: str, seen: str) -> StudyError:
    return StudyError(
        "A declaration is not understood",
        seen=f"{seen}, of {case}",
        allowed=_ALLOWED,
        remedy="correct the cell, or leave it empty",
        code="declared.table",
    )
