"""Laws of resampling along axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.imaging.resampling import AxisMap, resample

MAPS = st.builds(
    AxisMap,
    source_count=st.integers(2, 30),
    count=st.integers(1, 40),
    start=st.floats(-5, 15),
    step=st.floats(0.2, 4.0),
)


@given(axis=MAPS)
def test_a_constant_stays_constant_where_all_that_is_averaged_lies_inside(axis: AxisMap) -> None:
    sums = axis.forward().sum(axis=1)
    positions = axis.start + axis.step * np.arange(axis.count)
    reach = max(1.0, axis.step)
    inside = (positions >= reach - 1) & (positions <= axis.source_count - reach)
    np.testing.assert_allclose(sums[inside], 1.0, atol=1e-5)
    assert sums.min() >= 0
    assert sums.max() <= 1 + 1e-5


@given(axis=MAPS)
def test_the_matrices_have_the_extents_of_both_sides(axis: AxisMap) -> None:
    assert axis.forward().shape == (axis.count, axis.source_count)
    assert axis.backward().shape == (axis.source_count, axis.count)


@given(count=st.integers(1, 20))
def test_sampling_every_voxel_where_it_is_changes_nothing(count: int) -> None:
    axis = AxisMap(source_count=count, count=count, start=0.0, step=1.0)
    np.testing.assert_array_equal(axis.forward(), np.eye(count))
    np.testing.assert_array_equal(axis.backward(), np.eye(count))


@given(start=st.integers(-3, 10), count=st.integers(1, 20))
def test_a_crop_by_whole_voxels_takes_them_unchanged(start: int, count: int) -> None:
    source = np.arange(1.0, 13.0, dtype=np.float32)
    taken = AxisMap(source_count=12, count=count, start=float(start), step=1.0).forward() @ source
    expected = [source[at] if 0 <= at < 12 else 0.0 for at in range(start, start + count)]
    np.testing.assert_allclose(taken, expected)


@pytest.mark.parametrize("step", [0.5, 0.8, 1.0])
def test_a_ramp_is_interpolated_exactly(step: float) -> None:
    axis = AxisMap(source_count=20, count=15, start=2.0, step=step)
    sampled = axis.forward() @ np.arange(20, dtype=np.float32)
    np.testing.assert_allclose(sampled, 2.0 + step * np.arange(15), atol=1e-4)


def test_each_axis_gets_its_own_matrix_and_leading_axes_stay() -> None:
    random = np.random.default_rng(0)
    array = random.normal(size=(2, 3, 4, 5)).astype(np.float32)
    weights = tuple(
        random.normal(size=(after, before)).astype(np.float32) for after, before in ((6, 3), (7, 4), (8, 5))
    )
    expected = np.einsum("cabd,xa,yb,zd->cxyz", array, *weights)
    result = resample(array, (weights[0], weights[1], weights[2]))
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("before", "after"), [(240, 128), (128, 240), (31, 16), (16, 31)])
def test_resizing_a_whole_slice_draws_no_frame(before: int, after: int) -> None:
    step = before / after
    axis = AxisMap(source_count=before, count=after, start=(step - 1) / 2, step=step)
    np.testing.assert_allclose(axis.forward().sum(axis=1), 1.0, rtol=1e-5)
    np.testing.assert_allclose(axis.backward().sum(axis=1), 1.0, rtol=1e-5)


def test_samples_farther_apart_than_voxels_are_means_of_what_lies_between() -> None:
    stripes = np.tile(np.array([0, 1], np.float32), 6)
    every_second = AxisMap(source_count=12, count=6, start=0.0, step=2.0)
    assert (every_second.forward() @ stripes)[1:-1] == pytest.approx(0.5)
