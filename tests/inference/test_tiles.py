"""A 3D network from a scratch catalogue: it predicts by overlapping tiles and trains on slabs, without further code."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import nn

from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.bundle import Bundle, load_bundle, save_bundle
from neuroinsight.inference.predict import predict
from neuroinsight.inference.spec import Averaging, BundleSpec
from neuroinsight.models import catalogue
from neuroinsight.models.choice import NetworkChoice
from neuroinsight.models.outputs import NESTED, OutputKind, Outputs
from neuroinsight.preprocess.inputs import tile_weights, tiles
from neuroinsight.preprocess.plan import Normalization, Plan
from neuroinsight.preprocess.prepare import prepare
from tests.networks import VOLUMETRIC
from tests.strategies import grid_of, head

SHAPE = (30, 22, 26)
PATCH = (8, 12, 10)  # i, j, k: all smaller than the head, and all different


@pytest.fixture(autouse=True)
def _scratch_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, *VOLUMETRIC))


PLAN = Plan(
    sequences=(Sequence.T1CE, Sequence.FLAIR),
    patch=PATCH,
    mm=(1.0, 1.0, 1.0),
    normalization=Normalization.ZSCORE_BRAIN,
    divisor=(2, 2, 2),
)


def model(folder: Path, *, averaging: Averaging = Averaging.AS_IS, outputs: Outputs = NESTED) -> Bundle:
    name = "tiny_3d" if outputs.marks_voxels else "grade_3d"
    spec = BundleSpec(
        name=name, version="1", network=NetworkChoice(name=name), outputs=outputs, plan=PLAN, averaging=averaging
    )
    torch.manual_seed(0)
    save_bundle(folder, spec, spec.build().state_dict())
    return load_bundle(folder)


def ask(bundle: Bundle, array: NDArray[np.float32]) -> NDArray[np.float32]:
    return predict(array, bundle.spec, bundle.network, precision="float32")


@given(
    extents=st.tuples(*[st.integers(4, 20)] * 3), patch=st.tuples(*[st.integers(1, 9)] * 3), margin=st.integers(0, 4)
)
def test_tiles_cover_everything_and_overlap_by_twice_the_margin(
    extents: tuple[int, int, int], patch: tuple[int, int, int], margin: int
) -> None:
    shape = (max(extents[0], patch[0]), max(extents[1], patch[1]), max(extents[2], patch[2]))
    covered = np.zeros(shape, int)
    starts: list[set[int]] = [set(), set(), set()]
    for tile in tiles(shape, patch, margin):
        covered[tile] += 1
        for axis, side in enumerate(tile):
            starts[axis].add(side.start)
            assert side.stop - side.start == patch[axis]
    assert covered.min() >= 1
    for places, size in zip(starts, patch, strict=True):
        apart = np.diff(sorted(places))
        assert (size - apart >= min(2 * margin, size // 2)).all() or size == 1
    assert tile_weights(patch, margin).min() > 0


def test_tiling_a_constant_gives_the_constant(tmp_path: Path) -> None:
    bundle = model(tmp_path)
    for module in bundle.network.modules():
        if isinstance(module, nn.Conv3d):
            nn.init.zeros_(module.weight)
    answer = ask(bundle, np.ones((2, *SHAPE), np.float32))
    assert answer.shape == (3, *SHAPE)
    for of_region in answer:
        np.testing.assert_allclose(of_region, of_region[0, 0, 0], rtol=1e-6)


def test_tiles_agree_with_the_whole_volume_at_once_away_from_its_border(tmp_path: Path) -> None:
    bundle = model(tmp_path)  # it sees one voxel around each, less than its margin
    array = np.random.default_rng(0).standard_normal((2, *SHAPE)).astype(np.float32)
    whole = bundle.network(torch.from_numpy(array[None]))[-1].sigmoid()[0].detach().numpy()
    found = ask(bundle, array)
    inner = (slice(None), *(slice(1, -1),) * 3)
    assert np.abs(found - whole)[inner].mean() < 0.01
    np.testing.assert_allclose(found[:, 0, 0, 0], whole[:, 0, 0, 0], atol=1e-5)


def test_a_volume_smaller_than_the_patch_is_padded_and_cut_again(tmp_path: Path) -> None:
    assert ask(model(tmp_path), np.ones((2, 4, 30, 6), np.float32)).shape == (3, 4, 30, 6)


def test_a_mirrored_prediction_of_a_mirrored_volume_is_the_mirror_image(tmp_path: Path) -> None:
    bundle = model(tmp_path, averaging=Averaging.MIRROR)
    array = np.random.default_rng(0).standard_normal((2, 10, 12, 8)).astype(np.float32)
    mirrored = ask(bundle, array[..., ::-1].copy())
    np.testing.assert_allclose(mirrored[..., ::-1], ask(bundle, array), atol=1e-5)


def test_a_study_is_segmented_on_its_own_grid(tmp_path: Path) -> None:
    study = head(grid_of("LPI", shape=SHAPE, spacing_mm=(1.0, 1.2, 2.0)))
    prepared = prepare(study, PLAN)
    assert prepared.array.shape[1:] != SHAPE
    assert all(extent % 2 == 0 for extent in prepared.array.shape[1:])
    found = model(tmp_path).segment(study)
    assert found.label_map.grid.shape == SHAPE
    assert found.probabilities is not None
    assert found.probabilities.regions == (Region.WT, Region.TC, Region.ET)


def test_a_patients_class_is_one_answer_for_all_tiles(tmp_path: Path) -> None:
    grades = Outputs(kind=OutputKind.CASE, names=("LGG", "HGG"))
    bundle = model(tmp_path, outputs=grades)
    answer = ask(bundle, np.random.default_rng(0).standard_normal((2, *SHAPE)).astype(np.float32))
    assert answer.shape == (2,)
    assert answer.sum() == pytest.approx(1.0, abs=1e-5)
