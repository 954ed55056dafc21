"""The shipped model and the five folds: the same bytes, and the same answers in float32, to the last voxel.

The digests are of label numbers on a slab of the phantom through its tumor. No probability there lies within 1e-4 of a
threshold, nor ET's within 1e-4 of the share of TC's from which a rim enhances, while instruction sets (SSE4.1, AVX2,
AVX-512) differ by less than 1e-6: they do not depend on the processor.
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
        "950b4eb4532c422348b24d3eb62b1f7255f192f7844a9c97d7c117901ab7a760",
        "946c0e48c773edf7139c0650a72d8b9d16599503c17c74d8dcb152be999aefe2",
    ),
    "fold-0": (
        "47bfc32e2f60cf6187e3eb9bb201e35c028e86a28485e9489d8f86ac36bc9ce6",
        "7726f363cec56280a717f5a5d489724cb9759c0711cfdf44f27af8bd3003b81f",
    ),
    "fold-1": (
        "f6a400983c06aa72f3e19adf69cdad30f174987f838e2a007b0b925572c46451",
        "a06858274d3921e9c7a03eafc641df00ef27afc484e49617cfba6679891458ad",
    ),
    "fold-2": (
        "17c6fddc50642278d878835f05494e00be71073ff81a00be2dd92e27b01d080d",
        "49bffd0d13e72ded4683941afccda72bfb00d0383bdd1bc38488eb97e94e642e",
    ),
    "fold-3": (
        "c03c96dd5e9b96008eedaccd9c196ea9519ca8ca2f5c96b8dcc43025eb7929eb",
        "b0af908c1cb81e54581094ce2603dccec6443dc2c6d523303aed20363b7e7d5d",
    ),
    "fold-4": (
        "e825121ddab8d6768d2f393480051d25ae24d2065e7a8de1bf047a45ed3fd024",
        "578cf460a8d7f8711399301b96f981ce43e6c96381849ee4530e84df9ae8bd9d",
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
