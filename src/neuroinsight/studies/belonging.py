"""Whether the models of folds, and answers that they gave, belong to the model that is calibrated."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from neuroinsight.core.errors import DatasetError, ModelError
from neuroinsight.core.sequences import Sequence as Acquired
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.splits import Split
from neuroinsight.evaluation.results import SUMMARY_FILE
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.store import open_model
from neuroinsight.io.content import read_text
from neuroinsight.studies.learn import FEWEST_FOLDS

_SAME = ("network", "outputs", "plan", "decision", "averaging")  # of two models' descriptions
_MODEL = re.compile(r"(\S+): \S+ \S+ ([0-9a-f]{64})")  # as an evaluation names the models of folds


def folds_of(model: Bundle, folder: Path, split: Split, cases: Iterable[Case]) -> dict[str, str]:
    """Return the digest of each fold's model, by the part that it held out.

    Raises:
        ModelError: A fold's model is missing, or is another network, plan or rule than the model to calibrate, or one
            was trained on patients that the model was not.
        DatasetError: A fold's model was trained on a case of its part, or a case is in no part.
    """
    digests: dict[str, str] = {}
    known = tuple(cases)
    homeless = [case.key for case in known if split.part_of(case) is None]
    if homeless:
        raise DatasetError(
            "A case is held out by no fold",
            seen=", ".join(homeless[:5]),
            allowed="cases that the split names",
            remedy="leave the case out, or name the split that the folds were trained by",
            code="evaluation.case_in_no_fold",
        )
    for part in sorted({split.part_of(case) or "" for case in known}):
        fold = open_model(folder / part)
        for field in _SAME:
            ours, theirs = getattr(model.spec, field), getattr(fold.spec, field)
            if ours != theirs:
                raise _foreign(part, f"its {field} is {theirs}", f"that of {model.spec.name}: {ours}")
        others = [case.key for case in known if fold.has_seen(case.key, case.patient) and not _has_seen(model, case)]
        if others:
            raise _foreign(part, f"it was trained on {others[0]}", f"cases that {model.spec.name} was trained on, too")
        seen = [case.key for case in known if split.part_of(case) == part and fold.has_seen(case.key, case.patient)]
        if seen:
            raise DatasetError(
                f"The model of {part} was trained on the case {seen[0]}",
                seen="the case or its patient among those that the model was trained on",
                allowed="for each part of the split, a model that held the part out",
                remedy=f"train it again with {part} held out",
                code="evaluation.fold_saw_case",
            )
        digests[part] = fold.identity.sha256
    return digests


def sequences_left_out(folder: Path, folds: Mapping[str, str]) -> tuple[Acquired, ...]:
    """Return the sequences that an evaluation of these folds did without.

    Raises:
        DatasetError: The folder holds no evaluation of folds, or one of other models.
    """
    try:
        about = json.loads(read_text(folder / SUMMARY_FILE))["about"]
        found = dict(_MODEL.findall(about["models"]))
        named = [name for name in about.get("sequences_left_out", "").split(", ") if name]
        left_out = tuple(Acquired(name) for name in named)
    except (KeyError, TypeError, ValueError) as error:
        raise DatasetError(
            f"{folder.name} holds no evaluation of folds",
            seen=f"{SUMMARY_FILE}: {error}",
            allowed="the folder of an evaluation of the folds that saved label maps and probabilities",
            remedy="evaluate the folds and save both",
            code="calibration.no_answers",
        ) from error
    if found != dict(folds):
        part = min(set(found.items()) ^ set(folds.items()))[0]
        raise DatasetError(
            f"The answers in {folder.name} are of other models",
            seen=f"{part}: {found.get(part, 'none')[:12]}",
            allowed=f"{folds.get(part, 'none')[:12]}, the model that lies there now",
            remedy="evaluate the folds again",
            code="calibration.other_answers",
        )
    return left_out


def require_parts(parts: Sequence[str]) -> None:
    """Refuse to learn from fewer than four folds: three are left out in turn, one inside the other."""
    if len(set(parts)) < FEWEST_FOLDS:
        raise DatasetError(
            "There are too few folds to learn from",
            seen=f"{len(set(parts))}",
            allowed="four or more: to quote figures of, to take errors of, to choose signs by, and to learn from",
            remedy="train more folds",
            code="calibration.few_folds",
        )


def _has_seen(model: Bundle, case: Case) -> bool:
    return model.has_seen(case.key, case.patient)


def _foreign(part: str, seen: str, allowed: str) -> ModelError:
    return ModelError(
        f"The model of {part} does not belong to the model to calibrate",
        seen=seen,
        allowed=allowed,
        remedy="name the folds of the same training, or train them again",
        code="calibration.foreign_fold",
    )
