"""Ways to split a data set of slices, by name: what a published table did, and what its figures are worth.

`slice-random` deals slices, so that neighbors of one patient are learned from and tested on.
`slice-random-balanced-first` also copies slices with tumor (each copy is augmented) until there are as many as without,
and deals the copies too: the same slice is on both sides. By `patient` and `leave-one-institution-out` no patient is.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Examined
from neuroinsight.datasets.slices import SlicePatient, read_slices
from neuroinsight.datasets.splits import COPY, NOBODY, Patients, Split, Unit, split_into_folds


class Protocol(StrEnum):
    """How cases are dealt to parts."""

    PATIENT = "patient"
    SLICE_RANDOM = "slice-random"
    BALANCED_FIRST = "slice-random-balanced-first"
    INSTITUTION = "leave-one-institution-out"


def split_slices(cases: Iterable[Examined], shares: Mapping[str, float], *, seed: int) -> Split:
    """Return parts with these shares of all slices, whichever patient they are of.

    Raises:
        DatasetError: There is none, or the cases are volumes.
    """
    patients = _of_slices(cases)
    return _dealt([(one.patient, piece.image.stem) for one in patients for piece in one.slices], shares, seed=seed)


def split_balanced_slices(cases: Iterable[Examined], shares: Mapping[str, float], *, seed: int) -> Split:
    """Return parts with these shares of all slices and of copies of those with tumor, as many as there are without.

    Raises:
        DatasetError: There is none, the cases are volumes, or a slice has no mask.
    """
    patients = _of_slices(cases)
    names, tumorous = [], []
    for one in patients:
        masks = read_slices(one).masks
        for piece, mask in zip(one.slices, masks, strict=True):
            names.append((one.patient, piece.image.stem))
            tumorous += [names[-1]] if mask.any() else []
    missing = len(names) - 2 * len(tumorous)  # copies until both kinds are as many
    copies = [
        (patient, f"{name}{COPY}{number // len(tumorous) + 1}")
        for number in range(missing)
        for patient, name in [tumorous[number % len(tumorous)]]
    ]
    made = _dealt(names + copies, shares, seed=seed)
    return Split(
        method=f"slices with {len(copies)} copies of those with tumor, dealt together: {made.method}",
        seed=seed,
        parts=made.parts,
        unit=Unit.SLICE,
    )


def split_by_institution(cases: Iterable[Examined], *, seed: int, one_with: Mapping[str, str] = NOBODY) -> Split:
    """Return one part for each source, named after it; patients who share an image go with the first of them.

    Raises:
        DatasetError: All are of one source.
    """
    found = sorted(cases, key=lambda case: case.key)
    source = {case.patient: case.source for case in reversed(found)}
    parts: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in sorted(set(source.values()))}
    if len(parts) < 2:  # noqa: PLR2004
        raise DatasetError(
            "There is no other institution to leave out",
            seen=", ".join(parts) or "no labelled case",
            allowed="cases of two or more",
            remedy="split by patient",
            code="split.one_institution",
        )
    for patient in sorted(source):
        keys = tuple(case.key for case in found if case.patient == patient)
        parts[source[one_with.get(patient, patient)]][patient] = keys
    return Split(method="by institution", seed=seed, parts={name: of for name, of in parts.items() if of})


def split_like(cases: Sequence[Examined], before: Split, *, seed: int, one_with: Mapping[str, str] = NOBODY) -> Split:
    """Return the folds of another split with these cases: its patients keep their fold, the others are dealt anew.

    Raises:
        DatasetError: The other split deals slices, or its parts are no folds.
    """
    folds = list(before.parts)
    if before.unit is not Unit.PATIENT or folds != [f"fold-{number}" for number in range(len(folds))]:
        raise DatasetError(
            "The folds of the other split cannot be kept",
            seen=f"{', '.join(folds)}, of each {before.unit}",
            allowed="fold-0, fold-1 and so on, by patient",
            remedy="name a split into folds",
            code="split.no_folds",
        )
    known = {case.patient: part for case in cases if (part := before.part_of(case))}
    together = {patient: one_with.get(patient, patient) for patient in {case.patient for case in cases}}
    kept = {name: known[patient] for patient, name in together.items() if patient in known}
    rest = [case for case in cases if together[case.patient] not in kept]
    parts: dict[str, dict[str, tuple[str, ...]]] = {fold: {} for fold in folds}
    dealt = split_into_folds(rest, len(folds), seed=seed, one_with=one_with).parts if rest else {}
    for fold, patients in dealt.items():
        parts[fold].update(patients)
    for case in cases:
        if (kept_in := kept.get(together[case.patient])) is not None:
            parts[kept_in][case.patient] = (*parts[kept_in].get(case.patient, ()), case.key)
    number = len({patient for patient, name in together.items() if name in kept})
    return Split(
        method=f"{len(folds)} folds, by patient; {number} patients keep the fold that they have in another split",
        seed=seed,
        parts={fold: dict(sorted(of.items())) for fold, of in parts.items()},
    )


def _of_slices(cases: Iterable[Examined]) -> list[SlicePatient]:
    found = sorted(cases, key=lambda case: case.key)
    patients = [case for case in found if isinstance(case, SlicePatient)]
    if not patients or len(patients) < len(found):
        raise DatasetError(
            "There are no slices to deal",
            seen=f"{len(found)} cases, {len(found) - len(patients)} of them volumes",
            allowed="patients with pictures and masks",
            remedy="split by patient",
            code="split.of_slices",
        )
    return patients


def _dealt(names: Sequence[tuple[str, str]], shares: Mapping[str, float], *, seed: int) -> Split:
    shuffled = list(names)
    random.Random(f"{seed}-slices").shuffle(shuffled)  # noqa: S311 - repeatable, not secret
    parts: dict[str, Patients] = {}
    start, bound = 0, 0.0
    for part, share in shares.items():
        bound += share
        stop = round(bound * len(shuffled))
        patients: dict[str, tuple[str, ...]] = {}
        for patient, name in sorted(shuffled[start:stop]):
            patients[patient] = (*patients.get(patient, ()), name)
        parts[part] = patients
        start = stop
    words = ", ".join(f"{part} {share:g}" for part, share in shares.items())
    return Split(method=f"single slices, whichever patient: {words}", seed=seed, parts=parts, unit=Unit.SLICE)
