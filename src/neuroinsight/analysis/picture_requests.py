"""Which patients' pictures a call is about; no network is needed to say so."""

from collections.abc import Iterable
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets import lgg_slices, slice_folders
from neuroinsight.datasets.layout import Place
from neuroinsight.datasets.slices import SlicePatient, with_channels
from neuroinsight.io.examinations import is_image
from neuroinsight.io.walking import files_below


def find_pictures(paths: Iterable[Path], channels: tuple[Sequence, ...] = ()) -> tuple[SlicePatient, ...]:
    """Return the patients whose slices lie below these folders, with masks or without; none where there are volumes.

    `channels` says which sequence each channel is, where neither set nor names tell.

    Raises:
        DatasetError: Two patients have one name.
    """
    found: list[SlicePatient] = []
    for path in paths:
        if not path.is_dir() or any(is_image(file) for file in files_below(path)):
            return ()
        of_the_set = lgg_slices.find_patients(Place(root=path, examinations=(), facts={}))
        found += of_the_set or slice_folders.all_patients(path)
    names = [patient.key for patient in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DatasetError(
            "Two patients would be written to one folder",
            seen=", ".join(twice),
            allowed="patients that their names tell apart",
            remedy="analyze the folders in separate calls",
            code="study.names_collide",
        )
    return tuple(with_channels(patient, channels) for patient in found)
