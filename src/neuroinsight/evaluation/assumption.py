"""Which scheme another program's labels are written in, told from the numbers and, for 1 and 2, from the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from neuroinsight.core.errors import LabelError
from neuroinsight.core.labels import (
    BRATS_2017,
    BRATS_2023,
    BRATS_2024,
    DECATHLON,
    SCHEMES,
    LabelMap,
    LabelScheme,
    Region,
)
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.evaluation.alignment import on_grid
from neuroinsight.io.labels import read_label_map

# Any program that is better than chance agrees with the truth on more of its edema than it takes for necrosis.
_CLEARLY = 2
_CASES_COMPARED = 8
_ANY_NUMBERS = LabelScheme(name="any", tissue_of=dict.fromkeys(range(1, 256), Region.WT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A scheme, and why it was taken."""

    scheme: LabelScheme
    reason: str


def scheme_named(name: str) -> Assumption:
    """Return the scheme that the user named."""
    return Assumption(scheme=next(scheme for scheme in SCHEMES if scheme.name == name), reason="named by the user")


def assume_scheme(files: Mapping[str, Path], cases: Mapping[str, Case]) -> Assumption:
    """Return the scheme of label maps by case key; the same cases must be there.

    Raises:
        LabelError: The numbers fit no scheme, or more than one that differ in meaning.
    """
    numbers = sorted({int(n) for path in files.values() for n in np.unique(_any_numbers(path).array)} - {0})
    seen = ", ".join(str(number) for number in numbers) or "0 alone"
    by_numbers = _by_numbers(frozenset(numbers), seen)
    straight, crossed = _agreement(files, cases)
    if crossed <= _CLEARLY * straight:
        return by_numbers
    if 4 in numbers:  # noqa: PLR2004 - no scheme has edema 1, necrosis 2 and enhancing tumor 4
        raise _unclear(seen, "1 lies where the truth has edema and 2 where it has necrosis, beside a 4")
    places = ((1, "edema"), (2, "necrosis"))
    swapped = " and ".join(f"{n} lies where the truth has {tissue}" for n, tissue in places if n in numbers)
    return Assumption(scheme=DECATHLON, reason=f"the numbers are {seen}, and {swapped}")


def _by_numbers(numbers: frozenset[int], seen: str) -> Assumption:
    if numbers == {1}:
        raise _unclear(seen, "1 alone may be a mask of the whole tumor, or of its necrosis")
    if numbers >= {3, 4} or not numbers <= {1, 2, 3, 4}:
        raise _unclear(seen, "4 beside 3 is enhancing tumor in no scheme, and a resection cavity in one")
    if 3 in numbers:  # noqa: PLR2004
        return Assumption(scheme=BRATS_2023, reason=f"the numbers are {seen}: 3 without 4")
    if 4 in numbers:  # noqa: PLR2004
        return Assumption(scheme=BRATS_2017, reason=f"the numbers are {seen}: 4 without 3")
    return Assumption(scheme=BRATS_2017, reason=f"the numbers are {seen}, which BraTS' schemes read alike")


def _agreement(files: Mapping[str, Path], cases: Mapping[str, Case]) -> tuple[int, int]:
    """Voxels where 1 and 2 lie on necrosis and edema of the truth, and where they lie the other way round."""
    straight = crossed = 0
    for key, path in islice(files.items(), _CASES_COMPARED):
        truth = load_labels(cases[key])
        written = on_grid(_any_numbers(path), truth.grid, key=key).array
        necrosis, edema = truth.mask(Region.NCR), truth.mask(Region.ED)
        one, two = written == 1, written == 2  # noqa: PLR2004
        straight += int((one & necrosis).sum() + (two & edema).sum())
        crossed += int((one & edema).sum() + (two & necrosis).sum())
    return straight, crossed


def _any_numbers(path: Path) -> LabelMap:
    try:
        return read_label_map(path, _ANY_NUMBERS)
    except LabelError as error:  # which lists all 255 numbers as allowed
        raise LabelError(
            error.problem,
            seen=error.seen,
            allowed="whole numbers from 0 to 4, as label maps hold them",
            remedy=error.remedy,
        ) from error


def _unclear(seen: str, why: str) -> LabelError:
    return LabelError(
        "What the predictions' numbers mean is not clear",
        seen=f"{seen}: {why}",
        allowed="; ".join(f"{scheme.name}: {scheme}" for scheme in (BRATS_2017, BRATS_2023, BRATS_2024, DECATHLON)),
        remedy="name the scheme: --labels brats2017, brats2023, brats2024 or decathlon",
    )


def read_prediction(path: Path, assumption: Assumption) -> LabelMap:
    """Return a label map read in the assumed scheme."""
    return read_label_map(path, assumption.scheme)
