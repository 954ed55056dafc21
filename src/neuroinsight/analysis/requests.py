"""Which cases a call is about, and what each is called; no network is needed to say so."""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from neuroinsight.core.errors import StudyError
from neuroinsight.core.findings import NOTHING_DECLARED, Declared
from neuroinsight.core.sequences import Sequence
from neuroinsight.io.content import printable
from neuroinsight.io.study import cases_at, subject_folder
from neuroinsight.preprocess.raw import Kind

_SIGNS = ("-", "__")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A case to analyze: its images by sequence, or the folder to recognize them in."""

    name: str
    where: Path | Mapping[Sequence, Path]
    patient_id: str | None = None
    study_id: str | None = None
    study_date: str | None = None  # ISO 8601
    declared: Declared = NOTHING_DECLARED
    kind: Kind = Kind.AUTO
    brain_mask: Path | None = None


def requests_for(paths: Iterable[Path]) -> tuple[Request, ...]:
    """Return one request per case; a folder of case folders, or of several cases' files, stands for all of them.

    Equal names get the names of the folders above in front, as many as tell them apart.

    Raises:
        StudyError: A folder cannot be read or holds no images, one case is named twice, or no names tell two apart.
    """
    cases = [case for path in paths for case in cases_at(path)]
    shared = Counter(case.folder for case in cases)
    folders = [case.folder / case.case_id if shared[case.folder] > 1 else case.folder for case in cases]
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise StudyError(
            "A case is named twice",
            seen=", ".join(str(folder) for folder in folders),
            allowed="each case folder once",
            remedy="remove the repeated path",
            code="study.named_twice",
        )
    places = [Path(os.path.abspath(folder)) for folder in folders]  # noqa: PTH100 - a link's own name
    names = _distinct_names([subject_folder(place) for place in places])
    return tuple(
        Request(name=name, where=case.images if shared[case.folder] > 1 else case.folder)
        for name, case in zip(names, cases, strict=True)
    )


def require_distinct(names: Iterable[str], *, ignoring_case: bool) -> None:
    """Refuse names of cases that would share a folder: where the file system ignores case, `P1` and `p1` are one.

    Raises:
        StudyError: Two names are the same there.
    """
    by_key: dict[str, list[str]] = {}
    for name in names:
        key = _key(name).casefold() if ignoring_case else _key(name)
        by_key.setdefault(key, []).append(name)
    alike = [one for same in by_key.values() if len(same) > 1 for one in same]
    if alike:
        raise StudyError(
            "Two cases would be written to one folder",
            seen=", ".join(sorted(alike)),
            allowed="cases that their folders' names tell apart",
            remedy="rename one of the folders, or analyze them in separate calls, each into its own folder",
            code="study.names_collide",
        )


def _distinct_names(folders: list[Path]) -> list[str]:
    """Names that tell all apart; a second sign between the parts where `a-b/c` and `a/b-c` would be one."""
    joined = [_joined_names(folders, sign) for sign in _SIGNS]
    names = next((names for names in joined if len(set(map(_key, names))) == len(names)), joined[0])
    require_distinct(names, ignoring_case=False)
    return names


def _joined_names(folders: list[Path], sign: str) -> list[str]:
    """The last part of each path, and as many parts in front of it as make it differ from all others."""
    depths = [1] * len(folders)
    while True:
        names = [sign.join(folder.parts[1:][-depth:]) for folder, depth in zip(folders, depths, strict=True)]
        counts = Counter(map(_key, names))
        alike = [place for place, name in enumerate(names) if counts[_key(name)] > 1]
        longer = [place for place in alike if depths[place] < len(folders[place].parts) - 1]
        if not longer:
            return names
        for place in longer:
            depths[place] += 1


def _key(name: str) -> str:
    """What a name is once it is written: letters in one of Unicode's forms, and what cannot be printed replaced."""
    return unicodedata.normalize("NFC", printable(name))
