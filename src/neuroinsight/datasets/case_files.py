"""Finding cases by file names: `<case>_t1ce.nii.gz`, `<case>-t1c.nii.gz` and their relatives, `.mha` as well."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Grade, ImageFile
from neuroinsight.io.catalogue import READERS
from neuroinsight.io.walking import files_below

_SEQUENCES = {
    "t1": Sequence.T1,
    "t1n": Sequence.T1,
    "t1ce": Sequence.T1CE,
    "t1c": Sequence.T1CE,
    "t1gd": Sequence.T1CE,
    "t1post": Sequence.T1CE,
    "t2": Sequence.T2,
    "t2w": Sequence.T2,
    "flair": Sequence.FLAIR,
    "t2f": Sequence.FLAIR,
}
_KINDS = "|".join(sorted((*_SEQUENCES, "seg", "wt"), key=len, reverse=True))
_ENDINGS = "|".join(re.escape(end) for reader in READERS if reader.has_millimeters for end in reader.suffixes)
_NAME = re.compile(rf"(?P<case>.+?)(?P<mark>[_-])(?P<kind>{_KINDS})({_ENDINGS})", re.IGNORECASE)


class Naming(StrEnum):
    """How a case's files are named, which tells how its labels are numbered."""

    UNTIL_2021 = "underscore"  # <case>_t1ce.nii.gz, enhancing tumor is 4
    SINCE_2023 = "dash"  # <case>-t1c.nii.gz, enhancing tumor is 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiles:
    """One case's files, side by side in a folder."""

    case_id: str
    folder: Path
    naming: Naming
    images: Mapping[Sequence, ImageFile]
    labels: Path | None
    whole_tumor: Path | None

    @property
    def grade_of_folder(self) -> Grade | None:
        """The grade that a folder above says, as `HGG/<case>/`."""
        return next((Grade(name) for name in (self.folder.parent.name, self.folder.name) if name in set(Grade)), None)


def find_case_files(root: Path) -> Iterator[CaseFiles]:
    """Yield the groups of files below `root` that share folder and case id and have at least one sequence.

    Raises:
        DatasetError: A case has two files for one sequence.
    """
    groups: dict[tuple[Path, str, str], dict[str, Path]] = defaultdict(dict)
    for path in files_below(root):
        # "._name" is what macOS leaves in archives
        found = None if path.name.startswith(".") else _NAME.fullmatch(path.name)
        if found is None:
            continue
        kind = found["kind"].lower()
        role = _SEQUENCES[kind].value if kind in _SEQUENCES else kind
        files = groups[(path.parent, found["case"], found["mark"])]
        if role in files:
            raise DatasetError(
                f"The case {found['case']} has two files for {role}",
                seen=f"{files[role].name} and {path.name}",
                allowed="one file for each sequence",
                remedy="remove the copy, whatever its format",
            )
        files[role] = path
    for (folder, case_id, mark), files in groups.items():
        images = {sequence: ImageFile(files[sequence.value]) for sequence in Sequence if sequence.value in files}
        if images:
            yield CaseFiles(
                case_id=case_id,
                folder=folder,
                naming=Naming.SINCE_2023 if mark == "-" else Naming.UNTIL_2021,
                images=images,
                labels=files.get("seg"),
                whole_tumor=files.get("wt"),
            )
