"""Images that look like what they are called, exchanged ones, and inverted ones."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom
from neuroinsight.io.study import load_study
from neuroinsight.preprocess.appearance import Likeness, doubts, doubts_of, features
from neuroinsight.preprocess.thumbnail import Thumbnail, thumbnail

T1, T1CE, T2, FLAIR = Sequence
PATIENTS = ("HGG/Brats18_CBICA_AME_1", "2023/BraTS-GLI-00003-000")


@cache
def phantom(seed: int = 3) -> Mapping[Sequence, Volume]:
    return make_phantom(PhantomSettings(seed=seed, spacing_mm=(4, 4, 4))).study.volumes


def small(volumes: Mapping[Sequence, Volume]) -> dict[Sequence, Thumbnail]:
    return {sequence: thumbnail(volume) for sequence, volume in volumes.items()}


def with_values(image: Thumbnail, values: NDArray[np.float32]) -> Thumbnail:
    return replace(image, values=np.where(image.brain, values, 0).astype(np.float32))


def inverted(image: Thumbnail) -> Thumbnail:
    return with_values(image, image.values.max() + 1 - image.values)


@pytest.mark.parametrize("given", [(T1, T1CE, T2, FLAIR), (T1CE, FLAIR), (T1, FLAIR), (T1CE,)])
@pytest.mark.parametrize("seed", [0, 3, 5])
def test_a_phantom_looks_like_what_it_is_called(seed: int, given: tuple[Sequence, ...]) -> None:
    images = small(phantom(seed))
    assert doubts({sequence: images[sequence] for sequence in given}) == ()


def test_scaling_shifting_and_clipping_gray_values_raises_no_doubt() -> None:
    images = small(phantom())
    changes: tuple[Callable[[NDArray[np.float32]], NDArray[np.float32]], ...] = (
        lambda v: (v - v.mean()) / v.std() + 9,
        lambda v: np.clip(v, *np.percentile(v[v > 0], (1, 99))),
        lambda v: np.rint(254 * v / v.max()) + 1,
        lambda v: v**0.8,
    )
    for change in changes:
        assert doubts({sequence: with_values(image, change(image.values)) for sequence, image in images.items()}) == ()


@pytest.mark.parametrize(("one", "other"), [(T1CE, FLAIR), (T1, T1CE), (T1, T2), (T2, FLAIR), (T1, FLAIR)])
def test_exchanged_images_are_told_with_what_they_look_like(one: Sequence, other: Sequence) -> None:
    images = small(phantom())
    images[one], images[other] = images[other], images[one]
    found = doubts(images)
    assert {(doubt.given, doubt.looks_like) for doubt in found} == {(one, other), (other, one)}
    assert all(doubt.probability > 0.95 for doubt in found)


def test_an_image_under_a_name_that_nothing_has_is_told() -> None:
    images = small(phantom())
    (doubt,) = doubts({T1CE: images[T1CE], FLAIR: images[T2]})
    assert (doubt.given, doubt.looks_like) == (FLAIR, T2)


@pytest.mark.parametrize("sequence", [T1, T1CE, FLAIR])  # a phantom's T2 inverted passes for T1
def test_an_inverted_image_is_told_and_the_others_are_not(sequence: Sequence) -> None:
    images = small(phantom())
    (doubt,) = doubts({**images, sequence: inverted(images[sequence])})
    assert (doubt.given, doubt.looks_like) == (sequence, None)


def test_the_order_of_axes_in_the_file_changes_no_feature() -> None:
    volume = phantom()[T1]
    expected = features(thumbnail(volume))
    for axes, flips in product(permutations(range(3)), product((False, True), repeat=3)):
        turned = volume.array.transpose(axes)[tuple(slice(None, None, -1 if flip else 1) for flip in flips)]
        affine = volume.grid.affine[:, [*axes, 3]].copy()
        for axis, flip in enumerate(flips):
            if flip:
                affine[:3, 3] += affine[:3, axis] * (turned.shape[axis] - 1)
                affine[:, axis] *= -1
        grid = Grid(shape=(turned.shape[0], turned.shape[1], turned.shape[2]), affine=affine)
        np.testing.assert_array_equal(features(thumbnail(Volume(array=turned, grid=grid))), expected)


def test_two_images_that_look_alike_are_not_doubted_for_that() -> None:
    sure = Likeness(sequences={T1: -9.0, T1CE: -9.0, T2: -9.0, FLAIR: -0.001}, inverted=-9.0)
    unusual = Likeness(sequences={T1: -5.0, T1CE: -9.0, T2: -9.0, FLAIR: -0.01}, inverted=-9.0)
    assert doubts_of({T1: unusual, FLAIR: sure}) == ()
    (doubt,) = doubts_of({T1: unusual})
    assert doubt.looks_like is FLAIR


@pytest.mark.data
@pytest.mark.parametrize("patient", PATIENTS)
def test_real_images_are_believed_and_exchanged_ones_are_not(patient: str, data: Path) -> None:
    images = small(load_study(data / "brats" / patient).volumes)
    assert doubts(images) == ()
    assert doubts({T1CE: images[T1CE], FLAIR: images[FLAIR]}) == ()
    (doubt,) = doubts({**images, T2: inverted(images[T2])})
    assert (doubt.given, doubt.looks_like) == (T2, None)
    for one, other in ((T1CE, FLAIR), (T1, T1CE)):
        names = {one: other, other: one}
        found = doubts({sequence: images[names.get(sequence, sequence)] for sequence in images})
        assert {(doubt.given, doubt.looks_like) for doubt in found} == {(one, other), (other, one)}
