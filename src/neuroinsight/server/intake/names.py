"""What the names of uploaded files say: sequences, whose they are, and of which date."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from neuroinsight.io.naming import (
    NotRecognized,
    Recognized,
    case_of_labels,
    recognize_name,
    recognize_names,
    stem_of,
)

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_SAY_NOTHING = {"anat", "perf", "dwi", "mri", "mr", "nifti", "images", "scans", "data", "files", "upload"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a name says of a file."""

    sequence: Recognized | NotRecognized
    patient: str  # what stands in front of the sequence, or else the folder; may be empty
    date: str | None  # ISO 8601
    is_copy: bool = False  # `_T1c_bias` beside `_T1c`: the same image before and after a correction


def read_names(names: Iterable[str]) -> Mapping[str, Named]:
    """Return what each name says; names with folders, as in `NI-0056/flair.nii.gz`, are read beside their neighbors.

    A file alone in its folder, as in `T1C/image.nii.gz`, may be told by the folder's name.
    """
    groups: dict[PurePosixPath, dict[str, str]] = defaultdict(dict)
    paths = {name: PurePosixPath(name) for name in names}
    inside: dict[PurePosixPath, int] = defaultdict(int)
    for path in paths.values():
        inside[path.parent] += 1
    for name, path in paths.items():
        alone = inside[path.parent] == 1 and len(path.parts) > 1
        silent = isinstance(recognize_name(path.name), NotRecognized)
        told_by_folder = alone and silent and isinstance(recognize_name(path.parent.name), Recognized)
        groups[path.parent.parent if alone else path.parent][name] = path.parent.name if told_by_folder else path.name
    read: dict[str, Named] = {}
    for folder, group in groups.items():
        found = recognize_names(group.values())
        stems = {stem_of(spoken) for spoken in group.values()}
        for name, spoken in group.items():
            read[name] = Named(
                sequence=found[spoken],
                patient=_patient(found[spoken], spoken, folder),
                date=_date(name),
                is_copy=stem_of(spoken).endswith("_bias") and stem_of(spoken).removesuffix("_bias") in stems,
            )
    return read


def folder_of_zip(name: str) -> str:
    """Return the folder that a zip's members are shown in: its own name without the ending."""
    path = PurePosixPath(name)
    return str(path.with_suffix("")) if path.suffix.lower() == ".zip" else str(path)


def _patient(found: Recognized | NotRecognized, spoken: str, folder: PurePosixPath) -> str:
    own = found.case_id if isinstance(found, Recognized) else case_of_labels(spoken) if found.evidence else ""
    own = re.sub(r"[_-]brain$", "", _DATE.sub("", own)).strip("_-. ")
    if own and not own.isdigit():  # "3" of "3_t1.nii.gz" is a series
        return own
    named = [part for part in reversed(folder.parts) if part.lower() not in _SAY_NOTHING and not _DATE.search(part)]
    return next((part for part in named if not part.startswith("ses-")), "")


def _date(name: str) -> str | None:
    for year, _, month, day in _DATE.findall(name):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:  # the 31st of February
            continue
    return None
