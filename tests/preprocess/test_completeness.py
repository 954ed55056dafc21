"""Slices that are missing, repeated or of one value, and holes, each named by plane and number from 1."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom
from neuroinsight.io.study import load_study
from neuroinsight.preprocess.completeness import Flaw, gaps
from neuroinsight.preprocess.thumbnail import thumbnail

T1, T1CE, T2, FLAIR = Sequence
PATIENTS = ("HGG/Brats18_CBICA_AME_1", "2023/BraTS-GLI-00003-000")
Found = tuple[Sequence, Flaw, str, tuple[tuple[int, int], ...]]


@cache
def phantom() -> Mapping[Sequence, Volume]:
    return make_phantom(PhantomSettings(seed=3, spacing_mm=(4, 4, 4), orientation="RAS")).study.volumes


def changed(sequence: Sequence = T1CE) -> tuple[dict[Sequence, Volume], NDArray[np.generic]]:
    volumes = dict(phantom())
    array = volumes[sequence].array.copy()
    volumes[sequence] = Volume(array=array, grid=volumes[sequence].grid)
    return volumes, array


def found_in(volumes: Mapping[Sequence, Volume]) -> list[Found]:
    small = {sequence: thumbnail(volume) for sequence, volume in volumes.items()}
    return [(sequence, gap.flaw, gap.plane, gap.slices) for sequence, gap in gaps(volumes, small)]


@pytest.mark.parametrize("spacing", [(4, 4, 4), (3, 3, 6), (6, 3, 3)])
def test_a_whole_brain_has_no_gaps(spacing: tuple[float, float, float]) -> None:
    study = make_phantom(PhantomSettings(seed=5, spacing_mm=spacing)).study
    assert found_in(study.volumes) == []


@pytest.mark.parametrize(("axis", "plane"), [(0, "sagittal"), (1, "coronal"), (2, "axial")])
def test_empty_slices_within_the_brain_are_named(axis: int, plane: str) -> None:
    volumes, array = changed()
    np.moveaxis(array, axis, 0)[19:21] = 0
    assert (T1CE, Flaw.EMPTY, plane, ((20, 21),)) in found_in(volumes)


def test_slices_that_all_images_lack_are_named_in_each() -> None:
    volumes = {}
    for sequence, volume in phantom().items():
        array = volume.array.copy()
        array[:, :, 19] = 0
        volumes[sequence] = Volume(array=array, grid=volume.grid)
    assert found_in(volumes) == [(sequence, Flaw.EMPTY, "axial", ((20, 20),)) for sequence in Sequence]


def test_slices_of_one_value_are_named_whether_air_has_it_or_not() -> None:
    volumes, array = changed()
    array[:, :, 15] = 300
    array[:, :, 17][array[:, :, 17] != 0] = 300
    assert (T1CE, Flaw.CONSTANT, "axial", ((16, 16), (18, 18))) in found_in(volumes)


def test_repeated_slices_are_named_near_and_far() -> None:
    volumes, array = changed()
    array[:, :, 16] = array[:, :, 15]
    array[:, :, 24] = array[:, :, 20]
    assert found_in(volumes) == [(T1CE, Flaw.REPEATED, "axial", ((17, 17), (25, 25)))]


def test_a_brain_that_ends_flat_is_told() -> None:
    volumes, array = changed()
    array[:, :, :14] = 0
    assert (T1CE, Flaw.CUT, "axial", ((15, 15),)) in found_in(volumes)


@pytest.mark.parametrize("sequences", [(T1CE,), tuple(Sequence)])
def test_a_hole_is_told_in_one_image_and_in_all(sequences: tuple[Sequence, ...]) -> None:
    volumes = dict(phantom())
    for sequence in sequences:
        array = volumes[sequence].array.copy()
        array[26:31, 28:33, 18:23] = 0
        volumes[sequence] = Volume(array=array, grid=volumes[sequence].grid)
    assert found_in(volumes) == [(sequence, Flaw.HOLE, "axial", ((19, 23),)) for sequence in sequences]


@pytest.mark.data
@pytest.mark.parametrize("patient", PATIENTS)
def test_a_patient_has_no_gaps_until_slices_are_taken_out(patient: str, data: Path) -> None:
    volumes = dict(load_study(data / "brats" / patient).volumes)
    assert found_in(volumes) == []
    array = volumes[T2].array.copy()
    array[:, :, 70:74] = 0
    volumes[T2] = Volume(array=array, grid=volumes[T2].grid)
    assert found_in(volumes) == [(T2, Flaw.EMPTY, "axial", ((71, 74),))]
