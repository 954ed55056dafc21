"""Left and right are never guessed."""

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from neuroinsight.core.errors import StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Sides
from neuroinsight.io import nifti
from neuroinsight.preprocess.check_volume import require_usable


def written(folder: Path, qform_code: int, sform_code: int) -> Path:
    array = np.zeros((60, 60, 60), np.int16)
    array[15:45, 15:45, 15:45] = np.random.default_rng(0).integers(100, 900, (30, 30, 30))
    stated = qform_code or sform_code
    image = nib.Nifti1Image(array, np.diag([-1.0, -1.0, 1.0, 1.0]) if stated else None)  # None leaves both codes at 0
    if stated:
        image.header["qform_code"], image.header["sform_code"] = qform_code, sform_code
    nib.save(image, folder / "image.nii.gz")
    return folder / "image.nii.gz"


@pytest.mark.parametrize(("qform_code", "sform_code"), [(1, 0), (0, 2), (1, 1)])
def test_either_code_states_the_sides(tmp_path: Path, qform_code: int, sform_code: int) -> None:
    volume = nifti.read(written(tmp_path, qform_code, sform_code))
    assert volume.sides is Sides.STATED
    require_usable(Sequence.FLAIR, volume)


def test_a_header_without_orientation_is_refused(tmp_path: Path) -> None:
    volume = nifti.read(written(tmp_path, 0, 0))
    assert volume.sides is Sides.UNKNOWN
    with pytest.raises(StudyError, match="which side"):
        require_usable(Sequence.FLAIR, volume)
