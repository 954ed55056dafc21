"""Diameters in a plane: every line between edge points tried, and shapes whose diameters are known."""

import math
from itertools import combinations, groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.imaging.diameters import Chord, diameters, edge_points, reach_mm

Mask = NDArray[np.bool_]

BLOBS = arrays(np.bool_, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.booleans())
SPACINGS = st.tuples(st.sampled_from([0.5, 1.0, 1.7]), st.sampled_from([0.5, 1.0, 5.0]))


def share(mask: Mask, a: float, b: float) -> float:
    """Interpolate the mask between four pixel centers, one by one."""

    def at(i: int, j: int) -> float:
        return float(mask[i, j]) if 0 <= i < mask.shape[0] and 0 <= j < mask.shape[1] else 0.0

    i, j = math.floor(a), math.floor(b)
    u, v = a - i, b - j
    low = (1 - v) * at(i, j) + v * at(i, j + 1)
    return (1 - u) * low + u * ((1 - v) * at(i + 1, j) + v * at(i + 1, j + 1))


def lies_inside(mask: Mask, start: NDArray[np.float64], end: NDArray[np.float64]) -> bool:
    steps = 8 * math.ceil(max(mask.shape) / 2)
    return all(share(mask, *(start + (end - start) * step / steps)) >= 0.5 - 1e-6 for step in range(steps + 1))


def longest_by_trying_all(mask: Mask, spacing_mm: NDArray[np.float64]) -> float:
    pairs = combinations(edge_points(mask), 2)
    lengths = [
        float(np.linalg.norm((end - start) * spacing_mm)) for start, end in pairs if lies_inside(mask, start, end)
    ]
    return max(lengths, default=0.0)


def longest_across_by_trying_all(mask: Mask, spacing_mm: NDArray[np.float64], along: Chord, least: float) -> float:
    """Walk along lines across the chord, a twentieth of a millimeter apart, in steps of as much."""
    way = (along.end - along.start) * spacing_mm / along.length_mm
    across = np.array([-way[1], way[0]])
    walk = np.arange(-9.0, 9.0, 0.05)
    middle = (along.start + along.end) / 2 * spacing_mm
    places = (middle + walk[:, None, None] * way + walk[:, None] * across) / spacing_mm
    inside = (
        ndimage.map_coordinates(mask.astype(float), places.transpose(2, 0, 1), order=1, mode="grid-constant") >= least
    )
    runs = (len(list(group)) for line in inside for one, group in groupby(line) if one)
    return (max(runs) - 1) * 0.05


@settings(max_examples=40, deadline=None)
@given(mask=BLOBS.filter(lambda mask: bool(mask.any())), spacing=SPACINGS)
def test_no_line_inside_is_longer_than_the_longest(mask: Mask, spacing: tuple[float, float]) -> None:
    spacing_mm = np.array(spacing)
    found = diameters(mask, np.diag(spacing_mm))
    longest = max(found, key=lambda pair: pair.rank).longest
    assert longest.length_mm == pytest.approx(longest_by_trying_all(mask, spacing_mm))
    assert longest.length_mm == pytest.approx(np.linalg.norm((longest.end - longest.start) * spacing_mm))
    assert lies_inside(mask, longest.start, longest.end)
    assert longest.length_mm <= reach_mm(mask, np.diag(spacing_mm)) + 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_no_line_across_is_longer_than_the_perpendicular(seed: int) -> None:
    mask = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal((6, 5)), 0.7) > 0
    spacing_mm = np.array([1.0, 1.5])
    found = diameters(mask, np.diag(spacing_mm))
    parts, _ = ndimage.label(mask, structure=np.ones((3, 3)))
    for number, one in enumerate(found, start=1):
        # lines a quarter pixel apart may miss the longest by what a slanted outline gains on an eighth, and samples as
        # far apart may miss where a line only just leaves the outline
        low, high = (
            longest_across_by_trying_all(parts == number, spacing_mm, one.longest, least) for least in (0.5, 0.48)
        )
        assert low - 0.3 <= one.perpendicular.length_mm <= high + 0.1


@given(mask=BLOBS.filter(lambda mask: bool(mask.any())), spacing=SPACINGS)
def test_the_two_are_at_a_right_angle_and_inside(mask: Mask, spacing: tuple[float, float]) -> None:
    for found in diameters(mask, np.diag(spacing)):
        one, other = ((chord.end - chord.start) * np.array(spacing) for chord in (found.longest, found.perpendicular))
        assert abs(float(one @ other)) <= 1e-6 * (1 + np.linalg.norm(one) * np.linalg.norm(other))
        assert 0 < found.perpendicular.length_mm <= found.longest.length_mm + 1e-9
        for share_of_way in np.linspace(0, 1, 21):
            place = found.perpendicular.start * (1 - share_of_way) + found.perpendicular.end * share_of_way
            assert share(mask, *place) >= 0.45


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.5, 0.2), (0.3, 0.7)])
@pytest.mark.parametrize("spacing", [(1.0, 1.0), (0.5, 0.5), (0.5, 1.5)])
@pytest.mark.parametrize("degrees", [0.0, 30.0, 77.0])
def test_an_ellipse_measures_its_axes(shift: tuple[float, float], spacing: tuple[float, float], degrees: float) -> None:
    a, b = np.meshgrid(*(np.arange(-40, 41) * step for step in spacing), indexing="ij")
    turn = math.radians(degrees)
    u = (a - shift[0]) * math.cos(turn) + (b - shift[1]) * math.sin(turn)
    v = -(a - shift[0]) * math.sin(turn) + (b - shift[1]) * math.cos(turn)
    (found,) = diameters((u / 14) ** 2 + (v / 9) ** 2 <= 1, np.diag(spacing))
    assert abs(found.longest.length_mm - 28) <= max(spacing)
    assert abs(found.perpendicular.length_mm - 18) <= max(spacing)


def test_no_line_crosses_a_bay() -> None:
    horseshoe = np.ones((11, 11), bool)
    horseshoe[3:, 3:8] = False
    (found,) = diameters(horseshoe, np.eye(2))
    assert found.longest.length_mm < reach_mm(horseshoe, np.eye(2)) - 2
    assert found.longest.length_mm == pytest.approx(longest_by_trying_all(horseshoe, np.ones(2)))


def test_a_pixel_is_as_wide_as_it_is() -> None:
    (found,) = diameters(np.ones((1, 1), bool), np.diag([2.0, 1.0]))
    assert (found.longest.length_mm, found.perpendicular.length_mm) == pytest.approx((2.0, 1.0))


def test_each_part_has_diameters_of_its_own() -> None:
    two = np.zeros((12, 12), bool)
    two[1:5, 1:9] = True
    two[7:11, 1:5] = True
    lengths = [pair.longest.length_mm for pair in diameters(two, np.eye(2))]
    assert lengths == pytest.approx([math.hypot(8, 3), math.hypot(4, 3)])  # the outline rounds off the corners
    assert len(diameters(two, np.eye(2), above_mm=7.0)) == 1
    assert diameters(np.zeros((3, 3), bool), np.eye(2)) == []
