"""Does an image look like the sequence that it is called?

An image is described by numbers that scaling, gamma curves, clipping and shading hardly change: where in the brain its
darkest to brightest voxels lie, and how they differ from their surroundings; how bright each part of the brain is; how
far its tails reach. A linear classifier (`appearance.json`, trained in
`experiments/0006-sequence-from-pixels`) turns them into probabilities: fluid is what it mostly goes by, and
vessels where contrast agent was given.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import permutations
from math import exp, log

import numpy as np
from jaxtyping import Bool, Float32, Float64, Int
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.sequences import Sequence
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.preprocess.thumbnail import Thumbnail

_NEAR_MM = 10.0  # side of the box in which a voxel is compared with its surroundings
_LEVELS = 100
_BANDS = np.array([0, 1, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90, 97, 99])  # the lowest level of each band of grays
_CELLS = (3, 5, 4)  # between middle and side, back and front, bottom and top
_REACH = 1.8  # deviations of the brain's voxels from its middle that the cells cover
_TAILS = (0.5, 1, 2, 5, 10, 25, 75, 90, 95, 98, 99, 99.5)  # percentiles
_CHOSEN = 3  # every third voxel of the brain is counted
_FARTHEST = 5.0  # deviations that one number may count
_SWAPPED = 3.0  # log odds of exchanged names; what both limits cost and find is in the experiment's README
_ANOTHER = 0.02  # probability of the given name below which an image is doubted for itself
Features = Float64[NDArray[np.float64], "feature"]
Voxels = Int[NDArray[np.int_], "voxel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Logarithms of the probabilities that an image is one of the sequences, or one with its gray values inverted."""

    sequences: Mapping[Sequence, float]
    inverted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An image that looks like another sequence than it is called (None: inverted), and how probable that is."""

    given: Sequence
    looks_like: Sequence | None
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classifier:
    """How much each feature counts for each of the four sequences, and last for an inverted image."""

    mean: Features
    deviation: Features
    weights: Float64[NDArray[np.float64], "5 feature"]
    bias: Float64[NDArray[np.float64], "5"]

    def likeness(self, described: Features) -> Likeness:
        """Return what an image with these features looks like."""
        scores = self.weights @ ((described - self.mean) / self.deviation).clip(-_FARTHEST, _FARTHEST) + self.bias
        scores = scores - scores.max()
        *sequences, inverted = (scores - np.log(np.exp(scores).sum())).tolist()
        return Likeness(sequences=dict(zip(Sequence, sequences, strict=True)), inverted=inverted)


@cache
def classifier() -> Classifier:
    """Return the classifier that is shipped."""
    text = resources.files("neuroinsight.preprocess").joinpath("appearance.json").read_text(encoding="utf-8")
    return Classifier(**{name: np.array(values) for name, values in json.loads(text).items()})


def doubts(images: Mapping[Sequence, Thumbnail]) -> tuple[Doubt, ...]:
    """Return which images of a study look like another sequence than they are called."""
    return doubts_of({given: classifier().likeness(features(small)) for given, small in images.items()})


def doubts_of(looks: Mapping[Sequence, Likeness]) -> tuple[Doubt, ...]:
    """Return what is doubted of images that are given as these sequences and look like that.

    Exchanged names are told from all images together. A name that no image should have is told from one alone, unless
    another image has the name that would fit: two of a kind are less likely than an unusual image.
    """
    inverted = [
        Doubt(given=given, looks_like=None, probability=exp(look.inverted))
        for given, look in looks.items()
        if look.inverted > max(look.sequences.values()) and _is_unlikely(look.sequences[given])
    ]
    upright = {given: look.sequences for given, look in looks.items() if given not in {d.given for d in inverted}}
    return (*inverted, *(_exchanged(upright) or _another(upright)))


def _exchanged(found: Mapping[Sequence, Mapping[Sequence, float]]) -> tuple[Doubt, ...]:
    given = tuple(found)
    evidence = {
        names: sum(found[image][name] for image, name in zip(given, names, strict=True))
        for names in permutations(given)
    }
    best = max(evidence, key=lambda names: evidence[names])
    odds = evidence[best] - evidence[given]
    probability = 1 / (1 + exp(-odds))
    return tuple(
        Doubt(given=image, looks_like=name, probability=probability)
        for image, name in zip(given, best, strict=True)
        if image is not name and odds > _SWAPPED
    )


def _another(found: Mapping[Sequence, Mapping[Sequence, float]]) -> tuple[Doubt, ...]:
    likeliest = {image: max(look, key=lambda name: look[name]) for image, look in found.items()}
    return tuple(
        Doubt(given=image, looks_like=name, probability=exp(found[image][name]))
        for image, name in likeliest.items()
        if name not in found and _is_unlikely(found[image][image])
    )


def _is_unlikely(log_probability: float) -> bool:
    return log_probability < log(_ANOTHER)


def features(small: Thumbnail) -> Features:
    """Return the numbers that describe an image that is not empty."""
    box = bounding_box(small.brain) or (slice(None), slice(None), slice(None))
    values, brain = small.values[box], small.brain[box]
    edges = np.percentile(values[brain][::_CHOSEN], np.arange(1, _LEVELS))
    chosen = np.flatnonzero(brain)[::_CHOSEN]
    levels = np.searchsorted(edges, values, side="right").clip(0, _LEVELS - 1)  # the hundredth a voxel belongs to
    ranks = np.where(brain, levels / np.float32(_LEVELS - 1), np.float32(0)).astype(np.float32)
    near, around, spread = _surroundings(ranks, brain, chosen, small.spacing_mm)
    rank, level = ranks.ravel()[chosen], levels.ravel()[chosen]
    places = _places(brain, chosen)
    band = np.searchsorted(_BANDS, np.arange(_LEVELS), side="right")[level] - 1
    described = (near, np.sqrt((places**2).sum(axis=0)), np.abs(places[0]), places[1], places[2], spread, rank - around)
    count = np.maximum(np.bincount(band, minlength=len(_BANDS)), 1)
    by_band = [np.bincount(band, numbers, len(_BANDS)) / count for numbers in described]
    cells, parts = _cells(places), int(np.prod(_CELLS))
    few = 5 / _CHOSEN  # voxels: a cell that has hardly any counts as one of middle gray
    by_cell = np.bincount(cells, rank - 0.5, parts) / (np.bincount(cells, minlength=parts) + few)
    low, middle, high, *tails = np.percentile(values.ravel()[chosen], (25, 50, 75, *_TAILS))
    return np.concatenate([*by_band, by_cell, np.arcsinh((np.array(tails) - middle) / max(float(high - low), 1e-6))])


def _places(brain: Bool[NDArray[np.bool_], "r a s"], chosen: Voxels) -> Float32[NDArray[np.float32], "3 voxel"]:
    """Where voxels of the brain lie, in deviations from the middle."""
    at = np.stack(np.unravel_index(chosen, brain.shape)).astype(np.float32)
    middle, deviation = at.mean(axis=1, keepdims=True), at.std(axis=1, keepdims=True)
    places: Float32[NDArray[np.float32], "3 voxel"] = (at - middle) / np.maximum(deviation, np.float32(1e-6))
    return places


def _cells(places: Float32[NDArray[np.float32], "3 voxel"]) -> Voxels:
    """Which part of the brain each voxel is in; left and right are one."""
    shares = (np.abs(places[0]) / _REACH, (places[1] / _REACH + 1) / 2, (places[2] / _REACH + 1) / 2)
    cells = np.zeros(places.shape[1], int)
    for share, number in zip(shares, _CELLS, strict=True):
        cells = cells * number + (share * number).astype(int).clip(0, number - 1)
    return cells


def _surroundings(
    ranks: Float32[NDArray[np.float32], "r a s"],
    brain: Bool[NDArray[np.bool_], "r a s"],
    chosen: Voxels,
    spacing_mm: Float64[NDArray[np.float64], "3"],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """For each chosen voxel: how much of what is near is brain, and the mean and deviation of its ranks."""
    size = 2 * np.rint(_NEAR_MM / spacing_mm / 2).astype(int) + 1
    sums = (ndimage.uniform_filter(i, size, mode="constant") for i in (brain.astype(np.float32), ranks, ranks * ranks))
    near, mean, square = (image.ravel()[chosen] for image in sums)
    mean, square = mean / near, square / near
    return near, mean, np.sqrt(np.maximum(square - mean * mean, 0))
