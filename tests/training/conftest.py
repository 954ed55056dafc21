"""A tiny data set: heads of 24 x 26 x 12 voxels with a bright box for a tumor."""

from pathlib import Path

import numpy as np
import pytest
import torch

from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.io import nifti
from tests.strategies import grid_of

SHAPE = (24, 26, 12)
SPACING_MM = (6.0, 6.0, 8.0)  # coarse, so that a head of a few voxels is as large as a head


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    # networks this small lose more time waiting for a second thread than it saves
    torch.set_num_threads(1)


def write_case(folder: Path, case_id: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    grid = grid_of("LPS", shape=SHAPE, spacing_mm=SPACING_MM, origin_mm=(70.0, 75.0, -40.0))
    labels = np.zeros(SHAPE, np.uint8)
    i, j, k = (int(random.integers(6, 12)) for _ in range(3))
    k = min(k, 8)
    labels[i : i + 8, j : j + 8, k - 3 : k + 3] = 2
    labels[i + 2 : i + 6, j + 2 : j + 6, k - 2 : k + 2] = 4
    labels[i + 3 : i + 5, j + 3 : j + 5, k - 1 : k + 1] = 1
    brain = np.zeros(SHAPE, bool)
    brain[2:22, 2:24, 1:11] = True
    home = folder / case_id
    home.mkdir(parents=True)
    for name, brightness in (("t1ce", {4: 600, 1: -100}), ("flair", {2: 400, 4: 300, 1: 200})):
        image = 500 + 40 * random.standard_normal(SHAPE)
        for number, extra in brightness.items():
            image[labels == number] += extra
        image = np.where(brain, np.maximum(image, 1), 0).astype(np.int16)
        nifti.write(home / f"{case_id}_{name}.nii.gz", Volume(array=image, grid=grid))
    label_map = LabelMap(array=np.where(brain, labels, 0).astype(np.uint8), grid=grid, scheme=BRATS_2017)
    nifti.write_label_map(home / f"{case_id}_seg.nii.gz", label_map)


@pytest.fixture(scope="session")
def tiny_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny") / "brats"
    for number in range(7):
        write_case(root / ("HGG" if number < 5 else "LGG"), f"Brats18_CBICA_AA{number}_1", seed=number)
    return root


@pytest.fixture(scope="session")
def tiny_cases(tiny_root: Path) -> tuple[Case, ...]:
    return find_cases([tiny_root]).cases


@pytest.fixture(scope="session")
def tiny_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")
