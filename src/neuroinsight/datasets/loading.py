"""Reading a case's files: its study, single sequences, its label map or mask."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from neuroinsight.core.errors import DatasetError, FileFormatError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, Mask
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.imaging.matching import onto_first
from neuroinsight.io import nifti
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.labels import read_label_map


def load_study(case: Case, sequences: tuple[Sequence, ...] = tuple(Sequence)) -> Study:
    """Return the case's images of these sequences, as far as it has them, in the first one's axis order."""
    wanted = tuple(sequence for sequence in case.images if sequence in sequences)
    volumes = onto_first(load_volumes(case, wanted))
    digests = {path: _digest(path) for path in {case.images[sequence].path for sequence in wanted}}
    sources = {
        sequence: Source(file_name=case.images[sequence].path.name, sha256=digests[case.images[sequence].path])
        for sequence in wanted
    }
    return Study(identity=Identity(case_id=case.key), volumes=volumes, sources=sources)


def load_volumes(case: Case, sequences: Iterable[Sequence]) -> dict[Sequence, Volume]:
    """Return the images of these sequences, all of which the case has; a file of several channels is read once.

    Raises:
        FileFormatError: A file is damaged, or lacks the channel that its index names.
    """
    channels: dict[Path, tuple[Volume, ...]] = {}
    volumes = {}
    for sequence in sequences:
        file = case.images[sequence]
        if file.channel is None:
            volumes[sequence] = read_volume(file.path)
            continue
        if file.path not in channels:
            channels[file.path] = nifti.read_channels(file.path)
        volumes[sequence] = _channel(file.path, channels[file.path], file.channel)
    return volumes


def load_labels(case: Case) -> LabelMap:
    """Return the case's label map.

    Raises:
        DatasetError: The case has none.
        LabelError: It holds numbers that the data set's scheme does not know.
    """
    if case.labels is None:
        raise DatasetError(
            f"The case {case.key} has no label map",
            seen="no segmentation file",
            allowed="a file that ends in seg.nii.gz",
            remedy="leave the case out, or add its segmentation",
        )
    return read_label_map(case.labels, case.scheme)


def read_mask(path: Path) -> tuple[Mask, Grid]:
    """Return where a mask file is not 0 `[i, j, k]`, and its grid: for a whole tumor that has no tissues."""
    volume = read_volume(path)
    return np.asarray(volume.array != 0), volume.grid


def _channel(path: Path, channels: tuple[Volume, ...], number: int) -> Volume:
    if number < len(channels):
        return channels[number]
    raise FileFormatError(
        f"{path.name} has fewer channels than its data set's index says",
        seen=f"{len(channels)} channels",
        allowed=f"at least {number + 1}",
        remedy="copy or download the file again",
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
