"""Which cases a run trains on and which it watches itself on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Examined
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.duplicates import image_digests, same_patients
from neuroinsight.datasets.layout import FoundCases
from neuroinsight.datasets.splits import Split, Unit, split_by_shares

REFERENCE_SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Cases to train on, cases to validate on (may be none), and the split that says so.

    `absent` are cases that the split names for them and that were not found.
    """

    training: tuple[Examined, ...]
    validation: tuple[Examined, ...]
    split: Split | None
    absent: tuple[str, ...] = ()


def find_trainable(roots: Iterable[Path], tables: Iterable[Path] = ()) -> FoundCases[Examined]:
    """Return what can be trained on below these folders: volumes of any layout, or slices.

    Raises:
        DatasetError: Nothing is found, or a folder holds slices and another volumes.
    """
    found = find_examined(roots, tables)
    if len({case.has_millimeters for case in found}) > 1:
        raise DatasetError(
            "Slices and volumes cannot be trained on together",
            seen=", ".join(sorted({case.layout for case in found})),
            allowed="folders of one kind",
            remedy="train on each kind with its own recipe",
            code="dataset.slices_and_volumes",
        )
    return found


def select_by_shares(cases: Sequence[Examined], *, seed: int) -> Selection:
    """Return the first reference system's selection of labelled cases: 70 % train, 15 % validate, 15 % are for testing.

    Patients who share an image share a part, for which all images are read.

    Raises:
        DatasetError: No case is labelled.
    """
    labelled = _labelled(cases)
    one_with = same_patients((case.patient, image_digests(case)) for case in labelled)
    return select_parts(labelled, split_by_shares(labelled, REFERENCE_SHARES, seed=seed, one_with=one_with))


def select_parts(cases: Sequence[Examined], split: Split) -> Selection:
    """Return the parts `train` and `validation` of a split.

    Raises:
        DatasetError: The split has no part `train`.
    """
    if "train" not in split.parts:
        raise DatasetError(
            "The split has no part to train on",
            seen=", ".join(split.parts),
            allowed="a part named train, or folds of which some are held out",
            remedy=f"name what is to be held out, as in {next(iter(split.parts), 'fold-0')}",
            code="training.no_training_part",
        )
    validation = split.select(cases, ["validation"]) if "validation" in split.parts else ()
    used = [part for part in ("train", "validation") if part in split.parts]
    return Selection(
        training=split.select(cases, ["train"]), validation=validation, split=split, absent=split.absent(cases, used)
    )


def select_without(cases: Sequence[Examined], split: Split, held_out: Sequence[str]) -> Selection:
    """Return every case of the split but those of the held-out parts; nothing of these is looked at.

    Raises:
        DatasetError: The split has no such part, knows none of the cases, or deals slices.
    """
    if split.unit is Unit.SLICE:
        raise DatasetError(
            "Parts of a split of single slices cannot be held out",
            seen=", ".join(held_out),
            allowed="its parts train and validation as they are, or parts of a split by patient",
            remedy="leave the parts to the split, or make one by patient",
            code="split.of_slices",
        )
    kept = [part for part in split.parts if part not in held_out]
    split.select(cases, held_out)
    training = split.select(cases, kept)
    if not training:
        raise DatasetError(
            "The split knows none of the cases",
            seen=f"{len(cases)} cases, none in {', '.join(kept)}",
            allowed="a split of the same data set",
            remedy="make a split of these cases",
            code="split.other_cases",
        )
    return Selection(training=training, validation=(), split=split, absent=split.absent(cases, kept))


def select_everything(cases: Sequence[Examined]) -> Selection:
    """Return all labelled cases to train on: for a model whose quality cross-validation has measured."""
    return Selection(training=_labelled(cases), validation=(), split=None)


def select_as_before(cases: Sequence[Examined], keys: Sequence[Sequence[str]]) -> Selection:
    """Return the cases of a run that goes on: `keys` of those to train on, then of those to validate on.

    Raises:
        DatasetError: Some are not there any more.
    """
    found = {case.key: case for case in cases}
    gone = [key for part in keys for key in part if key not in found]
    if gone:
        raise DatasetError(
            "Cases of the run are not found any more",
            seen=f"{len(gone)} of {sum(map(len, keys))} are not there: {', '.join(gone[:5])}",
            allowed="all cases that the run has begun with",
            remedy="put them back where they were, or name the folders where they are now",
            code="training.cases_gone",
        )
    training, validation = (tuple(found[key] for key in part) for part in keys)
    return Selection(training=training, validation=validation, split=None)


def _labelled(cases: Sequence[Examined]) -> tuple[Examined, ...]:
    return tuple(case for case in cases if case.is_labelled)
