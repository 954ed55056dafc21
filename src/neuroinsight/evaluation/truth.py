"""What a case is scored against: its label map, or a mask of its whole tumor."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from neuroinsight.core.errors import DatasetError, LabelError
from neuroinsight.core.labels import CLASSES, WHOLE_TUMOR, LabelMap, LabelScheme, Region
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.loading import load_labels, read_mask
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical

E = TypeVar("E", bound=Examined)
_CUTS_MM = 3  # decimals of positions in a digest


def has_truth(case: Examined) -> bool:
    """Say whether there is anything to score the case against."""
    return case.is_labelled or (isinstance(case, Case) and (case.labels or case.whole_tumor) is not None)


def load_truth(case: Case) -> LabelMap:
    """Return the case's label map; where there is a mask of the whole tumor alone, a map that knows no more.

    Raises:
        DatasetError: The case has neither.
        LabelError: It holds numbers that the scheme of the truth does not know.
    """
    if case.labels is None and case.whole_tumor is not None:
        mask, grid = read_mask(case.whole_tumor)
        return LabelMap(array=mask.astype(np.uint8), grid=grid, scheme=WHOLE_TUMOR)
    try:
        return load_labels(case)
    except LabelError as error:
        name = case.labels.name if case.labels else ""
        raise LabelError(
            f"The truth of {case.key}, {name}: {error.problem}",
            seen=error.seen,
            allowed=error.allowed,
            remedy="name the scheme that the truth is written in, or repair the file",
            code="truth.scheme" if error.code == "labels.unknown_number" else error.code,
        ) from error


def with_truth_in(cases: Iterable[Case], scheme: LabelScheme) -> tuple[Case, ...]:
    """Return the cases with their label maps read in a scheme that the user names."""
    return tuple(replace(case, scheme=scheme) for case in cases)


def digest_of(truth: LabelMap) -> str:
    """Return 16 hexadecimal digits that change when a tissue or its place does, and not with axes, numbers or file."""
    grid = canonical_grid(truth.grid)
    tissues = np.zeros(256, np.uint8)
    for number, tissue in truth.scheme.tissue_of.items():
        inside = next((place for place, region in enumerate(CLASSES, start=1) if tissue in region.tissues), 0)
        tissues[number] = len(CLASSES) + 1 if tissue is Region.WT else inside
    digest = hashlib.sha256(repr((grid.shape, (np.round(grid.affine, _CUTS_MM) + 0.0).tolist())).encode())
    digest.update(to_canonical(tissues[truth.array], canonical_order(truth.grid)).tobytes())
    return digest.hexdigest()[:16]


def require_truths(cases: Iterable[E]) -> tuple[E, ...]:
    """Return the cases; `DatasetError` if there is none, one has nothing to score against, or two have the same key."""
    found = tuple(cases)
    unlabelled = [case.key for case in found if not has_truth(case)]
    if not found or unlabelled:
        raise DatasetError(
            "There is nothing to score against",
            seen=f"no label map in {', '.join(unlabelled)}" if unlabelled else "no case",
            allowed="cases with label maps",
            remedy="name the labelled part of a split, or check the folder of cases",
            code="evaluation.no_labels",
        )
    keys = [case.key for case in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise DatasetError(
            "A case is there twice",
            seen=", ".join(twice),
            allowed="each case once",
            remedy="name folders that do not hold copies of one another",
            code="dataset.repeated_key",
        )
    return found
