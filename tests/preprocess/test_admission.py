"""The door's two ways in: what `admit` refuses, `screen` refuses in the same words."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom
from neuroinsight.preprocess.admission import admit, screen
from neuroinsight.preprocess.plan import Plan

Array = NDArray[np.floating] | NDArray[np.integer]
PLAN = Plan(sequences=(Sequence.T1CE, Sequence.FLAIR))


@cache
def phantom() -> Study:
    return make_phantom(PhantomSettings(seed=3, spacing_mm=(4, 4, 4))).study


def spoiled(sequence: Sequence, change: Callable[[NDArray[np.float32]], Array]) -> Study:
    volume = phantom().volumes[sequence]
    array = change(volume.array.astype(np.float32))
    return replace(phantom(), volumes={**phantom().volumes, sequence: replace(volume, array=array)})


def with_nan(array: NDArray[np.float32]) -> Array:
    array[tuple(extent // 2 for extent in array.shape)] = np.nan
    return array


def upper_half(array: NDArray[np.float32]) -> Array:
    array[:, :, : array.shape[2] * 3 // 5] = 0
    return array


def noisy(array: NDArray[np.float32]) -> Array:
    noise = np.abs(np.random.default_rng(1).normal(0, 0.05 * array.max(), array.shape))
    return np.where(array == 0, noise, array).astype(np.float32)


@pytest.mark.parametrize(
    ("sequence", "change"),
    [
        (Sequence.FLAIR, with_nan),
        (Sequence.T2, np.zeros_like),
        (Sequence.T2, lambda array: np.where(array > 0, 2, 0).astype(np.uint8)),
        (Sequence.T1CE, lambda array: -array),
        (Sequence.FLAIR, noisy),
        (Sequence.T1, lambda _array: 3 * phantom().volumes[Sequence.T1CE].array),
        (Sequence.FLAIR, lambda array: array[::-1]),
        (Sequence.T2, lambda array: np.roll(array, 8, axis=1)),
        (Sequence.T1, upper_half),
    ],
)
def test_what_one_way_refuses_the_other_refuses_in_the_same_words(
    sequence: Sequence, change: Callable[[NDArray[np.float32]], Array]
) -> None:
    study = spoiled(sequence, change)
    with pytest.raises(NeuroInsightError) as admitting:
        admit(study, PLAN)
    with pytest.raises(NeuroInsightError) as screening:
        screen(study)
    assert (screening.value.problem, screening.value.seen) == (admitting.value.problem, admitting.value.seen)
    assert screening.value.code == admitting.value.code != ""


def test_a_sound_study_passes_both_with_the_same_images() -> None:
    study = spoiled(Sequence.T2, lambda array: array - np.float32(1))  # air of -1
    one, other = admit(study, PLAN), screen(study)
    assert one.preparation == other.preparation != ()
    assert set(other.cautions) <= set(one.cautions)
    for sequence, volume in one.study.volumes.items():
        np.testing.assert_array_equal(volume.array, other.study.volumes[sequence].array)
