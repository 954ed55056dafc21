"""The images of a patient, from a folder whose file names say what they are, or from files that the user names."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from neuroinsight.core.errors import FileFormatError, StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.matching import onto_first
from neuroinsight.io import nifti
from neuroinsight.io.catalogue import READERS, parse_volume
from neuroinsight.io.content import printable, read_content
from neuroinsight.io.examinations import (
    NAME_THE_FILES,
    Examination,
    contents_of,
    examinations_in,
    find_examinations,
    images_in,
    listed,
    no_sequence,
)
from neuroinsight.io.naming import case_of_name

_BIDS_KINDS = {"anat", "perf", "dwi"}  # folders of a subject's or a session's images


def load_study(folder: Path) -> Study:
    """Return the study in a folder, its sequences told by the files' names.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> study = neuroinsight.load(Path("patient"))
    >>> study.volumes[neuroinsight.Sequence.FLAIR].array.ndim
    3

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

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> files = {sequence: Path(f"patient/phantom-0001_{sequence}.nii.gz") for sequence in neuroinsight.Sequence}
    >>> study = neuroinsight.load_files(files, case_id="case-7")
    >>> study.identity.case_id, len(study.volumes)
    ('case-7', 4)

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
        StudyError: The folder cannot be read, a name is ambiguous, two files claim a sequence, none is recognized, or
            the names are those of several cases.
    """
    found = examinations_in(folder)
    if not found:
        raise no_sequence(folder)
    if len(found) > 1:
        raise StudyError(
            f"Several cases lie in {folder.name or folder}",
            seen=listed(one.case_id for one in found),
            allowed="the files of one case",
            remedy=NAME_THE_FILES,
            code="study.name_files",
        )
    return found[0].images


def name_of(folder: Path) -> str:
    """Return the name by which the user knows a folder: that of a link, not of what it leads to."""
    return subject_folder(Path(os.path.abspath(folder))).name  # noqa: PTH100 - resolve() would follow the link


def subject_folder(folder: Path) -> Path:
    """Return a folder as it is; of BIDS' `sub-01/ses-2/anat`, what names the patient: `sub-01_ses-2`."""
    if folder.name not in _BIDS_KINDS:
        return folder
    above = next((n for n, part in enumerate(reversed(folder.parts)) if part.startswith("sub-")), None)
    if above is None:
        return folder
    return Path(*folder.parts[: -above - 1], "_".join(folder.parts[-above - 1 : -1]))


def cases_at(path: Path) -> tuple[Examination, ...]:
    """Return the examinations that `path` stands for: those in it, or else below it, some of which cannot be used.

    Raises:
        StudyError: It cannot be read, or no images are found.
    """
    found = find_examinations(path)
    if found:
        return found
    if images_in(path):
        return (Examination(case_id=name_of(path), folder=path, images={}, problem=no_sequence(path)),)
    endings = ", ".join(suffix for reader in READERS if reader.has_millimeters for suffix in reader.suffixes)
    raise StudyError(
        f"No images were found in {path.name or path}",
        seen=contents_of(path),
        allowed=f"a case folder with {endings} files, or a folder of case folders",
        remedy="check the path; DICOM files must be converted first (dcm2niix)",
        code="study.no_images",
    )


def case_id_of(files: Mapping[Sequence, Path]) -> str:
    """The part that all names share in front of the sequence, or else the folder's name."""
    names = {case_of_name(path.name) for path in files.values()}
    only = names.pop() if len(names) == 1 else None
    return only or next((name_of(path.parent) for path in files.values()), "study")
