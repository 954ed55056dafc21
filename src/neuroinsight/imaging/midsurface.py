"""The surface between the halves of a brain, which a mass pushes aside: where left and right are alike close by.

At every column of a section and every offset from its plane, the brain to the right is compared with the mirrored brain
to the left, up to 20 units away, what is near counting more. The surface takes the offsets that are most alike and
change little from column to column (semi-global matching: Hirschmueller 2008, doi:10.1109/TPAMI.2007.1166).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.imaging.section import STEP, Section

_REACH, _FADE = 20, 10.0  # units to either side that are compared; the weight falls to 1/e over the second
_FARTHEST = 20  # units from the plane where a middle is looked for
_PATCH = 3  # columns in each direction that are compared together
_EDEMA = 0.4  # what whole tumor without core counts; core counts nothing
_BLANK = 0.15  # variance of each channel below which there is nothing to see
_PULL = 0.0004  # per square unit from the plane: decides where nothing is seen
_ENOUGH = 0.25  # of the weight of a full comparison
_BEND, _STEEPEST = 0.06, 2  # per square unit of change between columns; the most units of change
_BRAIN_VALUE = 2.0  # deviations: brain against air
_RIM = 16.0  # units under the section's outer edge: the falx holds the middle there
_LOWER = 0.5  # of the section's length under its top: below is the tentorium, and no falx
_HALF, _ROUNDS, _LOOSE = 0.5, 20, 0.3

Offsets = Float[NDArray[np.floating], "front top"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Middle:
    """Where the middle is, in units from the section's plane, and how alike both sides are there (1: the same)."""

    offsets: Offsets
    likeness: Offsets


def middle_of(section: Section, chosen: Sequence[int]) -> Middle:
    """Return the surface by some of the section's images."""
    offsets = np.arange(-_FARTHEST, _FARTHEST + 1)
    likeness = _likeness(section, section.images[list(chosen)], offsets)
    total = _smooth(1 - likeness + np.float32(_PULL) * (offsets**2).astype(np.float32))
    best = np.clip(total.argmin(axis=-1), 1, len(offsets) - 2)
    before, at, after = (np.take_along_axis(total, (best + k)[..., None], -1)[..., 0] for k in (-1, 0, 1))
    between = np.clip((before - after) / 2 / np.maximum(before - 2 * at + after, 1e-6), -_HALF, _HALF)
    return Middle(
        offsets=ndimage.median_filter(offsets[best] + between, _PATCH),
        likeness=np.take_along_axis(likeness, best[..., None], -1)[..., 0],
    )


def straight_middle(section: Section, middle: Middle) -> tuple[Offsets, float]:
    """Return the straight middle between where the falx holds it, as offsets, and how far that rim strays from it."""
    front, top = np.meshgrid(*(np.arange(extent, dtype=np.float64) for extent in section.inside.shape), indexing="ij")
    depth = ndimage.distance_transform_edt(np.pad(section.inside, 1))[1:-1, 1:-1] * STEP
    high = top > section.inside.shape[1] - 1 - _LOWER * section.inside.shape[0]
    rim = section.inside & (depth <= _RIM) & high
    terms = np.stack([np.ones(rim.sum()), front[rim], top[rim]], axis=1)
    given, weights, strays = middle.offsets[rim], np.ones(rim.sum()), 0.0
    plane = np.zeros(3)
    for _ in range(_ROUNDS):
        plane = np.linalg.lstsq(terms * weights[:, None] ** 0.5, given * weights**0.5, rcond=None)[0]
        residuals = given - terms @ plane
        strays = max(1.4826 * float(np.median(np.abs(residuals))), _LOOSE)
        weights = 1 / (1 + (residuals / (1.5 * strays)) ** 2)
    return plane[0] + plane[1] * front + plane[2] * top, strays


def _likeness(
    section: Section, images: Float32[NDArray[np.float32], "image front top across"], offsets: NDArray[np.int_]
) -> Float32[NDArray[np.float32], "front top offset"]:
    """Return the correlation of what is right and left of each offset, all images and the brain's edge together."""
    inside = (section.brain > _HALF).astype(np.float32)
    counts = np.where(section.core > _HALF, 0, np.where(section.whole > _HALF, _EDEMA, 1)).astype(np.float32)
    channels = np.concatenate([images, _BRAIN_VALUE * inside[None]])
    fade = np.exp(-np.arange(1, _REACH + 1) / _FADE).astype(np.float32)
    middle, found = section.brain.shape[2] // 2, []
    for offset in offsets.tolist():
        at = middle + offset
        right, left = slice(at + 1, at + _REACH + 1), slice(at - 1, at - _REACH - 1, -1)
        one, other = channels[..., right], channels[..., left]
        weight = counts[..., right] * counts[..., left] * np.maximum(inside[..., right], inside[..., left]) * fade
        products = np.einsum("cuvd,cuvd,uvd->cuv", one, other, weight)
        squares = np.einsum("cuvd,uvd->cuv", one * one + other * other, weight) / 2
        sums = np.einsum("cuvd,uvd->cuv", one + other, weight) / 2
        products, squares, sums, weights = (
            ndimage.uniform_filter(one, (*[0] * (one.ndim - 2), _PATCH, _PATCH))
            for one in (products, squares, sums, weight.sum(axis=-1))
        )
        weights = np.maximum(weights, 1e-6)
        means = sums / weights
        alike = (products / weights - means**2).sum(axis=0)
        varied = (squares / weights - means**2).sum(axis=0) + _BLANK * len(channels)
        found.append(np.minimum(weights / (_ENOUGH * fade.sum()), 1) * alike / varied)
    return np.stack(found, axis=-1).astype(np.float32)


def _smooth(
    costs: Float32[NDArray[np.float32], "front top offset"],
) -> Float32[NDArray[np.float32], "front top offset"]:
    """Return the costs of the best paths that reach each place from eight directions, added up."""
    rows, columns, _ = costs.shape
    total = np.zeros_like(costs)
    for sheared in (0, 1, -1):  # along rows, and along both diagonals, as rows of a sheared array
        starts = [0 if not sheared else row if sheared > 0 else rows - row for row in range(rows)]
        wide = np.full((rows, columns + max(starts), costs.shape[2]), costs.mean(), np.float32)
        for row, start in enumerate(starts):
            wide[row, start : start + columns] = costs[row]
        paths = _paths(wide) + _paths(wide[::-1])[::-1]
        for row, start in enumerate(starts):
            total[row] += paths[row, start : start + columns]
    turned = costs.transpose(1, 0, 2)
    total += (_paths(turned) + _paths(turned[::-1])[::-1]).transpose(1, 0, 2)
    return total


def _paths(
    costs: Float32[NDArray[np.float32], "step place offset"],
) -> Float32[NDArray[np.float32], "step place offset"]:
    """Return the cost of the best path from the first step to each place and offset."""
    reached = np.empty_like(costs)
    reached[0] = costs[0]
    for step in range(1, len(costs)):
        before = reached[step - 1] - reached[step - 1].min(axis=-1, keepdims=True)
        best = before.copy()
        for change in range(1, _STEEPEST + 1):
            bent = before + np.float32(_BEND * change**2)
            np.minimum(best[:, change:], bent[:, :-change], out=best[:, change:])
            np.minimum(best[:, :-change], bent[:, change:], out=best[:, :-change])
        reached[step] = costs[step] + best
    return reached
