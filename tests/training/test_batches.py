"""Which slices are drawn, and what a batch holds."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from neuroinsight.core.errors import GridError, OutputError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.preprocess.inputs import with_neighbors
from neuroinsight.preprocess.plan import Fit, PlanFields
from neuroinsight.training.augmentation import Augmentation
from neuroinsight.training.batches import BatchOrder, Draw, Slabs, Slices
from neuroinsight.training.cache import CachedCase, build_cache
from neuroinsight.training.recipe import AugmentationFields, Recipe, SamplingFields

PLAN = Recipe(name="tiny", summary="", plan=PlanFields(patch=(32, 32))).to_plan()
BRAIN = SamplingFields(slices="brain")


@pytest.fixture(scope="module")
def cached(tiny_cases: tuple[Case, ...], tiny_cache: Path) -> tuple[CachedCase, ...]:
    return build_cache(tiny_cases, PLAN, tiny_cache)


def draws(order: BatchOrder) -> list[Draw]:
    return [draw for batch in order for draw in batch]


def test_the_cache_is_built_once(
    cached: tuple[CachedCase, ...], tiny_cases: tuple[Case, ...], tiny_cache: Path
) -> None:
    built: list[str] = []
    again = build_cache(tiny_cases, PLAN, tiny_cache, progress=built.append)
    assert built == []
    assert all(np.array_equal(a.images, b.images) for a, b in zip(again, cached, strict=True))


def test_two_runs_that_prepare_the_same_case_at_once_share_it(tiny_cases: tuple[Case, ...], tmp_path: Path) -> None:
    def other_run(_: str) -> None:
        build_cache(tiny_cases[:1], PLAN, tmp_path)  # finishes while the first one is about to begin

    first = build_cache(tiny_cases[:1], PLAN, tmp_path, progress=other_run)
    assert len(list(tmp_path.iterdir())) == 1
    assert np.array_equal(first[0].images, build_cache(tiny_cases[:1], PLAN, tmp_path)[0].images)


def rewrite(source: Path, target: Path, *, flip: bool, shift_mm: float) -> None:
    image = nib.Nifti1Image.from_filename(source)
    array, affine = np.asarray(image.dataobj), image.affine.copy()
    if flip:  # the same voxels at the same places, the first axis stored from the other end
        array = array[::-1]
        affine = affine @ np.array([[-1, 0, 0, len(array) - 1], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1.0]])
    affine[0, 3] += shift_mm
    nib.Nifti1Image(array, affine).to_filename(target)


@pytest.mark.parametrize("turned", ["seg", "flair"])
def test_a_file_stored_in_another_axis_order_is_turned_onto_the_others(
    tiny_cases: tuple[Case, ...], tmp_path: Path, turned: str
) -> None:
    (straight,) = build_cache(tiny_cases[:1], PLAN, tmp_path / "cache")
    home = shutil.copytree(tiny_cases[0].images[Sequence.T1CE].path.parent, tmp_path / "HGG" / tiny_cases[0].key)
    file = next(home.glob(f"*_{turned}.nii.gz"))
    rewrite(file, file, flip=True, shift_mm=0.0)
    (again,) = build_cache(find_cases([tmp_path]), PLAN, tmp_path / "cache")
    assert np.array_equal(again.images, straight.images)
    assert np.array_equal(again.labels, straight.labels)


@pytest.mark.parametrize("moved", ["seg", "flair"])
def test_a_file_at_another_place_is_refused(tiny_cases: tuple[Case, ...], tmp_path: Path, moved: str) -> None:
    home = shutil.copytree(tiny_cases[0].images[Sequence.T1CE].path.parent, tmp_path / "HGG" / tiny_cases[0].key)
    file = next(home.glob(f"*_{moved}.nii.gz"))
    rewrite(file, file, flip=False, shift_mm=30.0)
    with pytest.raises(GridError, match="different grids"):
        build_cache(find_cases([tmp_path]), PLAN, tmp_path / "cache")


def test_a_case_that_cannot_be_stored_leaves_nothing_behind(
    tiny_cases: tuple[Case, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(OutputError, match=r"cannot be stored.*No space"):
        build_cache(tiny_cases[:1], PLAN, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_plan_never_reads_this_plans_slices(tiny_cases: tuple[Case, ...], tiny_cache: Path) -> None:
    built: list[str] = []
    other = Recipe(name="tiny", summary="", plan=PlanFields(patch=(40, 24))).to_plan()
    cases = build_cache(tiny_cases[:1], other, tiny_cache, progress=built.append)
    assert built == [tiny_cases[0].key]
    assert cases[0].images.shape[-2:] == (24, 40)  # [k, sequence, j, i]


def test_each_slice_is_seen_once_an_epoch_in_a_new_order(cached: tuple[CachedCase, ...]) -> None:
    order = BatchOrder(cached, BRAIN, batch_size=4, seed=1)
    first = [(draw.case, draw.k) for draw in draws(order)]
    order.epoch = 1
    second = [(draw.case, draw.k) for draw in draws(order)]
    assert set(Counter(first).values()) == {1}
    assert len(first) == sum(len(case.images) for case in cached)
    assert sorted(first) == sorted(second)
    assert first != second


def test_an_epoch_depends_on_seed_and_number_alone(cached: tuple[CachedCase, ...]) -> None:
    assert draws(BatchOrder(cached, BRAIN, batch_size=4, seed=1)) == draws(
        BatchOrder(cached, BRAIN, batch_size=4, seed=1)
    )
    assert draws(BatchOrder(cached, BRAIN, batch_size=4, seed=1)) != draws(
        BatchOrder(cached, BRAIN, batch_size=4, seed=2)
    )


def test_starting_in_the_middle_gives_the_rest_of_the_epoch(cached: tuple[CachedCase, ...]) -> None:
    order = BatchOrder(cached, BRAIN, batch_size=4, seed=1)
    whole = list(order)
    order.start = 5
    assert list(order) == whole[5:]


def test_the_slice_range_counts_the_files_slices(cached: tuple[CachedCase, ...]) -> None:
    fields = SamplingFields(slices="range", first_slice=3, last_slice=6)
    order = BatchOrder(cached, fields, batch_size=4, seed=1)
    seen = {draw.k + cached[draw.case].first_slice for draw in draws(order)}
    assert seen == {3, 4, 5, 6}


def test_the_slice_range_counts_the_files_slices_where_the_plan_has_other_ones() -> None:
    case = CachedCase(
        key="thick",
        digest="",
        images=np.zeros((6, 1, 8, 8), np.float16),
        labels=np.zeros((6, 8, 8), np.uint8),
        first_slice=10.0,
        slice_step=2.5,  # slices 10, 12.5, 15, 17.5, 20 and 22.5 of the file
    )
    fields = SamplingFields(slices="range", first_slice=12, last_slice=18)
    assert {draw.k for draw in draws(BatchOrder([case], fields, batch_size=4, seed=1))} == {1, 2, 3}


def test_the_share_of_tumor_slices_is_kept(cached: tuple[CachedCase, ...]) -> None:
    fields = SamplingFields(slices="brain", tumor_share=0.8, slices_per_epoch=2000)
    order = BatchOrder(cached, fields, batch_size=10, seed=1)
    with_tumor = [bool(cached[draw.case].labels[draw.k].any()) for draw in draws(order)]
    assert len(with_tumor) == 2000
    assert np.mean(with_tumor) == pytest.approx(0.8, abs=0.04)


def test_neighbors_beyond_the_ends_are_air() -> None:
    slices = np.arange(1, 4, dtype=np.float32).reshape(3, 1, 1, 1)
    assert with_neighbors(slices, 0, 1)[0].ravel().tolist() == [0, 1, 2]
    assert with_neighbors(slices, 2, 1)[0].ravel().tolist() == [2, 3, 0]
    assert with_neighbors(slices, 1, 0)[0].ravel().tolist() == [2]


def test_channels_stand_by_sequence_then_neighbor(cached: tuple[CachedCase, ...]) -> None:
    image, labels = Slices(cached, 1, None)[Draw(0, 5, 0)]
    assert image.shape == (6, 32, 32)
    assert labels.shape == (32, 32)
    for sequence in (0, 1):
        np.testing.assert_allclose(image[3 * sequence + 1], cached[0].images[5, sequence], rtol=1e-3)


def test_augmentation_repeats_by_seed_and_keeps_air_at_zero(cached: tuple[CachedCase, ...]) -> None:
    fields = AugmentationFields(
        flip_probability=0.5,
        affine_probability=1,
        rotation_degrees=20,
        scale_range=0.2,
        shift_pixels=3,
        intensity_probability=1,
        gain_range=0.3,
        offset_range=0.3,
        gamma_range=0.3,
        noise_deviation=0.1,
        blur_pixels=1,
    )
    slices = Slices(cached, 1, Augmentation(fields, PLAN.sequences))
    first, again, other = slices[Draw(0, 5, 11)], slices[Draw(0, 5, 11)], slices[Draw(0, 5, 12)]
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])
    assert (first[0] == 0).float().mean() > 0.1
    assert set(first[1].unique().tolist()) <= {0, 1, 2, 3}


def test_image_and_labels_move_together(cached: tuple[CachedCase, ...]) -> None:
    fields = AugmentationFields(affine_probability=1, rotation_degrees=20, shift_pixels=4, flip_probability=0.5)
    slices = Slices(cached, 0, Augmentation(fields, PLAN.sequences))
    tumor = int(np.argmax([case_labels.any() for case_labels in cached[0].labels]))
    bright = []
    for seed in range(8):
        image, labels = slices[Draw(0, tumor + 1, seed)]
        if (labels > 0).any():
            bright.append(float(image[1][labels > 0].mean() - image[1][(labels == 0) & (image[1] != 0)].mean()))
    assert bright
    assert min(bright) > 0.5  # FLAIR is brighter inside the labels wherever they went


def test_a_sequence_is_left_out_as_often_as_the_recipe_says(cached: tuple[CachedCase, ...]) -> None:
    fields = AugmentationFields(omission={Sequence.FLAIR: 0.4}, intensity_probability=1, offset_range=0.3)
    slices = Slices(cached, 1, Augmentation(fields, PLAN.sequences))
    middle = len(cached[0].images) // 2
    images = [slices[Draw(0, middle, seed)][0].unflatten(0, (2, 3)) for seed in range(200)]
    omitted = [not bool(image[1].any()) for image in images]
    assert 0.3 < np.mean(omitted) < 0.5
    assert all(bool(image[0].any()) for image in images)
    neighbors = [bool(image[1, 0].any()) for image, out in zip(images, omitted, strict=True) if not out]
    assert all(neighbors)  # left out whole or not at all


def test_worker_processes_change_no_batch(cached: tuple[CachedCase, ...]) -> None:
    slices = Slices(
        cached, 1, Augmentation(AugmentationFields(affine_probability=1, rotation_degrees=10), PLAN.sequences)
    )

    def batches(workers: int) -> list[np.ndarray]:
        order = BatchOrder(cached[:2], BRAIN, batch_size=6, seed=3)
        return [images.numpy() for images, _ in DataLoader(slices, batch_sampler=order, num_workers=workers)]

    for alone, beside in zip(batches(0), batches(1), strict=True):
        np.testing.assert_array_equal(alone, beside)


def test_patients_are_shuffled_and_their_slices_stay_together() -> None:
    cases = [_case(f"case {number}", 5) for number in range(6)]
    order = BatchOrder(cases, SamplingFields(slices="brain", order="patients"), batch_size=4, seed=1)
    seen = [(draw.case, draw.k) for batch in order for draw in batch]
    assert sorted(seen) == [(case, k) for case in range(6) for k in range(5)]
    patients = [case for case, _ in seen[::5]]
    assert patients != sorted(patients)
    assert seen == [(case, k) for case in patients for k in range(5)]
    order.epoch = 1
    assert [draw.case for batch in order for draw in batch][::5] != patients


def test_slices_are_shuffled_across_patients_where_the_recipe_says_so() -> None:
    cases = [_case(f"case {number}", 5) for number in range(6)]
    order = BatchOrder(cases, SamplingFields(slices="brain", order="slices"), batch_size=4, seed=1)
    first = [(draw.case, draw.k) for draw in draws(order)]
    order.epoch = 1
    assert sorted(first) == [(case, k) for case in range(6) for k in range(5)]
    assert first != sorted(first)
    assert first != [(draw.case, draw.k) for draw in draws(order)]


def _case(key: str, slices: int) -> CachedCase:
    images = np.zeros((slices, 2, 4, 4), np.float16)
    labels = np.zeros((slices, 4, 4), np.uint8)
    return CachedCase(key=key, digest="", images=images, labels=labels, first_slice=0.0, slice_step=1.0)


def test_a_slab_holds_the_slices_around_the_drawn_one_and_air_beyond_the_ends() -> None:
    case = _case("a", 5)
    images = np.arange(1, 6, dtype=np.float16)[:, None, None, None] * np.ones((5, 2, 4, 4), np.float16)
    labels = np.arange(1, 6, dtype=np.uint8)[:, None, None] * np.ones((5, 4, 4), np.uint8)
    image, classes = Slabs([replace(case, images=images, labels=labels)], 4, None)[Draw(0, 1, 0)]
    assert image.shape == (2, 4, 4, 4)
    assert image[0, :, 0, 0].tolist() == [0, 1, 2, 3]
    assert classes[:, 0, 0].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("torn", ["images.npy", "labels.npy", "case.json"])
def test_a_torn_entry_of_the_cache_is_made_anew(tiny_cases: tuple[Case, ...], tmp_path: Path, torn: str) -> None:
    (whole,) = build_cache(tiny_cases[:1], PLAN, tmp_path)
    images = whole.images.copy()
    (file,) = tmp_path.glob(f"*/{torn}")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    built: list[str] = []
    (again,) = build_cache(tiny_cases[:1], PLAN, tmp_path, progress=built.append)
    assert built == [tiny_cases[0].key]
    assert np.array_equal(again.images, images)


def test_the_cache_crops_around_the_middle(tiny_cases: tuple[Case, ...], tmp_path: Path) -> None:
    wide, narrow = (
        build_cache(
            tiny_cases[:1],
            Recipe(name="tiny", summary="", plan=PlanFields(patch=patch, mm=(1.5, 1.5, 1.0))).to_plan(),
            tmp_path,
        )[0]
        for patch in ((32, 32), (16, 8))
    )
    assert np.array_equal(narrow.images, wide.images[:, :, 12:20, 8:24])
    assert np.array_equal(narrow.labels, wide.labels[:, 12:20, 8:24])


def test_labels_that_move_are_never_blended_into_other_classes() -> None:
    labels = torch.zeros(24, 24, dtype=torch.long)
    labels[8:16, 8:16] = 3
    fields = AugmentationFields(affine_probability=1, rotation_degrees=30, shift_pixels=3)
    augmentation = Augmentation(fields, (Sequence.T1CE,))
    moved = [augmentation(torch.ones(1, 1, 24, 24), labels, seed=seed)[1] for seed in range(4)]
    assert all(set(one.unique().tolist()) == {0, 3} for one in moved)


def test_networks_that_ask_for_other_multiples_share_slices_that_are_fitted_to_the_patch(
    tiny_cases: tuple[Case, ...], tmp_path: Path
) -> None:
    in_millimeters = replace(PLAN, mm=(4.0, 4.0, Fit.FILE))
    for plan, kept in ((PLAN, 1), (in_millimeters, 2)):
        cache = tmp_path / str(kept)
        build_cache(tiny_cases[:1], plan, cache)
        build_cache(tiny_cases[:1], replace(plan, divisor=(16, 16)), cache)
        assert len(list(cache.iterdir())) == kept
