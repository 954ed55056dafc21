"""Our figures beside those of DeepMind's surface-distance and of MONAI."""

import warnings
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.labels import Mask
from neuroinsight.imaging.surfaces import surface_elements
from neuroinsight.metrics.surface import area_weighted_hd95_mm, hd95_mm, surface_dice
from tests.strategies import grid_of, masks

_GRID = grid_of("RAS", shape=(10, 9, 8))
_SPACINGS = st.sampled_from([(1.0, 1.0, 1.0), (0.7, 1.1, 5.3), (2.3, 0.45, 0.9)])
_FILLED = masks(_GRID).filter(lambda mask: bool(mask.any()))
_old_names = pytest.mark.filterwarnings("ignore::DeprecationWarning:surface_distance.*")


@_old_names
@given(truth=_FILLED, prediction=_FILLED, spacing=_SPACINGS)
def test_area_weighted_hd95_is_that_of_surface_distance(
    surface_distance: ModuleType, truth: Mask, prediction: Mask, spacing: tuple[float, float, float]
) -> None:
    apart = surface_distance.compute_surface_distances(truth, prediction, spacing)
    expected = surface_distance.compute_robust_hausdorff(apart, 95)
    assert area_weighted_hd95_mm(truth, prediction, spacing) == pytest.approx(expected)


@_old_names
@given(truth=_FILLED, prediction=_FILLED, spacing=_SPACINGS)
def test_surface_dice_is_that_of_surface_distance(
    surface_distance: ModuleType, truth: Mask, prediction: Mask, spacing: tuple[float, float, float]
) -> None:
    apart = surface_distance.compute_surface_distances(truth, prediction, spacing)
    expected = surface_distance.compute_surface_dice_at_tolerance(apart, 2.05)
    assert surface_dice(truth, prediction, spacing, tolerance_mm=2.05) == pytest.approx(expected)


@_old_names
def test_surface_area_is_that_of_surface_distance(surface_distance: ModuleType, blobs: tuple[Mask, Mask]) -> None:
    apart = surface_distance.compute_surface_distances(*blobs, (1.0, 2.0, 3.5))
    areas = [float(surface_elements(mask, (1.0, 2.0, 3.5)).areas_mm2.sum()) for mask in blobs]
    assert areas == pytest.approx([apart["surfel_areas_gt"].sum(), apart["surfel_areas_pred"].sum()])


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (0.9, 1.2, 4.0)])
def test_hd95_is_that_of_monai(blobs: tuple[Mask, Mask], spacing: tuple[float, float, float]) -> None:
    truth, prediction = blobs
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch = pytest.importorskip("torch")
        metrics = pytest.importorskip("monai.metrics", reason="MONAI comes with the training extra")
        tensors = [torch.from_numpy(mask[None, None].astype(np.uint8)) for mask in (prediction, truth)]
        expected = metrics.compute_hausdorff_distance(
            *tensors, include_background=True, percentile=95, spacing=list(spacing)
        )
    assert hd95_mm(truth, prediction, spacing) == pytest.approx(float(expected), rel=1e-5)


def test_shifting_a_box_by_three_voxels_gives_three_voxels() -> None:
    box = np.zeros((30, 20, 20), np.bool_)
    box[5:15, 5:15, 5:15] = True
    assert hd95_mm(box, np.roll(box, 3, axis=0), (2.0, 1.0, 1.0)) == 6.0
