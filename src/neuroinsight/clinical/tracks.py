"""Which lesion of one date is which of another, once all lie in one space.

Lesions of two dates are one if they overlap or touch; one that has no such partner at the other date is taken for the
nearest there within 5 mm. That leaves room for the error of alignment (under 1 mm) and for tissue that shifted, and is
little beside the distance of two lesions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from neuroinsight.core.follow_up_record import Event, Track

NEAR_MM = 5.0

_Node = tuple[int, int]  # date, place in that date's lesions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spot:
    """A lesion in the space that all dates share, by the centers of its voxels."""

    id: str
    points_mm: NDArray[np.float64]  # [n, 3]
    reach_mm: float  # from a voxel's center to its farthest side
    enhances: bool


def tracks(dates: Sequence[Sequence[Spot]]) -> tuple[Track, ...]:
    """Return the lesions of a patient through all dates, the oldest and largest first."""
    links = set(_links(dates))
    nodes = [(date, place) for date, spots in enumerate(dates) for place in range(len(spots))]
    groups: dict[_Node, set[_Node]] = {node: {node} for node in nodes}
    for one, other in sorted(links):
        joined = groups[one] | groups[other]
        for node in joined:
            groups[node] = joined
    distinct = sorted({min(group): group for group in groups.values()}.items())
    return tuple(_track(str(number), group, dates, links) for number, (_, group) in enumerate(distinct, start=1))


def _links(dates: Sequence[Sequence[Spot]]) -> Iterator[tuple[_Node, _Node]]:
    for later, after in enumerate(dates):
        for earlier, before in enumerate(dates[:later]):
            pairs = [[_gap_mm(one, other) for other in after] for one in before]
            gaps = np.array(pairs, float).reshape(len(before), len(after))
            linked = gaps <= 0
            for place in np.flatnonzero(~linked.any(axis=1)):
                linked[place] |= _nearest(gaps[place])
            for place in np.flatnonzero(~linked.any(axis=0)):
                linked[:, place] |= _nearest(gaps[:, place])
            yield from (((earlier, int(one)), (later, int(other))) for one, other in np.argwhere(linked))


def _nearest(gaps_mm: NDArray[np.float64]) -> NDArray[np.bool_]:
    chosen = np.zeros(gaps_mm.shape, np.bool_)
    if gaps_mm.size and gaps_mm.min() <= NEAR_MM:
        chosen[gaps_mm.argmin()] = True
    return chosen


def _gap_mm(one: Spot, other: Spot) -> float:
    """Distance of the nearest voxels' sides, 0 or less where they touch or overlap."""
    few, many = sorted((one, other), key=lambda spot: len(spot.points_mm))
    reach = one.reach_mm + other.reach_mm
    apart, _ = cKDTree(many.points_mm).query(few.points_mm, distance_upper_bound=reach + NEAR_MM + 1e-6)
    return float(apart.min()) - reach


def _track(number: str, group: set[_Node], dates: Sequence[Sequence[Spot]], links: set[tuple[_Node, _Node]]) -> Track:
    here = [[dates[date][place] for at, place in sorted(group) if at == date] for date in range(len(dates))]
    return Track(
        id=number,
        parts=tuple(tuple(spot.id for spot in spots) for spots in here),
        enhances=tuple(any(spot.enhances for spot in spots) for spots in here),
        events=tuple(_event(date, group, links) for date in range(len(dates))),
    )


def _event(date: int, group: set[_Node], links: set[tuple[_Node, _Node]]) -> Event:
    here = {node for node in group if node[0] == date}
    earlier = {node for node in group if node[0] < date}
    before = {node for node in earlier if node[0] == date - 1}
    if not here:
        return Event.VANISHED if earlier else Event.ABSENT
    if not earlier:
        return Event.FIRST if date == 0 else Event.NEW
    if not before:
        return Event.RETURNED
    if any(sum((one, node) in links for one in before) > 1 for node in here):
        return Event.MERGED
    if any(sum((one, node) in links for node in here) > 1 for one in before):
        return Event.SPLIT
    return Event.STAYED
