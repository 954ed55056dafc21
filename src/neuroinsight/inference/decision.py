"""From probabilities of nested regions to labels, by a rule that is saved with the model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, LabelScheme, Region

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Thresholds of the nested regions."""

    whole: float = 0.5
    core: float = 0.5
    enhancing: float = 0.5


def decide(probabilities: Float32, decision: Decision, grid: Grid, scheme: LabelScheme) -> LabelMap:
    """Return the label map of probabilities of WT, TC and ET `[3, i, j, k]`, or of WT alone `[1, i, j, k]`.

    Inner regions are cut to the outer ones, so that they nest whatever the network says.
    """
    labels = np.zeros(grid.shape, np.uint8)
    region = np.ones(grid.shape, bool)
    bars = (decision.whole, decision.core, decision.enhancing)
    shells = (Region.ED, Region.NCR, Region.ET)  # what a voxel is that is in this region and in no inner one
    for values, bar, tissue in zip(probabilities, bars, shells, strict=False):
        region &= values > bar
        labels[region] = scheme.number_of(tissue)
    return LabelMap(array=labels, grid=grid, scheme=scheme)
