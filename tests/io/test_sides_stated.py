"""Left and right are never guessed: a header that does not state them, or states both, is told of."""

from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from neuroinsight.core.origin import Sides
from neuroinsight.core.volume import Volume
from neuroinsight.io import mha, nifti

ARRAY = np.random.default_rng(0).integers(0, 900, (6, 7, 8)).astype(np.int16)
BRATS = np.array([[-1.0, 0, 0, 0], [0, -1, 0, 239], [0, 0, 1, 0], [0, 0, 0, 1]])
ELSEWHERE = np.array([[1.0, 0, 0, 0], [0, 1, 0, 239], [0, 0, 1, 0], [0, 0, 0, 1]])  # as in a set of metastases
OBLIQUE = np.array([[-0.9, 0.1, 0, 80], [0.1, -0.9, 0.1, 100], [0, 0.1, 3, -60], [0, 0, 0, 1]])
MIRRORED = np.diag([-1.0, 1, 1, 1]) @ BRATS
OTHER_WAY_ROUND = np.diag([-1.0, -1, 1, 1]) @ BRATS


def read(tmp_path: Path, *, sform: np.ndarray | None = None, qform: np.ndarray | None = None) -> Volume:
    image = nib.Nifti1Image(ARRAY, None)
    image.set_sform(sform, 0 if sform is None else 2)
    image.set_qform(qform, 0 if qform is None else 1)
    nib.save(image, tmp_path / "image.nii.gz")
    return nifti.read(tmp_path / "image.nii.gz")


def sides_of(volume: Volume) -> Sides:
    assert volume.origin is not None
    return volume.origin.sides


@pytest.mark.parametrize("affine", [BRATS, ELSEWHERE, OBLIQUE], ids=["BraTS", "elsewhere", "oblique"])
def test_a_place_that_either_form_or_both_state_is_believed(affine: np.ndarray, tmp_path: Path) -> None:
    assert sides_of(read(tmp_path, sform=affine)) is Sides.STATED
    assert sides_of(read(tmp_path, qform=affine)) is Sides.STATED
    assert sides_of(read(tmp_path, sform=affine, qform=affine)) is Sides.STATED


@pytest.mark.parametrize(
    "affine",
    [np.eye(4), np.diag([2.0, 2, 5, 1]), np.diag([-1.0, -1, 1, 1]), np.eye(4)[[1, 0, 2, 3]]],
    ids=["numpy", "spacing alone", "ITK", "axes exchanged"],
)
def test_what_programs_write_that_know_no_place_states_no_sides(affine: np.ndarray, tmp_path: Path) -> None:
    assert sides_of(read(tmp_path, sform=affine)) is Sides.UNKNOWN
    assert sides_of(read(tmp_path, sform=affine, qform=affine)) is Sides.UNKNOWN


def test_two_codes_of_0_state_no_sides(tmp_path: Path) -> None:
    assert sides_of(read(tmp_path)) is Sides.UNKNOWN


@pytest.mark.parametrize("other", [MIRRORED, OTHER_WAY_ROUND], ids=["left and right", "both"])
def test_two_statements_that_contradict_state_no_sides_and_both_are_kept(other: np.ndarray, tmp_path: Path) -> None:
    volume = read(tmp_path, sform=other, qform=BRATS)
    assert sides_of(volume) is Sides.UNKNOWN
    assert volume.origin is not None
    assert [reading.name for reading in volume.origin.readings] == ["sform (code 2)", "qform (code 1)"]
    assert volume.grid == volume.origin.readings[0].grid


def test_two_spaces_are_no_contradiction(tmp_path: Path) -> None:
    moved = BRATS.copy()
    moved[:3, 3] += (7, -4, 12)
    assert sides_of(read(tmp_path, sform=moved, qform=BRATS)) is Sides.STATED


def test_a_meta_image_without_a_matrix_states_no_sides() -> None:
    head = (
        "ObjectType = Image\nNDims = 3\nBinaryDataByteOrderMSB = False\nCompressedData = False\n{matrix}"
        "Offset = 10 20 30\nElementSpacing = 1 1 1\nDimSize = 6 7 8\nElementType = MET_SHORT\nElementDataFile = LOCAL\n"
    )
    voxels = ARRAY.tobytes(order="F")
    matrix = "TransformMatrix = 1 0 0 0 1 0 0 0 1\n"
    assert sides_of(mha.parse(head.format(matrix="").encode() + voxels, "a.mha")) is Sides.UNKNOWN
    assert sides_of(mha.parse(head.format(matrix=matrix).encode() + voxels, "a.mha")) is Sides.STATED
