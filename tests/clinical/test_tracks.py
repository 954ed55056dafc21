"""Which lesion of a date is which of another: overlap, nearness, splits and merges."""

import numpy as np
import pytest

from neuroinsight.clinical.tracks import NEAR_MM, Spot, tracks
from neuroinsight.core.follow_up_record import Event

ABSENT, FIRST, NEW, STAYED, SPLIT, MERGED, VANISHED, RETURNED = Event


def ball(name: str, x_mm: float, radius_mm: float = 5.0) -> Spot:
    """Return a lesion on a lattice of 1 mm whose center lies on the x axis."""
    reach = np.arange(-np.ceil(radius_mm), np.ceil(radius_mm) + 1)
    offsets = np.stack(np.meshgrid(reach, reach, reach)).reshape(3, -1).T
    inside = offsets[np.linalg.norm(offsets, axis=1) <= radius_mm]
    return Spot(id=name, points_mm=inside + np.array([x_mm, 0.0, 0.0]), reach_mm=0.5, enhances=True)


def told(*dates: list[Spot]) -> list[tuple[tuple[tuple[str, ...], ...], tuple[Event, ...]]]:
    return [(track.parts, track.events) for track in tracks(dates)]


def test_a_lesion_that_grows_shrinks_or_is_swallowed_stays_one() -> None:
    found = told([ball("1", 0, 9)], [ball("1", 2, 3)], [ball("1", 0, 12)])
    assert found == [((("1",), ("1",), ("1",)), (FIRST, STAYED, STAYED))]


def test_numbers_may_change_from_date_to_date() -> None:
    found = told([ball("1", 0, 9), ball("2", 60, 4)], [ball("1", 60, 11), ball("2", 0, 5)])
    assert found == [
        ((("1",), ("2",)), (FIRST, STAYED)),
        ((("2",), ("1",)), (FIRST, STAYED)),
    ]


def test_new_vanished_and_returned_lesions_are_told_from_all_earlier_dates() -> None:
    found = told([ball("1", 0)], [ball("1", 60)], [ball("1", 0), ball("2", 60)])
    assert found == [
        ((("1",), (), ("1",)), (FIRST, VANISHED, RETURNED)),
        (((), ("1",), ("2",)), (ABSENT, NEW, STAYED)),
    ]


def test_splitting_and_merging_are_told_and_nothing_is_new_then() -> None:
    whole, parts = [ball("1", 0, 12)], [ball("1", -8, 3), ball("2", 8, 2)]
    assert told(whole, parts) == [((("1",), ("1", "2")), (FIRST, SPLIT))]
    assert told(parts, whole) == [((("1", "2"), ("1",)), (FIRST, MERGED))]


@pytest.mark.parametrize(("gap_mm", "events"), [(NEAR_MM, (FIRST, STAYED)), (NEAR_MM + 1, (FIRST, VANISHED))])
def test_without_overlap_the_nearest_within_five_millimeters_is_the_same(
    gap_mm: float, events: tuple[Event, ...]
) -> None:
    apart = 5.0 + 5.0 + 1.0 + gap_mm  # two radii, a voxel, and the gap between their sides
    assert tracks([[ball("1", 0)], [ball("1", apart)]])[0].events == events


def test_two_near_lesions_that_both_stay_are_not_taken_for_one() -> None:
    pair = [ball("1", 0), ball("2", 14)]
    found = told(pair, pair)
    assert [parts for parts, _ in found] == [(("1",), ("1",)), (("2",), ("2",))]


def test_no_lesion_at_any_date_is_no_track() -> None:
    assert tracks([[], []]) == ()
    assert told([], [ball("1", 0)]) == [(((), ("1",)), (ABSENT, NEW))]
