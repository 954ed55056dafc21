"""Which scheme another program's labels are written in, told by comparing each number with every region of the truth.

The same numbers mean different tissues in different programs, and a prediction that is read wrongly still gets scores.
So a scheme is taken only if its reading agrees with the truth, and no other reading agrees clearly better.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import LabelError
from neuroinsight.core.labels import (
    BRATS_2017,
    CLASSES,
    NESTED_REGIONS,
    SCHEMES,
    WHOLE_TUMOR,
    LabelMap,
    LabelScheme,
    Region,
    scheme_called,
)
from neuroinsight.datasets.case import Case
from neuroinsight.evaluation.geometry import onto_truth
from neuroinsight.evaluation.truth import load_truth
from neuroinsight.io.labels import read_label_map

_CLEARLY = 2  # times the agreement: programs that are better than chance keep more distance from wrong readings
_ANY_NUMBERS = LabelScheme(name="any", tissue_of=dict.fromkeys(range(1, 256), Region.WT))
_MASKS = ({1}, {255})  # what a mask of one region may be written in
_PLACES = {
    Region.WT: "the whole tumor",
    Region.TC: "the tumor core",
    Region.NCR: "necrosis",
    Region.ED: "edema",
    Region.ET: "enhancing tumor",
    Region.CAVITY: "a cavity",
}
_Meaning = Mapping[int, Region]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A scheme, and why it was taken."""

    scheme: LabelScheme
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overlaps:
    """Voxels by number of the predictions [256] and tissue of the truth, over all cases."""

    table: NDArray[np.int64]  # [256, 1 + tissues]; the first column is background
    tissues: tuple[Region, ...]  # disjoint; the whole tumor alone where the truth knows no more

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(n for n in np.flatnonzero(self.table.sum(axis=1)).tolist() if n)

    def dice(self, numbers: Iterable[int], region: Region) -> float:
        """Return the Dice of these numbers together with a region."""
        rows = self.table[list(numbers)]
        columns = [c for c, tissue in enumerate(self.tissues, start=1) if tissue in (region, *region.tissues)]
        sizes = rows.sum() + self.table[:, columns].sum()
        return float(2 * rows[:, columns].sum() / sizes) if sizes else 0.0

    def agreement(self, meaning: _Meaning, regions: Iterable[Region]) -> float:
        """Return the Dice of a reading summed over regions."""
        return sum(self.dice([n for n, read in meaning.items() if read is region], region) for region in regions)

    def is_clearly_better(self, one: _Meaning, other: _Meaning) -> bool:
        """Say whether a reading agrees far more with the truth, in the regions that the two read differently."""
        apart = {read for n in one for read in (one[n], other[n]) if one[n] is not other[n]}
        return self.agreement(one, apart) > _CLEARLY * self.agreement(other, apart)


def assume_scheme(files: Mapping[str, Path], cases: Mapping[str, Case]) -> Assumption:
    """Return the scheme of label maps by case key; the same cases must be there.

    Raises:
        GridError: A prediction is not on the grid of its truth.
        LabelError: The numbers fit no scheme, or more than one that differ in meaning.
    """
    overlaps, usual = _compare(files, cases)
    numbers = overlaps.numbers
    seen = ", ".join(str(number) for number in numbers) or "0 alone"
    if not numbers:
        return Assumption(scheme=BRATS_2017, reason="nothing is labelled, in which all schemes agree")
    if len(numbers) == 1 and _best_region(overlaps) in (Region.WT, Region.TC):
        return _mask(overlaps)
    readings = _readings(frozenset(numbers), overlaps.tissues, usual)
    if not readings:
        raise _unclear(overlaps, f"{seen}, which together are in no scheme that fits the truth's")
    name = max(readings, key=lambda one: overlaps.agreement(readings[one], overlaps.tissues))
    reading = readings[name]
    rivals = [one for one in readings.values() if one != reading]
    if any(not overlaps.is_clearly_better(reading, one) for one in rivals):
        raise _unclear(overlaps, f"{seen}, and more than one reading fits the truth as well")
    every = (dict(zip(numbers, places, strict=True)) for places in product(overlaps.tissues, repeat=len(numbers)))
    if any(overlaps.is_clearly_better(one, reading) for one in every):
        raise _unclear(overlaps, seen)
    return Assumption(scheme=scheme_called(name), reason=f"the numbers are {seen}, and {_where(overlaps, reading)}")


def read_prediction(path: Path, scheme: LabelScheme, *, key: str) -> LabelMap:
    """Return the label map of a case's prediction.

    Raises:
        FileFormatError: The file is damaged or not an image.
        LabelError: It is no label map, or holds numbers that the scheme does not know.
    """
    try:
        return read_label_map(path, scheme)
    except LabelError as error:
        allowed = "whole numbers, as label maps hold them" if scheme is _ANY_NUMBERS else error.allowed
        raise LabelError(
            f"The prediction for {key}, {path.name}: {error.problem}",
            seen=error.seen,
            allowed=allowed,
            remedy=error.remedy,
            code="prediction.scheme" if error.code == "labels.unknown_number" else error.code,
        ) from error


def _compare(files: Mapping[str, Path], cases: Mapping[str, Case]) -> tuple[_Overlaps, tuple[LabelScheme, ...]]:
    """Count the overlaps, and return them with the schemes of the truths, which are the likeliest."""
    tissues = (*CLASSES, Region.CAVITY)
    table = np.zeros((256, len(tissues) + 1), np.int64)
    knows, schemes = set(tissues), []
    for key, path in files.items():
        truth = load_truth(cases[key])
        written = onto_truth(read_prediction(path, _ANY_NUMBERS, key=key), truth.grid, key=key).array
        column_of = np.zeros(256, np.uint16)
        for column, tissue in enumerate(tissues, start=1):
            column_of[list(truth.scheme.numbers_of(tissue))] = column
        if not truth.knows(Region.TC):
            column_of[list(truth.scheme.numbers_of(Region.WT))] = 1
        places = written.astype(np.uint16) * np.uint16(table.shape[1]) + column_of[truth.array]
        table += np.bincount(places.ravel(), minlength=table.size).reshape(table.shape)
        knows &= {tissue for tissue in tissues if truth.knows(tissue)}
        schemes.append(truth.scheme)
    kept = tuple(tissue for tissue in tissues if tissue in knows)
    if Region.NCR not in knows:
        inside = table[:, 1 : 1 + len(CLASSES)].sum(axis=1)
        return _Overlaps(table=np.stack([table[:, 0], inside], axis=1), tissues=(Region.WT,)), tuple(schemes)
    return _Overlaps(table=table[:, : 1 + len(kept)], tissues=kept), tuple(schemes)


def _readings(
    numbers: frozenset[int], tissues: tuple[Region, ...], usual: tuple[LabelScheme, ...]
) -> dict[str, _Meaning]:
    """Return what the numbers mean in each scheme (by name) that has them all, as far as the truth tells apart."""
    readings: dict[str, _Meaning] = {}
    for scheme in (*usual, *SCHEMES):
        if scheme.name in readings or scheme is WHOLE_TUMOR or not numbers <= set(scheme.tissue_of):
            continue
        places = {n: [one for one in tissues if scheme.tissue_of[n] in (one, *one.tissues)] for n in numbers}
        if all(places.values()):
            readings[scheme.name] = {n: found[0] for n, found in places.items()}
    return readings


def _best_region(overlaps: _Overlaps) -> Region:
    """Return the region that all numbers together agree best with, the wider of two that agree as well."""
    regions = (*NESTED_REGIONS, *CLASSES)
    return max(regions, key=lambda region: overlaps.dice(overlaps.numbers, region))


def _mask(overlaps: _Overlaps) -> Assumption:
    number, dice = overlaps.numbers[0], overlaps.dice(overlaps.numbers, Region.WT)
    if _best_region(overlaps) is not Region.WT or {number} not in _MASKS or not dice:
        raise _unclear(overlaps, f"{number} alone")
    reason = f"the only number is {number}, and it lies where the truth has the whole tumor (Dice {dice:.2f})"
    return Assumption(scheme=WHOLE_TUMOR, reason=reason)


def _where(overlaps: _Overlaps, reading: _Meaning | None = None) -> str:
    """Return where each number lies, in words, and as what it is read where that is something else.

    A program that knows no enhancing tumor marks the whole core as necrosis, most of which lies where the truth has
    enhancing tumor.
    """
    regions = (*overlaps.tissues, *NESTED_REGIONS) if len(overlaps.numbers) == 1 else overlaps.tissues
    best = {n: max(regions, key=lambda region, n=n: overlaps.dice([n], region)) for n in overlaps.numbers}  # type: ignore[misc]
    read = reading or {}
    found = [
        f"{n} lies where the truth has {_PLACES[one]}"
        + (f", and is read as {_PLACES[read[n]]}, which the scheme calls it" if read.get(n, one) is not one else "")
        for n, one in best.items()
        if overlaps.dice([n], one)
    ]
    return " and ".join(found) or "none lies where the truth has tumor"


def _unclear(overlaps: _Overlaps, seen: str) -> LabelError:
    return LabelError(
        "What the predictions' numbers mean is not clear",
        seen=f"{seen}; {_where(overlaps)}",
        allowed="; ".join(f"{scheme.name}: {scheme}" for scheme in SCHEMES),
        remedy="name the scheme that they are written in, or write them in one of these",
        code="prediction.scheme_unclear",
    )
