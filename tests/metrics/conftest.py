"""Pairs of random masks, and the independent oracles."""

import warnings
from types import ModuleType

import numpy as np
import pytest

from neuroinsight.core.labels import Mask


@pytest.fixture(scope="session")
def surface_distance() -> ModuleType:
    """Return DeepMind's package, which names SciPy's old modules."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module: ModuleType = pytest.importorskip("surface_distance", reason="the oracle of surfaces is not installed")
    return module


@pytest.fixture
def blobs() -> tuple[Mask, Mask]:
    """Return a lobed truth and a prediction that is off, with one lesion missed and one invented."""
    index = np.indices((48, 40, 36))

    def ball(center: tuple[int, int, int], radius: float) -> Mask:
        offset = index - np.array(center).reshape(3, 1, 1, 1)
        inside: Mask = np.sqrt((offset**2).sum(axis=0)) <= radius
        return inside

    truth = ball((16, 16, 14), 8) | ball((24, 18, 16), 6) | ball((40, 32, 28), 4)
    prediction = ball((18, 17, 14), 8) | ball((24, 22, 18), 5) | ball((8, 34, 30), 3)
    return truth, prediction
