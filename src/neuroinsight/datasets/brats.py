"""BraTS 2015 to 2023: a folder per case, a NIfTI file per sequence.

2017 to 2019: `HGG/` and `LGG/` folders, `<id>_{t1,t1ce,t2,flair,seg}.nii[.gz]`; 2020 and 2021: the same names without
grade folders; 2023: `<id>-{t1n,t1c,t2w,t2f,seg}.nii.gz` with enhancing tumor as 3. The year shows in the id; the label
scheme shows in how the files are named, because converted copies keep their id.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import BRATS_2017, BRATS_2023
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case, Grade, ImageFile
from neuroinsight.datasets.tables import Facts, key_of, read_tables

_UNDERSCORE = {"t1": Sequence.T1, "t1ce": Sequence.T1CE, "t2": Sequence.T2, "flair": Sequence.FLAIR}
_DASH = {"t1n": Sequence.T1, "t1c": Sequence.T1CE, "t2w": Sequence.T2, "t2f": Sequence.FLAIR}
_NAME = re.compile(r"^(?P<case>.+?)(?P<mark>[_-])(?P<kind>t1|t1ce|t2|flair|t1n|t1c|t2w|t2f|seg)\.nii(\.gz)?$", re.IGNORECASE)
_LAYOUTS = (
    (re.compile(r"^BraTS-\w+-\d{5}-\d{3}$"), "brats2023"),
    (re.compile(r"^BraTS2021_\d{5}$"), "brats2021"),
    (re.compile(r"^BraTS20_Training_\d{3}$|^BraTS20_Validation_\d{3}$"), "brats2020"),
    (re.compile(r"^BraTS19_"), "brats2019"),
    (re.compile(r"^Brats18_"), "brats2018"),
    (re.compile(r"^Brats17_"), "brats2017"),
    (re.compile(r"^brats_(tcia|2013)_pat"), "brats2015"),
)


@dataclass(frozen=True, slots=True)
class _Files:
    case_id: str
    mark: str
    images: Mapping[Sequence, ImageFile]
    labels: Path | None


def find_cases(root: Path, tables: Iterable[Path] = ()) -> tuple[Case, ...]:
    """Return the cases below `root`, sorted by key; tables are looked for in it, its parent's `tables` and in `tables`."""
    facts = read_tables([root, root.parent / "tables", *sorted(root.glob("*/")), *tables])
    return tuple(sorted((_case(files, facts) for files in _walk(root)), key=lambda case: case.key))


def layout_of(case_id: str) -> str | None:
    """Return the year that an id belongs to, or None if it is not a BraTS id."""
    return next((layout for pattern, layout in _LAYOUTS if pattern.match(case_id)), None)


def _walk(root: Path) -> Iterable[_Files]:
    grouped: dict[tuple[Path, str], dict[str, Path]] = defaultdict(dict)
    marks: dict[tuple[Path, str], str] = {}
    for path in sorted(root.rglob("*.nii*")):
        found = _NAME.match(path.name)
        if found is None or layout_of(found["case"]) is None:
            continue
        group = (path.parent, found["case"])
        kind = found["kind"].lower()
        if kind in grouped[group]:
            raise DatasetError(
                f"The case {found['case']} has two files for {kind}",
                seen=f"{grouped[group][kind].name} and {path.name}",
                allowed="one file for each sequence",
                remedy="remove the copy, compressed or not",
            )
        grouped[group][kind] = path
        marks[group] = found["mark"]
    for (folder, case_id), files in grouped.items():
        names = _DASH if marks[(folder, case_id)] == "-" else _UNDERSCORE
        images = {names[kind]: ImageFile(path) for kind, path in files.items() if kind in names}
        if images:
            ordered = {sequence: images[sequence] for sequence in Sequence if sequence in images}
            yield _Files(case_id, marks[(folder, case_id)], ordered, files.get("seg"))


def _case(files: _Files, facts: Mapping[str, Facts]) -> Case:
    layout = layout_of(files.case_id) or "brats"
    known = facts.get(key_of(files.case_id)) or _facts_of_2015(files.case_id, facts) or Facts()
    folder = next(iter(files.images.values())).path.parent
    by_folder = next((Grade(name) for name in (folder.parent.name, folder.name) if name in set(Grade)), None)
    return Case(
        key=files.case_id,
        patient=known.patient or _patient_of(files.case_id),
        layout=layout,
        source=_source_of(files.case_id, known) or layout,
        images=files.images,
        labels=files.labels,
        scheme=BRATS_2023 if files.mark == "-" else BRATS_2017,
        grade=by_folder or known.grade,
        survival=known.survival,
    )


def _patient_of(case_id: str) -> str:
    """Return the id without the number of the examination, so that a patient's dates stay together."""
    found = re.fullmatch(r"(BraTS-\w+-\d{5})-\d{3}", case_id) or re.fullmatch(r"((?:Brats1[78]|BraTS19)_\w+_\w+)_\d", case_id)
    return key_of(case_id) if key_of(case_id) != case_id else (found.group(1) if found else case_id)


def _source_of(case_id: str, known: Facts) -> str | None:
    names = (case_id, *sorted(known.aliases))
    if known.collection and case_id.startswith(("BraTS2021", "BraTS-")):
        return "UCSF" if known.collection.startswith("UCSF") else known.collection
    for name in names:
        found = re.match(r"^(?:Brats1[78]|BraTS19)_(CBICA|2013|TCIA|TMC|WashU)", name) or re.match(r"^brats_(2013|tcia)_", name)
        if found:
            return found.group(1).upper()
    return None


def _facts_of_2015(case_id: str, facts: Mapping[str, Facts]) -> Facts | None:
    """Return the facts of a 2015 id (`brats_tcia_pat222_2`), whose patient number stands in 2017's ids."""
    found = re.fullmatch(r"brats_tcia_pat0*(\d+)_\d+", case_id)
    if not found:
        return None
    for name, known in facts.items():
        if re.fullmatch(rf"Brats17_TCIA_0*{found.group(1)}_\d+", name):
            return known
    return None
