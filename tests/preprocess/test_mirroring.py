"""One sequence mirrored against the others."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom
from neuroinsight.io.study import load_study
from neuroinsight.preprocess.mirroring import mirrored
from neuroinsight.preprocess.thumbnail import Thumbnail, thumbnail

T1, T1CE, T2, FLAIR = Sequence
PATIENTS = ("HGG/Brats18_CBICA_AME_1", "2023/BraTS-GLI-00003-000")


@cache
def phantom() -> Mapping[Sequence, Thumbnail]:
    study = make_phantom(PhantomSettings(seed=3, spacing_mm=(4, 4, 4))).study
    return {sequence: thumbnail(volume) for sequence, volume in study.volumes.items()}


def flipped(image: Thumbnail, by: int = 0) -> Thumbnail:
    return replace(image, values=np.roll(image.values[::-1], by, axis=0).copy())


def test_images_in_place_are_not_called_mirrored() -> None:
    assert mirrored(phantom()) is None
    assert mirrored({sequence: flipped(image) for sequence, image in phantom().items()}) is None  # all alike


@pytest.mark.parametrize("sequence", list(Sequence))
@pytest.mark.parametrize("by", [-1, 0, 1])
def test_the_mirrored_one_of_four_is_named(sequence: Sequence, by: int) -> None:
    found = mirrored({**phantom(), sequence: flipped(phantom()[sequence], by)})
    assert found is not None
    assert found.sequences == (sequence,)
    assert found.is_clear


def test_of_a_pair_both_are_named() -> None:
    found = mirrored({T1CE: phantom()[T1CE], FLAIR: flipped(phantom()[FLAIR])})
    assert found is not None
    assert found.sequences == (T1CE, FLAIR)


def test_noise_tells_nothing_of_mirrors() -> None:
    rng = np.random.default_rng(0)
    images = {
        sequence: replace(
            image, values=np.where(image.brain, rng.uniform(1, 2, image.brain.shape), 0).astype(np.float32)
        )
        for sequence, image in phantom().items()
    }
    assert mirrored(images) is None


@pytest.mark.data
@pytest.mark.parametrize("patient", PATIENTS)
def test_a_mirrored_image_of_a_patient_is_named(patient: str, data: Path) -> None:
    images = {sequence: thumbnail(volume) for sequence, volume in load_study(data / "brats" / patient).volumes.items()}
    assert mirrored(images) is None
    found = mirrored({**images, T2: flipped(images[T2])})
    assert found is not None
    assert found.sequences == (T2,)
    assert found.is_clear
