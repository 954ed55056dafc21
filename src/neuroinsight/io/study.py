"""The images of a patient, from a folder whose file names say what they are, or from files that the user names."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from neuroinsight.core.errors import FileFormatError, StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.matching import onto_first
from neuroinsight.io import nifti
from neuroinsight.io.catalogue import READERS, parse_volume, reader_of
from neuroinsight.io.content import printable, read_content
from neuroinsight.io.naming import Absent, Recognized, case_of_name, recognize_name

_NAMES_ALLOWED = "one file for each of t1, t1ce (or t1c, t1gd), t2, flair, named as in <case>_t1ce.nii.gz"
_NAME_THE_FILES = "name the files: --t1ce FILE --flair FILE [--t1 FILE] [--t2 FILE]"
_MOST_NAMES = 8


def load_study(folder: Path) -> Study:
    """Return the study in a folder, its sequences told by the files' names.

    Raises:
        StudyError: The folder cannot be read, or its files' names are ambiguous or unknown.
        FileFormatError: A file is damaged or not an image.
    """
    return load_study_files(recognize(folder), case_id=name_of(folder))


def load_study_files(
    files: Mapping[Sequence, Path], case_id: str | None = None, *, channels: Mapping[Sequence, int] | None = None
) -> Study:
    """Return the study of these files; each is read once, and its SHA-256 kept.

    `channels` says which channel of its file a sequence is, where one file holds several. An image that another program
    stored in another axis order is turned onto the first one's grid, no voxel changed; one on a truly different grid is
    left for `neuroinsight.preprocess` to refuse.

    Raises:
        FileFormatError: A file is damaged or not an image, or lacks the channel.
    """
    volumes: dict[Sequence, Volume] = {}
    sources: dict[Sequence, Source] = {}
    several: dict[Path, tuple[tuple[Volume, ...], Source]] = {}
    for sequence in Sequence:  # always in this order, whatever the caller's
        if sequence not in files:
            continue
        path = files[sequence]
        if channels is None or sequence not in channels:
            content = read_content(path)
            volumes[sequence], sources[sequence] = parse_volume(content, path.name), _source(path, content)
            continue
        if path not in several:
            content = read_content(path)
            several[path] = nifti.parse_channels(content, path.name), _source(path, content)
        found, sources[sequence] = several[path]
        volumes[sequence] = _channel(path, found, channels[sequence])
    identity = Identity(case_id=printable(case_id or case_id_of(files)))
    return Study(identity=identity, volumes=onto_first(volumes), sources=sources)


def _source(path: Path, content: bytes) -> Source:
    return Source(file_name=printable(path.name), sha256=hashlib.sha256(content).hexdigest())


def _channel(path: Path, channels: tuple[Volume, ...], number: int) -> Volume:
    if number < len(channels):
        return channels[number]
    raise FileFormatError(
        f"{printable(path.name)} has fewer channels than its data set's index says",
        seen=f"{len(channels)} channels",
        allowed=f"at least {number + 1}",
        remedy="copy or download the file again",
        code="file.channels",
    )


def recognize(folder: Path) -> Mapping[Sequence, Path]:
    """Return the file of each sequence in a folder (not below it); segmentations and other files are left out.

    Raises:
        StudyError: The folder cannot be read, a name is ambiguous, two files claim a sequence, or none is recognized.
    """
    files: dict[Sequence, Path] = {}
    words: dict[Sequence, str] = {}
    images = _images(folder)
    for path in images:
        found = recognize_name(path.name)
        if not isinstance(found, Recognized):
            if found.why is Absent.AMBIGUOUS:
                raise _ambiguous(f"{path.name} says {found.evidence}")
            continue
        if found.sequence in files:
            other = files[found.sequence].name
            said = f"{other} ({words[found.sequence]}) and {path.name} ({found.evidence})"
            raise _ambiguous(f"{said} both look like {found.sequence.value}")
        files[found.sequence], words[found.sequence] = path, found.evidence
    if not files:
        raise StudyError(
            f"No sequence was recognized in {folder.name or folder}",
            seen=_listed(path.name for path in images) or _contents(folder),
            allowed=_NAMES_ALLOWED,
            remedy=_NAME_THE_FILES,
        )
    return {sequence: files[sequence] for sequence in Sequence if sequence in files}


def name_of(folder: Path) -> str:
    """Return the name by which the user knows a folder: that of a link, not of what it leads to."""
    return os.path.basename(os.path.abspath(folder))  # noqa: PTH100, PTH119 - resolve() would follow the link


def case_folders(path: Path) -> tuple[Path, ...]:
    """Return the folders of cases that `path` stands for: itself, or those directly or two levels below it.

    A folder with a sequence is a case; one that holds only folders (as `HGG/`) stands for the cases in them. Below it,
    a folder without images, or one that may not be read, is a case too, so that a patient is refused and not
    forgotten; results of an analysis are none.

    Raises:
        StudyError: It cannot be read, or no images are found.
    """
    images = _images(path)
    found = [case for folder in _folders_in(path) for case in _cases_of(folder)]
    with_images = any(_may_hold_images(case) for case in found)
    if any(isinstance(recognize_name(image.name), Recognized) for image in images) or (images and not with_images):
        return (path,)
    if not with_images:
        raise StudyError(
            f"No images were found in {path.name or path}",
            seen=_contents(path),
            allowed=f"a case folder with {_endings()} files, or a folder of case folders",
            remedy="check the path; DICOM files must be converted first (dcm2niix)",
        )
    return tuple(sorted(found))


def _cases_of(folder: Path) -> list[Path]:
    """The cases that a folder of a cohort stands for: itself, or those in it."""
    if _is_result(folder):
        return []
    try:
        inner = [] if _images(folder) else _folders_in(folder)
    except StudyError:  # it cannot be read, which is told where it is to be analyzed
        return [folder]
    cases = [one for one in inner if not _is_result(one)]
    if inner and not cases:
        return []
    return cases if any(_may_hold_images(one) for one in cases) else [folder]


def _is_result(folder: Path) -> bool:
    return os.path.exists(folder / "analysis.json")  # noqa: PTH110 - False where it may not be looked at


def _may_hold_images(folder: Path) -> bool:
    try:
        return bool(_images(folder))
    except StudyError:
        return True


def _folders_in(folder: Path) -> list[Path]:
    return [inner for inner in _listing(folder) if not inner.name.startswith(".") and _stands(inner.is_dir)]


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        is_file = isinstance(error, NotADirectoryError)
        raise StudyError(
            f"The folder {folder.name or folder} cannot be read",
            seen="a file" if is_file else error.strerror or type(error).__name__,
            allowed="a folder with the images of one patient",
            remedy=_NAME_THE_FILES if is_file else "check the path, and that you are allowed to read it",
        ) from error


def _images(folder: Path) -> list[Path]:
    """The files that a reader of volumes knows; hidden ones (`._name` of macOS) are no images."""
    return [
        path
        for path in _listing(folder)
        if not path.name.startswith(".") and _is_volume(path) and _stands(path.is_file)
    ]


def _stands(question: Callable[[], bool]) -> bool:
    """Answer `is_file` or `is_dir`; what may not be looked at is taken for there, and refused when it is read."""
    try:
        return question()
    except OSError:
        return True


def _is_volume(path: Path) -> bool:
    reader = reader_of(path)
    return reader is not None and reader.has_millimeters


def _endings() -> str:
    return ", ".join(suffix for reader in READERS if reader.has_millimeters for suffix in reader.suffixes)


def _contents(folder: Path) -> str:
    return _listed(path.name + ("/" if _stands(path.is_dir) else "") for path in _listing(folder)) or "an empty folder"


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:_MOST_NAMES]) + (
        f" and {len(every) - _MOST_NAMES} more" if len(every) > _MOST_NAMES else ""
    )


def _ambiguous(seen: str) -> StudyError:
    return StudyError(
        "The files' names leave open which sequence is which", seen=seen, allowed=_NAMES_ALLOWED, remedy=_NAME_THE_FILES
    )


def case_id_of(files: Mapping[Sequence, Path]) -> str:
    """The part that all names share in front of the sequence, or else the folder's name."""
    names = {case_of_name(path.name) for path in files.values()}
    only = names.pop() if len(names) == 1 else None
    return only or next((name_of(path.parent) for path in files.values()), "study")
