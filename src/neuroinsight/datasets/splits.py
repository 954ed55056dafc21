"""Splits of a data set: by patient, stratified by grade, seeded, kept as JSON under version control.

Splits of single slices (`protocols`), in whose parts the same patients are, are kept alike, and say so.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Examined
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.io.content import read_text

E = TypeVar("E", bound=Examined)

NOBODY: Mapping[str, str] = MappingProxyType({})
Patients = Mapping[str, tuple[str, ...]]  # patient -> the keys of its cases, or the names of its slices
COPY = "+"  # follows the name of a slice whose augmented copy is meant, with the copy's number


class Unit(StrEnum):
    """What is dealt to the parts of a split."""

    PATIENT = "patient"
    SLICE = "slice"  # the parts share patients


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Named parts that share no patient; if slices are dealt, no slice, but patients."""

    method: str
    seed: int
    parts: Mapping[str, Patients]
    unit: Unit = Unit.PATIENT

    def __post_init__(self) -> None:
        """Refuse a patient (or slice) in two parts, and freeze the table."""
        seen: dict[str, str] = {}
        for part, patients in self.parts.items():
            whole = patients if self.unit is Unit.PATIENT else ()
            for name in chain(whole, *patients.values()):
                if seen.setdefault(name, part) != part:
                    raise DatasetError(
                        f"The split puts a {self.unit} into two parts",
                        seen=f"{name} in {seen[name]} and {part}",
                        allowed=_ALLOWED[self.unit],
                        remedy="make the split again",
                        code="dataset.no_split",
                    )
        frozen = {part: MappingProxyType(dict(patients)) for part, patients in self.parts.items()}
        object.__setattr__(self, "parts", MappingProxyType(frozen))

    def part_of(self, case: Examined) -> str | None:
        """Return the part that holds the case's patient, or the case itself; None if the split knows neither."""
        for part, patients in self.parts.items():
            if case.patient in patients or any(case.key in keys for keys in patients.values()):
                return part
        return None

    def absent(self, cases: Iterable[Examined], parts: Iterable[str]) -> tuple[str, ...]:
        """Return the keys that these parts name for patients of whom nothing is among `cases`."""
        found = tuple(cases)
        there = {case.key for case in found} | {case.patient for case in found}
        return tuple(
            key
            for part in parts
            for patient, keys in self.parts[part].items()
            if patient not in there
            for key in keys
            if key not in there
        )

    def select(self, cases: Iterable[E], parts: Iterable[str]) -> tuple[E, ...]:
        """Return the cases whose patient is in one of the parts, of a split of slices with these as their part.

        Raises:
            DatasetError: The split has no such part, or is of slices and the cases are volumes.
        """
        wanted = set(parts)
        unknown = wanted - set(self.parts)
        if unknown:
            raise DatasetError(
                "The split has no such part",
                seen=", ".join(sorted(unknown)),
                allowed=", ".join(self.parts),
                remedy="name one of the parts that the file holds",
                code="split.no_such_part",
            )
        if self.unit is Unit.SLICE:
            return tuple(chosen for case in cases if (chosen := self._slices_of(case, wanted)) is not None)
        return tuple(case for case in cases if self.part_of(case) in wanted)

    def _slices_of(self, case: E, parts: Iterable[str]) -> E | None:
        if not isinstance(case, SlicePatient):
            raise DatasetError(
                "The split deals slices, and these are volumes",
                seen=case.key,
                allowed="pictures without millimeters",
                remedy="make a split by patient",
                code="split.of_slices",
            )
        names = chain.from_iterable(self.parts[part].get(case.patient, ()) for part in parts)
        chosen = case.only({name.partition(COPY)[0] for name in names})
        return chosen if chosen.part else None  # type: ignore[return-value]  # a patient of the same kind


_ALLOWED = {
    Unit.PATIENT: "each patient, with all examinations, in one part",
    Unit.SLICE: "each slice in one part",
}


def split_by_shares(
    cases: Iterable[Examined], shares: Mapping[str, float], *, seed: int, one_with: Mapping[str, str] = NOBODY
) -> Split:
    """Return parts with these shares of the patients of each grade, as in `{"train": 0.7, "test": 0.3}`.

    `one_with` names for patients who share images the first of them (`duplicates.same_patients`): they share a part.

    Raises:
        DatasetError: There is no case, a share is negative, or they do not add up to 1.
    """
    if not abs(sum(shares.values()) - 1.0) <= 1e-9 or min(shares.values()) < 0:  # noqa: PLR2004
        raise DatasetError(
            "The shares of a split must add up to 1",
            seen=", ".join(f"{part} {share}" for part, share in shares.items()),
            allowed="positive shares with the sum 1",
            remedy="correct the shares",
            code="split.shares",
        )
    parts: dict[str, dict[str, tuple[str, ...]]] = {part: {} for part in shares}
    for stratum in _strata(cases, seed, one_with):
        start, bound = 0, 0.0
        for part, share in shares.items():
            bound += share
            stop = round(bound * len(stratum))
            for patients in stratum[start:stop]:
                parts[part].update(patients)
            start = stop
    return Split(
        method="stratified by grade, by patient: " + _words(shares) + _shared(one_with), seed=seed, parts=_sorted(parts)
    )


def split_into_folds(
    cases: Iterable[Examined], folds: int, *, seed: int, one_with: Mapping[str, str] = NOBODY
) -> Split:
    """Return `fold-0` to `fold-n`, each with its share of the patients of each grade; `one_with` as by shares.

    Raises:
        DatasetError: There is no case, fewer than two folds, or more folds than patients.
    """
    if folds < 2:  # noqa: PLR2004
        raise DatasetError(
            "Cross-validation needs folds to leave out",
            seen=f"{folds} folds",
            allowed="2 or more",
            remedy="use 5",
            code="split.one_fold",
        )
    strata = _strata(cases, seed, one_with)
    number = sum(len(stratum) for stratum in strata)
    if folds > number:
        raise DatasetError(
            "There are more folds than patients",
            seen=f"{folds} folds, {number} patients",
            allowed=f"2 to {number} folds" if number > 1 else "at least two patients",
            remedy="ask for fewer folds" if number > 1 else "name more data: those who share an image are one patient",
            code="split.more_folds_than_patients",
        )
    parts: dict[str, dict[str, tuple[str, ...]]] = {f"fold-{number}": {} for number in range(folds)}
    turn = 0
    for stratum in strata:
        for patients in stratum:  # dealt like cards, on from where the last grade ended, so that folds stay even
            parts[f"fold-{turn % folds}"].update(patients)
            turn += 1
    return Split(
        method=f"stratified by grade, by patient: {folds} folds{_shared(one_with)}", seed=seed, parts=_sorted(parts)
    )


def read_split(path: Path) -> Split:
    """Return the split in a JSON file.

    Raises:
        FileFormatError: It cannot be read.
        DatasetError: Not JSON, or without parts.
    """
    try:
        content = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:  # nested so deeply that nobody wrote it by hand
        raise _no_split(path, f"{type(error).__name__}: {error}") from error
    fields = content if isinstance(content, dict) else {}
    method, seed, parts = fields.get("method"), fields.get("seed"), fields.get("parts")
    if not isinstance(method, str) or not isinstance(seed, int) or not isinstance(parts, dict):
        raise _no_split(path, f"no method, seed and parts, but {', '.join(map(str, fields)) or 'none of them'}"[:200])
    for part, patients in parts.items():
        for patient, keys in patients.items() if isinstance(patients, dict) else [("patients", None)]:
            if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
                raise _no_split(path, f"no list of case ids for {patient} in {part}")
    unit = fields.get("unit", Unit.PATIENT)
    if unit not in set(Unit):
        raise _no_split(path, f"unit {unit}")
    return Split(
        unit=Unit(unit),
        method=method,
        seed=seed,
        parts={p: {name: tuple(keys) for name, keys in of.items()} for p, of in parts.items()},
    )


def _no_split(path: Path, seen: str) -> DatasetError:
    return DatasetError(
        f"{path.name} is not a split",
        seen=seen,
        allowed='JSON with "method", "seed" and "parts": part -> patient -> case ids',
        remedy="make the split again",
        code="dataset.no_split",
    )


def split_to_json(split: Split) -> str:
    """Return the split as JSON text."""
    parts = {part: {name: list(keys) for name, keys in patients.items()} for part, patients in split.parts.items()}
    unit = {} if split.unit is Unit.PATIENT else {"unit": split.unit.value}
    return json.dumps({"method": split.method, "seed": split.seed, **unit, "parts": parts}, indent=1) + "\n"


def _strata(
    cases: Iterable[Examined], seed: int, one_with: Mapping[str, str]
) -> list[list[dict[str, tuple[str, ...]]]]:
    """Patients with their case keys, those who are one together, in one shuffled list per grade."""
    groups: dict[str, list[Examined]] = defaultdict(list)
    for case in cases:
        groups[one_with.get(case.patient, case.patient)].append(case)
    if not groups:
        raise DatasetError(
            "There is nothing to split",
            seen="no labelled case",
            allowed="cases with label maps or masks",
            remedy="name the folder of the labelled cases",
            code="dataset.nothing_labelled",
        )
    strata: dict[str, list[dict[str, tuple[str, ...]]]] = defaultdict(list)
    for _, group in sorted(groups.items()):
        grade = next((case.grade.value for case in group if case.grade), "unknown")
        patients = sorted({case.patient for case in group})
        keys = {name: tuple(sorted(case.key for case in group if case.patient == name)) for name in patients}
        strata[grade].append(keys)
    for grade, stratum in sorted(strata.items()):
        random.Random(f"{seed}-{grade}").shuffle(stratum)  # noqa: S311 - repeatable, not secret
    return [stratum for _, stratum in sorted(strata.items())]


def _sorted(parts: Mapping[str, dict[str, tuple[str, ...]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {part: dict(sorted(patients.items())) for part, patients in parts.items()}


def _words(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{part} {share:g}" for part, share in shares.items())


def _shared(one_with: Mapping[str, str]) -> str:
    groups = [
        [patient for patient in sorted(one_with) if one_with[patient] == name]
        for name in sorted(set(one_with.values()))
    ]
    return "".join(f"; kept together for the same image: {', '.join(group)}" for group in groups)
