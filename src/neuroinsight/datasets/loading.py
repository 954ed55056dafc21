"""Reading a case's files: its study, single sequences, its label map or mask."""

from pathlib import Path

import numpy as np

from neuroinsight.core.errors import DatasetError, NeuroInsightError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, Mask
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.datasets.case import Case
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.study import load_study_files
from neuroinsight.preprocess.admission import Admitted, admit
from neuroinsight.preprocess.plan import Plan


def load_study(case: Case, sequences: tuple[Sequence, ...] = tuple(Sequence)) -> Study:
    """Return the case's images of these sequences, as far as it has them, read as `load_study_files` reads them.

    Raises:
        FileFormatError: A file is damaged, or lacks the channel that its index names.
        StudyError: The case has none of the sequences.
    """
    files = {sequence: file for sequence, file in case.images.items() if sequence in sequences}
    channels = {sequence: file.channel for sequence, file in files.items() if file.channel is not None}
    return load_study_files({s: file.path for s, file in files.items()}, case.key, channels=channels)


def admit_case(case: Case, plan: Plan) -> Admitted:
    """Return the case's study as a model with this plan may be asked about it: read, checked, its air 0.

    Raises:
        NeuroInsightError: A file or the study is refused, in the words of the reader and the checks, the case named.
    """
    try:
        return admit(load_study(case, plan.sequences), plan)
    except NeuroInsightError as error:
        raise error.about(case.key) from error


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
            code="dataset.no_labels",
        )
    return read_label_map(case.labels, case.scheme)


def read_mask(path: Path) -> tuple[Mask, Grid]:
    """Return where a mask file is not 0 `[i, j, k]`, and its grid: for a whole tumor that has no tissues."""
    volume = read_volume(path)
    return np.asarray(volume.array != 0), volume.grid
