"""Which cases of a data set are scored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.splits import Split
from neuroinsight.evaluation.truth import has_truth

E = TypeVar("E", bound=Examined)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort(Generic[E]):
    """The cases to score, and those that are left out with the reason."""

    cases: tuple[E, ...]
    left_out: dict[str, str]


def select_cohort(cases: Iterable[E], split: Split | None = None, parts: Iterable[str] = ()) -> Cohort[E]:
    """Return the labelled cases: all of them, those that a split names, or those in parts of it.

    Raises:
        DatasetError: Parts without a split, a part that the split lacks, or no case is left.
    """
    found, wanted = tuple(cases), tuple(parts)
    if wanted and split is None:
        raise DatasetError(
            "Parts of what?",
            seen=f"{', '.join(wanted)} without a split",
            allowed="parts of a split",
            remedy="name the split, or leave the parts out",
            code="evaluation.parts_without_split",
        )
    chosen = found if split is None else split.select(found, wanted or tuple(split.parts))
    labelled = tuple(case for case in chosen if has_truth(case))
    if not labelled:
        raise DatasetError(
            "There is no labelled case to score",
            seen=f"{len(found)} cases, {len(chosen)} of them in the part",
            allowed="cases with label maps",
            remedy="check the folder of cases, the split and its parts",
            code="evaluation.no_labels",
        )
    # a part is asked for by name; that a case is in no part at all is worth a word
    absent = () if split is None else split.absent(found, wanted or split.parts)
    unknown = {} if split is None else {c.key: "not named by the split" for c in found if split.part_of(c) is None}
    return Cohort(
        cases=labelled,
        left_out=unknown
        | dict.fromkeys(absent, "named by the split, not among the data")
        | {case.key: "no label map" for case in chosen if not has_truth(case)},
    )


def without(cases: Iterable[Case], sequences: Iterable[Sequence]) -> tuple[Case, ...]:
    """Return the cases as if these sequences had not been acquired."""
    unused = frozenset(sequences)
    return tuple(
        replace(case, images={sequence: file for sequence, file in case.images.items() if sequence not in unused})
        for case in cases
    )
