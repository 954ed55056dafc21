"""Label maps that another program made: finding each case's file."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Case
from neuroinsight.io.walking import files_below

_SUFFIX = re.compile(r"\.(nii|nii\.gz|mha)$", re.IGNORECASE)
_PLAIN_NAMES = frozenset({"segmentation", "seg", "prediction", "pred"})  # in a folder named after the case
_IMAGES = re.compile(r"^[_-](t1|t1ce|t2|flair|t1n|t1c|t2w|t2f)$", re.IGNORECASE)


class Missing(StrEnum):
    """What becomes of cases without a prediction."""

    REFUSE = "refuse"
    SKIP = "skip"


def find_predictions(folder: Path, cases: Iterable[Case], *, missing: Missing = Missing.REFUSE) -> dict[str, Path]:
    """Return the file of each case's key: `<key>*.nii.gz`, or a plain name as in `<key>/segmentation.nii.gz`.

    A case's own truth is no prediction, should the folder hold it too.

    Raises:
        DatasetError: The folder is missing; no case has a file, one has several, or one has none and none may lack.
    """
    if not folder.is_dir():
        raise DatasetError(
            "There are no predictions",
            seen=f"{folder} is not a folder",
            allowed="a folder with a file <case>*.nii.gz for each case",
            remedy="check the folder of predictions",
            code="prediction.none",
        )
    known = tuple(cases)
    keys = sorted((case.key for case in known), key=len, reverse=True)
    truths = {case.labels.resolve() for case in known if case.labels is not None}
    found: dict[str, list[Path]] = {key: [] for key in keys}
    for path in files_below(folder):
        key = _key_of(path, keys) if _SUFFIX.search(path.name) else None
        if key is not None and path.resolve() not in truths:
            found[key].append(path)
    _require_one_each(folder, found, missing)
    return {key: found[key][0] for key in sorted(found) if found[key]}


def _key_of(path: Path, keys: list[str]) -> str | None:
    """Return the longest key that the file's name begins with; numbers do not go on, so that `_1` is not `_12`."""
    stem = _SUFFIX.sub("", path.name)
    if stem.lower() in _PLAIN_NAMES and path.parent.name in keys:
        return path.parent.name
    for key in keys:
        rest = stem[len(key) :]
        if stem.startswith(key) and not rest[:1].isalnum():
            return None if _IMAGES.match(rest) else key
    return None


def _require_one_each(folder: Path, found: dict[str, list[Path]], missing: Missing) -> None:
    several = {key: paths for key, paths in found.items() if len(paths) > 1}
    if several:
        key, paths = next(iter(sorted(several.items())))
        raise DatasetError(
            f"The case {key} has several predictions",
            seen=", ".join(str(path.relative_to(folder)) for path in paths),
            allowed="one file for each case",
            remedy="keep the predictions of one program in a folder of their own",
            code="prediction.several",
        )
    absent = sorted(key for key, paths in found.items() if not paths)
    if absent and (missing is Missing.REFUSE or len(absent) == len(found)):
        raise DatasetError(
            f"{len(absent)} of {len(found)} cases have no prediction",
            seen=f"no file for {', '.join(absent[:5])}{', ...' if len(absent) > 5 else ''}",  # noqa: PLR2004
            allowed="a file <case>*.nii.gz for each case",
            remedy="name the predicted part of a split, or leave the cases without one out knowingly",
            code="prediction.missing",
        )
