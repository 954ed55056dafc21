"""From probabilities of nested regions to labels, by a rule that is saved with the model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, LabelScheme, Region
from neuroinsight.imaging.components import without_small_components

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Thresholds of the nested regions, and how little of a region is too little to be believed."""

    whole: float = 0.5
    core: float = 0.5
    enhancing: float = 0.5
    smallest_tumor_ml: float = 0.0  # of the largest connected part of the whole tumor: less than that is no finding
    smallest_component_ml: float = 0.0  # of every other part of it
    smallest_enhancing_ml: float = 0.0  # in all: less than that becomes non-enhancing core


def decide(probabilities: Float32, decision: Decision, grid: Grid, scheme: LabelScheme) -> LabelMap:
    """Return the label map of probabilities of WT, TC and ET `[3, i, j, k]`, or of WT alone `[1, i, j, k]`.

    Inner regions are cut to the outer ones, so that they nest whatever the network says.
    """
    labels = np.zeros(grid.shape, np.uint8)
    region = without_small_components(
        probabilities[0] > decision.whole,
        fewest_voxels=decision.smallest_component_ml / grid.voxel_volume_ml,
        fewest_of_largest=decision.smallest_tumor_ml / grid.voxel_volume_ml,
    )
    labels[region] = scheme.number_of(Region.ED)
    if len(probabilities) > 1:
        region &= probabilities[1] > decision.core
        labels[region] = scheme.number_of(Region.NCR)
        region &= probabilities[2] > decision.enhancing
        if np.count_nonzero(region) * grid.voxel_volume_ml >= decision.smallest_enhancing_ml:
            labels[region] = scheme.number_of(Region.ET)
    return LabelMap(array=labels, grid=grid, scheme=scheme)
