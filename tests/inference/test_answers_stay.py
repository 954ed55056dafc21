"""The shipped model and the five folds: the same bytes, and the same answers in float32, to the last voxel.

The digests are of label numbers on a slab of the phantom through its tumor. No probability there lies within 1e-4 of a
threshold, while instruction sets (SSE4.1, AVX2, AVX-512) differ by less than 1e-6: they do not depend on the processor.
"""

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017
from neuroinsight.core.study import Study
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom
from neuroinsight.inference.store import open_model

FOLDS = Path(__file__).parents[2] / "experiments" / "folds"
ANSWERS = {
    "glioma": (
        "3602fedb36efe337b0863f8843b56d3dfa646d7687d14d5f5d50a9e463cec8c6",
        "513bcf1e92b178a3aeb60dba66f0e73decc53f80df55592ad5b665d04febc164",
    ),
    "fold-0": (
        "208b34102e0a458b4b91fab4a6958ef8c386970f2c57ee03dc48d2fb24723969",
        "a7843f1ef73e4567b4da9d8c494b173bfdbc74793c1d12b3109d9e05cd7dd992",
    ),
    "fold-1": (
        "416ab284161c9e75ecc080c3339337af8bff31dfb43d6232cb297577dd4722a8",
        "e578618f2fb21cc4dc4dc0e57ba78dab8b8bd1d51596e76c0be1360b43e6b669",
    ),
    "fold-2": (
        "2366d960be2db74531ed4957d33727d6ed24f52a7d4e66f239fb2aa068c2ae99",
        "8cf3147e6516e62c5299e9ec32f8e326fad330ffe9bb7188e7d772c214931663",
    ),
    "fold-3": (
        "09ff3f6e949feaeb9dd904a283bccc091dfbfd9bc4b7bc7fe2e2b62cbe524154",
        "f0fee5c49f0279dbea647383d70b163d73db703a1f23d274a928edc0e5da3bf1",
    ),
    "fold-4": (
        "93a7286dc23be5d0bf24ceb84d108847d4e6048763e3aafb53983e1555314eae",
        "362250ed9d8d1a856e3a9b94ffdb8f9ddbcf6fc1283dfacd695a4167f150fc97",
    ),
}


@cache
def _slab() -> Study:
    """The slices of the phantom between 8 mm below and above the middle of its tumor."""
    made = make_phantom(PhantomSettings(seed=3, spacing_mm=(3.0, 3.0, 4.0)))
    middle = int(np.median(np.argwhere(made.truth.array)[:, 2]))
    kept = slice(middle - 2, middle + 3)
    affine = made.truth.grid.affine.copy()
    affine[:3, 3] = made.truth.grid.to_world_mm(np.array([0.0, 0.0, kept.start]))
    shape = made.truth.grid.shape
    grid = Grid(shape=(shape[0], shape[1], kept.stop - kept.start), affine=affine)
    volumes = {sequence: Volume(array=one.array[..., kept], grid=grid) for sequence, one in made.study.volumes.items()}
    return Study(identity=made.study.identity, volumes=volumes)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_models_bytes_and_its_answers_in_float32_stay(name: str) -> None:
    bundle = open_model(name if name == "glioma" else FOLDS / name)
    label_map = replace(bundle, precision="float32").segment(_slab(), scheme=BRATS_2017).label_map
    answer = hashlib.sha256(np.ascontiguousarray(label_map.array).tobytes()).hexdigest()
    assert (bundle.identity.sha256, answer) == ANSWERS[name]
    assert len(np.unique(label_map.array)) == 4  # all tissues are found, so that the digest says something
