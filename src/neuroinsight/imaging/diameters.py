"""The longest line inside a flat outline, and the longest one across it, as radiologists take the two diameters.

The outline is marching squares': it runs midway between pixels inside and pixels outside, where bilinear interpolation
finds half of the mask. From pixel center to pixel center, flat shapes would come out up to a pixel too short; from
corner to corner, up to 1.4 pixels too long.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull

Flat = Bool[NDArray[np.bool_], "a b"]
Frame = Float[NDArray[np.float64], "2 2"]  # [mm in the plane, step along a or b]
Place = Float[NDArray[np.float64], "2"]
Points = Float[NDArray[np.float64], "points 2"]
_Pairs = Int[NDArray[np.intp], "2 pairs"]

_HALF = 0.5 - 1e-6  # of the mask; on the outline, interpolation finds exactly half but for rounding
_SAMPLES_PER_PIXEL = 4
_ROUGH_SAMPLES = 8  # a look at few points tells most lines that leave the outline
_LINES_AT_ONCE = 2048
_EQUAL_MM = 1e-6
_NEIGHBORS_8 = np.ones((3, 3), bool)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chord:
    """A straight line inside an outline; its ends are in pixels, `[a, b]`, and may lie between them."""

    start: Place
    end: Place
    length_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Diameters:
    """The longest line inside a connected outline, and the longest one at a right angle to it."""

    longest: Chord
    perpendicular: Chord

    @property
    def rank(self) -> tuple[float, float]:
        """What is compared between slices: the longest line, then the one across; a nanometer is no difference."""
        return round(self.longest.length_mm, 6), round(self.perpendicular.length_mm, 6)


def edge_points(mask: Flat) -> Points:
    """Return the places midway between pixels inside and their neighbors outside; beyond the array is outside."""
    padded = np.pad(mask, 1)
    along_a = np.argwhere(padded[1:] != padded[:-1]) - np.array([0.5, 1.0])
    along_b = np.argwhere(padded[:, 1:] != padded[:, :-1]) - np.array([1.0, 0.5])
    points: Points = np.concatenate([along_a, along_b])
    return points


def reach_mm(mask: Flat, frame: Frame) -> float:
    """Return how far the mask's edge points are apart at most, whatever lies between: no line inside is longer."""
    places = edge_points(mask) @ frame.T
    if not len(places):
        return 0.0
    corners = places[ConvexHull(places).vertices]
    return float(np.linalg.norm(corners[:, None] - corners, axis=-1).max())


def diameters(mask: Flat, frame: Frame, *, above_mm: float = 0.0) -> list[Diameters]:
    """Return the two diameters of each 8-connected part of a mask in which a line is as long as `above_mm`.

    Both lie inside the part: none leads across a bay. Of several longest lines, that with the longest one across it is
    taken.
    """
    parts, count = ndimage.label(mask, structure=_NEIGHBORS_8)
    found = []
    for part in (parts == number for number in range(1, count + 1)):
        pairs = (
            Diameters(longest=chord, perpendicular=_across(part, frame, chord))
            for chord in _longest(part, frame, above_mm)
        )
        best = max(pairs, key=lambda pair: pair.rank, default=None)
        if best:
            found.append(best)
    return found


def _longest(mask: Flat, frame: Frame, above_mm: float) -> list[Chord]:
    """The longest lines between edge points that stay inside: one, or several of the same length."""
    points = edge_points(mask)
    places = points @ frame.T
    corners = ConvexHull(places).vertices
    ink = np.pad(mask, 1).astype(np.float32)
    samples = _SAMPLES_PER_PIXEL * 2 * -(-max(mask.shape) // 2)
    chosen = _longest_inside(points[corners], places[corners], ink, samples=samples, above_mm=above_mm)
    at_most_mm = float(np.linalg.norm(places[corners][:, None] - places[corners], axis=-1).max())
    if at_most_mm < above_mm - _EQUAL_MM or (chosen and chosen[0].length_mm >= at_most_mm - _EQUAL_MM):
        return chosen  # what joins corners of the hull is longer than any other
    above_mm = chosen[0].length_mm if chosen else above_mm
    return _longest_inside(points, places, ink, samples=samples, above_mm=above_mm) or chosen


def _longest_inside(
    points: Points, places: Points, ink: Float[NDArray[np.float32], "a b"], *, samples: int, above_mm: float
) -> list[Chord]:
    first, second = np.triu_indices(len(points), 1)
    lengths_mm = np.linalg.norm(places[first] - places[second], axis=1)
    kept = np.flatnonzero(lengths_mm >= max(above_mm, _EQUAL_MM) - _EQUAL_MM)
    kept = kept[np.argsort(-lengths_mm[kept], kind="stable")]

    def inside(lines: Int[NDArray[np.intp], " lines"], count: int) -> Int[NDArray[np.intp], " fewer"]:
        shares = np.linspace(0, 1, count + 1)[:, None, None]
        along = points[first[lines]] * (1 - shares) + points[second[lines]] * shares  # [samples, lines, 2]
        return lines[np.all(_share_at(ink, along) >= _HALF, axis=0)]

    longest_mm = np.inf
    found: list[Chord] = []
    for begin in range(0, len(kept), _LINES_AT_ONCE):
        lines = kept[begin : begin + _LINES_AT_ONCE]
        if found and lengths_mm[lines[0]] < longest_mm - _EQUAL_MM:
            break
        for line in inside(lines, _ROUGH_SAMPLES):
            if found and lengths_mm[line] < longest_mm - _EQUAL_MM:
                break
            if inside(np.array([line]), samples).size:
                longest_mm = lengths_mm[line] if not found else longest_mm
                ends = points[first[line]], points[second[line]]
                found.append(Chord(start=ends[0], end=ends[1], length_mm=float(lengths_mm[line])))
    return found


def _across(mask: Flat, frame: Frame, chord: Chord) -> Chord:
    """The longest line inside the mask at a right angle to a chord, on lines a quarter pixel apart."""
    step_mm = float(np.linalg.norm(frame, axis=0).min()) / _SAMPLES_PER_PIXEL
    middle_mm = frame @ (chord.start + chord.end) / 2
    along = frame @ (chord.end - chord.start) / chord.length_mm
    across = np.array([-along[1], along[0]])
    offsets_mm = edge_points(mask) @ frame.T - middle_mm
    ranges = [
        np.arange(-reach, reach + 1) * step_mm
        for reach in (int(np.ceil(np.abs(offsets_mm @ way).max() / step_mm)) + 1 for way in (along, across))
    ]
    grid_mm = middle_mm + ranges[0][:, None, None] * along + ranges[1][:, None] * across  # [line, sample, 2]
    shares = _share_at(np.pad(mask, 1).astype(np.float32), grid_mm @ np.linalg.inv(frame).T)
    inside = shares >= _HALF
    places = np.arange(inside.shape[1])
    runs = np.where(inside, places - np.maximum.accumulate(np.where(inside, -1, places), axis=1), 0)
    lines = np.flatnonzero(inside.any(axis=1))
    last = runs[lines].argmax(axis=1)
    first = last - runs[lines, last] + 1
    # the outline is crossed between the last sample inside and the first one outside
    before, begins = shares[lines, first - 1], shares[lines, first]
    ends, after = shares[lines, last], shares[lines, last + 1]
    low = first - np.clip((begins - 0.5) / (begins - before), 0, 1)
    high = last + np.clip((ends - 0.5) / (ends - after), 0, 1)
    best = int((high - low).argmax())
    beginning_mm = middle_mm + ranges[0][lines[best]] * along + ranges[1][0] * across
    start, end = ((beginning_mm + float(place) * step_mm * across) for place in (low[best], high[best]))
    to_pixels = np.linalg.inv(frame)
    return Chord(start=to_pixels @ start, end=to_pixels @ end, length_mm=float(high[best] - low[best]) * step_mm)


def _share_at(
    ink: Float[NDArray[np.float32], "a b"], pixels: Float[NDArray[np.float64], "... 2"]
) -> Float[NDArray[np.float64], "..."]:
    """The mask between pixel centers, by bilinear interpolation; `ink` is the mask within a frame of zeros."""
    places = np.moveaxis(pixels, -1, 0).reshape(2, -1) + 1
    shares: NDArray[np.float64] = ndimage.map_coordinates(ink, places, order=1, output=np.float64, prefilter=False)
    return shares.reshape(pixels.shape[:-1])
