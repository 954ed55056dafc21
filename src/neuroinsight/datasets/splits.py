"""Splits of a data set: by patient, stratified by grade, seeded, kept as JSON under version control."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Examined

E = TypeVar("E", bound=Examined)

Patients = Mapping[str, tuple[str, ...]]  # patient -> the keys of its cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Named parts that share no patient."""

    method: str
    seed: int
    parts: Mapping[str, Patients]

    def __post_init__(self) -> None:
        """Refuse a patient in two parts, and freeze the table."""
        seen: dict[str, str] = {}
        for part, patients in self.parts.items():
            for name in chain(patients, *patients.values()):
                if seen.setdefault(name, part) != part:
                    raise DatasetError(
                        "The split puts a patient into two parts",
                        seen=f"{name} in {seen[name]} and {part}",
                        allowed="each patient, with all examinations, in one part",
                        remedy="make the split again: neuroinsight dataset split",
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
        """Return the cases whose patient is in one of the parts.

        Raises:
            DatasetError: The split has no such part.
        """
        wanted = set(parts)
        unknown = wanted - set(self.parts)
        if unknown:
            raise DatasetError(
                "The split has no such part",
                seen=", ".join(sorted(unknown)),
                allowed=", ".join(self.parts),
                remedy="name one of the parts that the file holds",
            )
        return tuple(case for case in cases if self.part_of(case) in wanted)


def split_by_shares(cases: Iterable[Examined], shares: Mapping[str, float], *, seed: int) -> Split:
    """Return parts with these shares of the patients of each grade, as in `{"train": 0.7, "test": 0.3}`.

    Raises:
        DatasetError: There is no case, a share is negative, or they do not add up to 1.
    """
    if not abs(sum(shares.values()) - 1.0) <= 1e-9 or min(shares.values()) < 0:  # noqa: PLR2004
        raise DatasetError(
            "The shares of a split must add up to 1",
            seen=", ".join(f"{part} {share}" for part, share in shares.items()),
            allowed="positive shares with the sum 1",
            remedy="correct the shares",
        )
    parts: dict[str, dict[str, tuple[str, ...]]] = {part: {} for part in shares}
    for stratum in _strata(cases, seed):
        start, bound = 0, 0.0
        for part, share in shares.items():
            bound += share
            stop = round(bound * len(stratum))
            parts[part].update(stratum[start:stop])
            start = stop
    return Split(method="stratified by grade, by patient: " + _words(shares), seed=seed, parts=_sorted(parts))


def split_into_folds(cases: Iterable[Examined], folds: int, *, seed: int) -> Split:
    """Return `fold-0` to `fold-n`, each with its share of the patients of each grade.

    Raises:
        DatasetError: There is no case, fewer than two folds, or more folds than patients.
    """
    if folds < 2:  # noqa: PLR2004
        raise DatasetError(
            "Cross-validation needs folds to leave out", seen=f"{folds} folds", allowed="2 or more", remedy="use 5"
        )
    strata = _strata(cases, seed)
    patients = sum(len(stratum) for stratum in strata)
    if folds > patients:
        raise DatasetError(
            "There are more folds than patients",
            seen=f"{folds} folds, {patients} patients",
            allowed=f"2 to {patients} folds",
            remedy="ask for fewer folds",
        )
    parts: dict[str, dict[str, tuple[str, ...]]] = {f"fold-{number}": {} for number in range(folds)}
    turn = 0
    for stratum in strata:
        for patient, keys in stratum:  # dealt like cards, on from where the last grade ended, so that folds stay even
            parts[f"fold-{turn % folds}"][patient] = keys
            turn += 1
    return Split(method=f"stratified by grade, by patient: {folds} folds", seed=seed, parts=_sorted(parts))


def read_split(path: Path) -> Split:
    """Return the split in a JSON file.

    Raises:
        DatasetError: Missing, not JSON, or without parts.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        parts = {p: {name: tuple(keys) for name, keys in patients.items()} for p, patients in content["parts"].items()}
        return Split(method=str(content["method"]), seed=int(content["seed"]), parts=parts)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise DatasetError(
            f"{path.name} is not a split",
            seen=f"{type(error).__name__}: {error}",
            allowed='JSON with "method", "seed" and "parts": part -> patient -> case ids',
            remedy="make one: neuroinsight dataset split DIR --out FILE",
        ) from error


def split_to_json(split: Split) -> str:
    """Return the split as JSON text."""
    parts = {part: {name: list(keys) for name, keys in patients.items()} for part, patients in split.parts.items()}
    return json.dumps({"method": split.method, "seed": split.seed, "parts": parts}, indent=1) + "\n"


def _strata(cases: Iterable[Examined], seed: int) -> list[list[tuple[str, tuple[str, ...]]]]:
    """Patients with their case keys, one shuffled list per grade."""
    patients: dict[str, list[Examined]] = defaultdict(list)
    for case in cases:
        patients[case.patient].append(case)
    if not patients:
        raise DatasetError(
            "There is nothing to split",
            seen="no labelled case",
            allowed="cases with label maps: neuroinsight dataset describe DIR",
            remedy="name the folder of the labelled cases",
        )
    strata: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for patient, group in sorted(patients.items()):
        grade = next((case.grade.value for case in group if case.grade), "unknown")
        strata[grade].append((patient, tuple(sorted(case.key for case in group))))
    for grade, stratum in sorted(strata.items()):
        random.Random(f"{seed}-{grade}").shuffle(stratum)  # noqa: S311 - repeatable, not secret
    return [stratum for _, stratum in sorted(strata.items())]


def _sorted(parts: Mapping[str, dict[str, tuple[str, ...]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {part: dict(sorted(patients.items())) for part, patients in parts.items()}


def _words(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{part} {share:g}" for part, share in shares.items())
