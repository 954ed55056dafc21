"""Figures over all voxels of a volume, background included.

They are near 1 whatever a model does, because about 99 % of a volume is background: a model that finds nothing scores
0.99. They are here because most published notebooks report them ("99 % Dice"), under names that say what they are.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, UInt8
from numpy.typing import NDArray

from neuroinsight.core.labels import CLASSES, LabelMap, Region

_Numbers = UInt8[NDArray[np.uint8], "i j k"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Confusion:
    """Voxel counts by class of the truth (rows) and of the prediction (columns), background being the first."""

    counts: Int[NDArray[np.int64], "classes classes"]


def confusion(truth: LabelMap, prediction: LabelMap) -> Confusion:
    """Return the counts of two label maps on one grid, each in its own scheme; a cavity counts as background.

    The classes are NCR, ED and ET, or the whole tumor where one of the maps tells no more.
    """
    known = all(one.knows(tissue) for one in (truth, prediction) for tissue in CLASSES)
    classes = CLASSES if known else (Region.WT,)
    return count_classes(_class_numbers(truth, classes), _class_numbers(prediction, classes), classes=len(classes))


def count_classes(truth: _Numbers, prediction: _Numbers, *, classes: int) -> Confusion:
    """Return the counts of two arrays of class numbers, 0 (background) to `classes`."""
    size = classes + 1
    pairs = truth * np.uint8(size) + prediction
    return Confusion(counts=np.bincount(pairs.ravel(), minlength=size * size).reshape(size, size))


def accuracy_with_background(table: Confusion) -> float:
    """Return the share of voxels whose class is right."""
    return float(np.trace(table.counts) / table.counts.sum())


def pooled_dice_with_background(table: Confusion) -> float:
    """Return Dice of the one-hot masks of all classes, flattened into one: for label maps it equals the accuracy."""
    hits = np.trace(table.counts)
    return float(2 * hits / (table.counts.sum(axis=0).sum() + table.counts.sum(axis=1).sum()))


def mean_dice_with_background(table: Confusion) -> float:
    """Return the mean Dice of the classes, background being one; a class that both lack counts 1, as by smoothing."""
    sizes = table.counts.sum(axis=0) + table.counts.sum(axis=1)
    hits = 2 * np.diagonal(table.counts)
    return float(np.where(sizes > 0, hits / np.maximum(sizes, 1), 1.0).mean())


def _class_numbers(label_map: LabelMap, classes: tuple[Region, ...]) -> _Numbers:
    table = np.zeros(256, np.uint8)
    for place, region in enumerate(classes, start=1):
        table[list(label_map.scheme.numbers_of(region))] = place
    return table[label_map.array]
