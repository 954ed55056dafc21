"""A fabricated data set of five small cases, one of them without enhancing tumor."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.io import nifti
from tests.strategies import ellipsoid, grid_of, tumor

_NAMES = {
    "HGG": ("Brats18_CBICA_AAA_1", "Brats18_CBICA_AAB_1", "Brats18_TCIA01_11_1"),
    "LGG": ("Brats18_TCIA10_12_1", "Brats18_TCIA10_13_1"),
}
_GRID = grid_of("LPS", shape=(26, 24, 20), spacing_mm=(6.0, 6.0, 6.0), origin_mm=(75.0, 70.0, -60.0))


@pytest.fixture(scope="session")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder laid out as BraTS 2018."""
    root = tmp_path_factory.mktemp("brats")
    for number, (grade, name) in enumerate((grade, name) for grade, names in _NAMES.items() for name in names):
        folder = root / grade / name
        folder.mkdir(parents=True)
        labels = tumor(_GRID.shape, (11.0 + number, 12.0, 9.0), 6.0)
        if name.endswith("_13_1"):
            labels[labels == 4] = 1
        brain = ellipsoid(_GRID.shape, (12.5, 11.5, 9.5), (11.0, 10.0, 8.0))
        random = np.random.default_rng(number)
        for sequence in ("t1", "t1ce", "t2", "flair"):
            tissue = random.normal(100, 10, _GRID.shape).clip(20, None) + (labels > 0) * 40
            image = np.where(brain, tissue, 0).astype(np.float32)
            nifti.write(folder / f"{name}_{sequence}.nii.gz", Volume(array=image, grid=_GRID))
        label_map = LabelMap(array=labels, grid=_GRID, scheme=BRATS_2017)
        nifti.write_label_map(folder / f"{name}_seg.nii.gz", label_map)
    return root


@pytest.fixture(scope="session")
def cases(data_set: Path) -> tuple[Case, ...]:
    """Return the cases of the fabricated data set."""
    return find_cases([data_set]).cases


@pytest.fixture
def write_predictions(tmp_path: Path) -> Callable[[dict[str, LabelMap]], Path]:
    """Return a function that writes label maps by name, as another program would."""

    def write(label_maps: dict[str, LabelMap]) -> Path:
        folder = tmp_path / "predictions"
        for name, label_map in label_maps.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            nifti.write_label_map(path, label_map)
        return folder

    return write
