"""Label maps from files: whole numbers in any type, and nothing else."""

from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.errors import LabelError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, NESTED_REGIONS, LabelMap, Region
from neuroinsight.core.volume import Volume
from neuroinsight.io import nifti
from neuroinsight.io.labels import read_label_map
from tests.strategies import grid_of

GRID = grid_of("LPS", shape=(3, 4, 5))
LABELS = np.random.default_rng(1).choice([0, 1, 2, 4], (3, 4, 5))


def written(array: np.ndarray, folder: Path) -> Path:
    nifti.write(folder / "labels.nii.gz", Volume(array=array, grid=GRID))
    return folder / "labels.nii.gz"


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, np.float32, np.float64])
def test_whole_numbers_are_labels_in_every_type(kind: type, tmp_path: Path) -> None:
    label_map = read_label_map(written(LABELS.astype(kind), tmp_path), BRATS_2017)
    np.testing.assert_array_equal(label_map.array, LABELS)
    assert label_map.array.dtype == np.uint8


@pytest.mark.parametrize(
    ("value", "seen"), [(0.5, "fractions"), (np.nan, "NaN"), (np.inf, "NaN"), (-1.0, "from -1"), (300.0, "to 300")]
)
def test_what_is_no_label_is_refused(value: float, seen: str, tmp_path: Path) -> None:
    array = LABELS.astype(np.float32)
    array[1, 1, 1] = value
    with pytest.raises(LabelError, match="not a label map") as caught:
        read_label_map(written(array, tmp_path), BRATS_2017)
    assert seen in caught.value.seen


def test_a_number_of_another_scheme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="does not know") as caught:
        read_label_map(written(np.full((3, 4, 5), 3, np.int16), tmp_path), BRATS_2017)
    assert caught.value.seen == "3"


@pytest.mark.data
def test_labels_stored_as_floats_by_brats_2023_are_read(data: Path) -> None:
    path = data / "brats" / "2023" / "BraTS-GLI-00003-000" / "BraTS-GLI-00003-000-seg.nii.gz"
    assert nifti.read(path).array.dtype == np.float32
    assert read_label_map(path, BRATS_2023).mask(Region.ET).any()


@pytest.mark.parametrize("outlined", [(Region.WT,), (Region.WT, Region.TC), NESTED_REGIONS])
def test_what_was_outlined_is_written_and_read_back(outlined: tuple[Region, ...], tmp_path: Path) -> None:
    label_map = LabelMap(
        array=np.full((3, 4, 5), 2, np.uint8),
        grid=Grid(shape=(3, 4, 5), affine=np.eye(4)),
        scheme=BRATS_2017,
        outlined=outlined,
    )
    nifti.write_label_map(tmp_path / "seg.nii.gz", label_map)
    found = read_label_map(tmp_path / "seg.nii.gz", BRATS_2017)
    assert found.outlined == outlined
    assert found.knows(Region.ET) == (Region.ET in outlined)
