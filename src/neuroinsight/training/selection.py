"""Which cases a run trains on and which it watches itself on."""

from collections.abc import Sequence
from dataclasses import dataclass

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.splits import Split, split_by_shares

REFERENCE_SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Cases to train on, cases to validate on (may be none), and the split that says so."""

    training: tuple[Case, ...]
    validation: tuple[Case, ...]
    split: Split | None


def select_by_shares(cases: Sequence[Case], *, seed: int) -> Selection:
    """Return the first reference system's selection: 70 % to train, 15 % to validate, 15 % kept for testing."""
    return select_parts(cases, split_by_shares(cases, REFERENCE_SHARES, seed=seed))


def select_parts(cases: Sequence[Case], split: Split) -> Selection:
    """Return the parts `train` and `validation` of a split.

    Raises:
        DatasetError: The split has no part `train`.
    """
    validation = split.select(cases, ["validation"]) if "validation" in split.parts else ()
    return Selection(training=split.select(cases, ["train"]), validation=validation, split=split)


def select_without(cases: Sequence[Case], split: Split, held_out: Sequence[str]) -> Selection:
    """Return every case of the split but those of the held-out parts; nothing of these is looked at.

    Raises:
        DatasetError: The split has no such part, or knows none of the cases.
    """
    kept = [part for part in split.parts if part not in held_out]
    split.select(cases, held_out)
    training = split.select(cases, kept)
    if not training:
        raise DatasetError(
            "The split knows none of the cases",
            seen=f"{len(cases)} cases, none in {', '.join(kept)}",
            allowed="a split of the same data set",
            remedy="make a split of these cases: neuroinsight dataset split",
        )
    return Selection(training=training, validation=(), split=split)


def select_everything(cases: Sequence[Case]) -> Selection:
    """Return all labelled cases to train on: for a model whose quality cross-validation has measured."""
    return Selection(training=tuple(case for case in cases if case.labels is not None), validation=(), split=None)
