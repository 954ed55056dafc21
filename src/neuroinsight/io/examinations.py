"""The examinations of patients in a folder or below it, found by the names of their files: one rule for all commands.

A folder with a sequence in it is an examination (or several, if the names say so) and is not searched deeper. Some
releases put each file into a folder of its own (`…_flair.nii/`, `VSD.Brain.XX.O.MR_Flair.54512/`): such a file counts
as if it lay beside that folder. Hidden files, `__MACOSX` and results of an analysis are nobody's examination.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType

from neuroinsight.core.errors import NeuroInsightError, StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.io.catalogue import reader_of
from neuroinsight.io.naming import Absent, Recognized, case_of_labels, recognize_name, recognize_names, stem_of

NAMES_ALLOWED = "one file for each of t1, t1ce (or t1c, t1gd), t2, flair, named as in <case>_t1ce.nii.gz"
NAME_THE_FILES = "name the file of each sequence"
_DOCUMENTS = {".csv", ".tsv", ".xlsx", ".xls", ".json", ".txt", ".md", ".pdf", ".html", ".xml", ".log", ".py", ".bib"}
_NO_TUMOR = {"parenchyma", "pred", "prediction", "probseg", "tissue"}  # in the names of masks
_MOST_NAMES = 8
_PAIRS = {".hdr", ".img", ".mhd"}  # ANALYZE, NIfTI and MetaImage with the voxels in a second file


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examination:
    """The files of one examination; `problem` says why they cannot be used, and then there are no images.

    `labels` are all files that may be its label map, best first, `whole_tumor` a mask without tissues.
    """

    case_id: str  # what the names share in front of the sequence, or else the folder's name
    folder: Path
    images: Mapping[Sequence, Path]
    labels: tuple[Path, ...] = ()
    whole_tumor: Path | None = None
    has_dashes: bool = False  # named <case>-t1c, as since BraTS 2023
    problem: NeuroInsightError | None = None

    def __post_init__(self) -> None:
        """Freeze the table of images."""
        object.__setattr__(self, "images", MappingProxyType(dict(self.images)))


def examinations_in(folder: Path) -> tuple[Examination, ...]:
    """Return the examinations in a folder (not below it); none if no name there speaks of a sequence.

    Raises:
        StudyError: The folder cannot be read, a name is ambiguous, two files claim a sequence, or a link is empty.
    """
    files = _files_of(folder)
    found = recognize_names(files)
    for name, one in found.items():
        if not isinstance(one, Recognized) and one.why is Absent.AMBIGUOUS:
            raise _ambiguous(f"{name} says {one.evidence}")
    images = _without_copies({name: one for name, one in found.items() if isinstance(one, Recognized)})
    for name in images:
        _require_content(files[name])
    masks = [name for name, one in found.items() if not isinstance(one, Recognized) and one.why is Absent.LABELS]
    examinations = []
    for group in (groups := _groups(folder, images)):
        case_id = _id_of(folder, [one.case_id for one in group.values()])
        own = [name for name in masks if len(groups) == 1 or case_of_labels(name) == case_id]
        whole = [name for name in own if re.search(r"(^|[_-])wt$", stem_of(name), re.IGNORECASE)]
        tissues = sorted((name for name in own if name not in whole and _is_tumor(name)), key=rank_of_labels)
        names = {one.sequence: name for name, one in group.items()}
        examination = Examination(
            case_id=case_id,
            folder=folder,
            images={sequence: files[names[sequence]] for sequence in Sequence if sequence in names},
            labels=tuple(files[name] for name in tissues),
            whole_tumor=files[whole[0]] if whole else None,
            has_dashes=all(stem_of(name)[len(one.case_id) :].startswith("-") for name, one in group.items()),
        )
        examinations.append(examination)
    return tuple(examinations)


def find_examinations(root: Path) -> tuple[Examination, ...]:
    """Return the examinations in a folder, or else those below it, whatever the depth.

    Masks in folders of their own go to the examinations whose id they carry. A folder that cannot be read, or whose
    names are ambiguous, is an examination with a problem, as is one that is empty or holds images of unknown names
    beside examinations, so that a patient is refused and not forgotten.

    Raises:
        StudyError: The folder itself cannot be read.
    """
    listing(root)
    apart: list[Path] = []
    found = _below(root, set(), apart)
    masks: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(apart, key=lambda path: rank_of_labels(path.name)):
        masks[case_of_labels(path.name)].append(path)
    return tuple(one if one.labels else replace(one, labels=tuple(masks[one.case_id])) for one in found)


def images_in(folder: Path) -> list[Path]:
    """Return the files in a folder that a reader of volumes knows; hidden ones (`._name` of macOS) are no images."""
    return [path for path in listing(folder) if is_image(path) and _stands(path)]


def is_image(path: Path) -> bool:
    """Say whether the name is one of a volume's file."""
    reader = reader_of(path)
    return not path.name.startswith(".") and reader is not None and reader.has_millimeters


def listing(folder: Path) -> list[Path]:
    """Return what is in a folder, sorted.

    Raises:
        StudyError: It is no folder, or cannot be read.
    """
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        is_file = isinstance(error, NotADirectoryError)
        raise StudyError(
            f"The folder {folder.name or folder} cannot be read",
            seen="a file" if is_file else error.strerror or type(error).__name__,
            allowed="a folder with the images of one patient",
            remedy=NAME_THE_FILES if is_file else "check the path, and that you are allowed to read it",
            code="study.name_files" if is_file else "study.unreadable_folder",
        ) from error


def contents_of(folder: Path) -> str:
    """Return in words what is in a folder."""
    return listed(path.name + ("/" if path.is_dir() else "") for path in listing(folder)) or "an empty folder"


def listed(names: Iterable[str]) -> str:
    """Return names in words, the first eight of them."""
    every = list(names)
    more = f" and {len(every) - _MOST_NAMES} more" if len(every) > _MOST_NAMES else ""
    return ", ".join(every[:_MOST_NAMES]) + more


def no_sequence(folder: Path) -> StudyError:
    """Return the error of a folder in which no sequence is recognized."""
    pairs = [path for path in listing(folder) if path.suffix.lower() in _PAIRS]
    if pairs:
        return StudyError(
            f"The images in {folder.name or folder} are pairs of files, header and voxels apart",
            seen=listed(path.name for path in pairs),
            allowed=NAMES_ALLOWED,
            remedy="join each pair into one file: opening it with nibabel or ITK and saving it as .nii.gz does so",
            code="study.pairs",
        )
    return StudyError(
        f"No sequence was recognized in {folder.name or folder}",
        seen=listed(path.name for path in images_in(folder)) or contents_of(folder),
        allowed=NAMES_ALLOWED,
        remedy=NAME_THE_FILES,
        code="study.name_files",
    )


def _below(folder: Path, entered: set[str], masks: list[Path]) -> list[Examination]:
    """The examinations in or below a folder, with those beside them that cannot be used."""
    place = os.path.realpath(folder)
    if place in entered or os.path.exists(folder / "analysis.json"):  # noqa: PTH110 - False where it may not be looked at
        return []
    entered.add(place)
    try:
        own = list(examinations_in(folder))
        if own:
            return own
        masks += [path for path in images_in(folder) if _is_mask(path) and _is_tumor(path.name)]
        inner = [path for path in listing(folder) if _is_folder(path) and not _own_file_of(path)]
    except StudyError as error:
        return [Examination(case_id=folder.name, folder=folder, images={}, problem=error)]
    found = {path: _below(path, entered, masks) for path in inner}
    beside = [path for path, examinations in found.items() if [one.folder for one in examinations[:1]] == [path]]
    for path, examinations in found.items():
        if not examinations and any(found.values()) and _may_be_a_patient(path, bool(beside)):
            problem = no_sequence(path)
            found[path] = [Examination(case_id=path.name, folder=path, images={}, problem=problem)]
    return [one for examinations in found.values() for one in examinations]


def _may_be_a_patient(folder: Path, has_patients_beside: bool) -> bool:  # noqa: FBT001 - one question, two facts
    """Say whether a folder without a sequence looks like a patient's: empty, or with images of unknown names."""
    inside = [path for path in listing(folder) if not path.name.startswith((".", "__MACOSX"))]
    if os.path.exists(folder / "analysis.json") or any(path.is_dir() for path in inside):  # noqa: PTH110
        return False
    unknown = [path for path in inside if path.suffix.lower() not in _DOCUMENTS]
    return not inside or (bool(unknown) and has_patients_beside and not all(map(_is_mask, unknown)))


def _files_of(folder: Path) -> dict[str, Path]:
    """The images in a folder by their names; of one in a folder of its own, the name that says more."""
    files = {path.name: path for path in images_in(folder)}
    for inner in listing(folder):
        if _is_folder(inner) and (own := _own_file_of(inner)):
            says_nothing = _why_not(own.name) is Absent.OTHER
            files.setdefault(inner.name if is_image(inner) or says_nothing else own.name, own)
    return files


def _own_file_of(folder: Path) -> Path | None:
    """Return the one image of a folder that is named like a file, or that says what is in it."""
    if not is_image(folder) and _why_not(folder.name) in {Absent.OTHER, Absent.AMBIGUOUS}:
        return None
    try:
        images = images_in(folder)
    except StudyError:
        return None
    if len(images) != 1:
        return None
    file = images[0].name
    same = is_image(folder) or file.lower().startswith(folder.name.lower())
    return images[0] if same or (_why_not(file) is Absent.OTHER and _why_not(folder.name) is None) else None


def _without_copies(images: Mapping[str, Recognized]) -> dict[str, Recognized]:
    """Leave out `_T1c_bias` beside `_T1c`: UCSF-PDGM's images before and after bias correction are otherwise one."""
    stems = {stem_of(name) for name in images}
    return {name: one for name, one in images.items() if f"{stem_of(name)}\n".replace("_bias\n", "") not in stems}


def _groups(folder: Path, images: Mapping[str, Recognized]) -> list[dict[str, Recognized]]:
    """One group of files for each examination: all of them, or, where sequences repeat, those of one id."""
    if not images:
        return []
    if not _twice(images):
        return [dict(images)]
    by_id: dict[str, dict[str, Recognized]] = defaultdict(dict)
    for name, one in images.items():
        by_id[one.case_id][name] = one
    # "3_t1", "4_t1", "5_flair" are a repeated scan and no three patients, and "P1/" holds one patient
    alone = {one.sequence for group in by_id.values() if len(group) == 1 for one in group.values()}
    unclear = "" in by_id or folder.name in by_id or len(alone) > 1
    for group in [images] if unclear else by_id.values():
        if pair := _twice(group):
            first, second = (f"{name} ({group[name].evidence})" for name in pair)
            raise _ambiguous(f"{first} and {second} both look like {group[pair[0]].sequence.value}")
    return list(by_id.values())


def _twice(images: Mapping[str, Recognized]) -> tuple[str, str] | None:
    seen: dict[Sequence, str] = {}
    for name, one in images.items():
        if one.sequence in seen:
            return seen[one.sequence], name
        seen[one.sequence] = name
    return None


def rank_of_labels(name: str) -> int:
    """Return 0 for what a person corrected, 2 for what a program made, 1 where the name says neither."""
    stem = name.lower()
    return 0 if "manual" in stem else 2 if "automated" in stem or "glistrboost" in stem else 1


def _id_of(folder: Path, ids: list[str]) -> str:
    """What all names have in front; the folder's name where that is nothing, or the same for all patients."""
    parts = [re.split(r"(?=[_. -])", one) for one in ids]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*parts, strict=False))
    common = re.sub(r"[_-]brain$", "", "".join(column[0] for column in same).rstrip("_-. "))
    name = os.path.basename(os.path.abspath(folder))  # noqa: PTH100, PTH119 - a link's own name
    return name if common.startswith("VSD.") or not common else common


def _why_not(name: str) -> Absent | None:
    """Return why a name by itself gives no sequence; None if it gives one."""
    found = recognize_name(name)
    return None if isinstance(found, Recognized) else found.why


def _is_mask(path: Path) -> bool:
    """Say whether a file's name speaks of labels, or it lies in a folder that does (`labelsTr/case.nii.gz`)."""
    why = _why_not(path.name)
    return why is Absent.LABELS or (why is Absent.OTHER and _why_not(path.parent.name) is Absent.LABELS)


def _is_tumor(name: str) -> bool:
    words = set(re.findall(r"[a-z]+", stem_of(name).lower()))
    return not (
        words & _NO_TUMOR or (("brain" in words or "brainmask" in words) and not words & {"tumor", "tumour", "ot"})
    )


def _is_folder(path: Path) -> bool:
    try:
        return not path.name.startswith((".", "__MACOSX")) and path.is_dir()
    except OSError:
        return True  # what may not be looked at is taken for there, and refused when it is read


def _stands(path: Path) -> bool:
    try:
        return not path.is_dir()  # a link to nothing, a pipe or a socket is named like an image, and refused when read
    except OSError:
        return True


def _require_content(path: Path) -> None:
    if path.is_symlink() and not path.exists():
        raise StudyError(
            f"The content of {path.name} is missing",
            seen=f"a link to {path.readlink()}, where nothing is",
            allowed="files, or links to files that are there",
            remedy="fetch the content (data sets under git-annex or DataLad bring links first), or remove the link",
            code="study.missing_content",
        )


def _ambiguous(seen: str) -> StudyError:
    return StudyError(
        "The files' names leave open which sequence is which",
        seen=seen,
        allowed=NAMES_ALLOWED,
        remedy=f"take what is not meant out of the folder, or {NAME_THE_FILES}",
        code="study.name_files",
    )
