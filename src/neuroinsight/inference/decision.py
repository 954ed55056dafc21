"""From probabilities of nested regions to labels, by a rule that is saved with the model."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import NESTED_REGIONS, LabelMap, LabelScheme, Region
from neuroinsight.imaging.boxes import Mask
from neuroinsight.imaging.components import without_small_components

Probabilities = Float[NDArray[np.floating], "region i j k"]

_OUTERMOST_CLASS = (Region.ED, Region.NCR, Region.ET)  # of WT, TC and ET: what is left of each without the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Thresholds of the nested regions, and how little of a region is too little to be believed."""

    whole: float = 0.5
    core: float = 0.5
    enhancing: float = 0.5
    smallest_tumor_ml: float = 0.0  # of the largest connected part of the whole tumor: less than that is no finding
    smallest_component_ml: float = 0.0  # of every other part of it
    smallest_inner_part_ml: float = 0.0  # of every part of the core, and of the enhancing tumor, beside the largest
    smallest_enhancing_ml: float = 0.0  # in all: less than that becomes non-enhancing core


def decide(probabilities: Probabilities, decision: Decision, grid: Grid, scheme: LabelScheme) -> LabelMap:
    """Return the label map of probabilities of WT, TC and ET, or of WT alone.

    Inner regions are cut to the outer ones, so that they nest whatever the network says; a part of one that is too
    small takes the label of the region around it.
    """
    regions = _nested_regions(probabilities, decision, grid.voxel_volume_ml)
    labels = np.zeros(grid.shape, np.uint8)
    for region, outermost in zip(regions, _OUTERMOST_CLASS, strict=False):
        labels[region] = scheme.number_of(outermost)
    return LabelMap(array=labels, grid=grid, scheme=scheme, outlined=NESTED_REGIONS[: len(regions)])


def _nested_regions(probabilities: Probabilities, decision: Decision, voxel_ml: float) -> list[Mask]:
    """Masks of WT, TC and ET, or of WT alone, each inside the one before."""
    whole = without_small_components(
        probabilities[0] > decision.whole,
        fewest_voxels=decision.smallest_component_ml / voxel_ml,
        fewest_of_largest=decision.smallest_tumor_ml / voxel_ml,
    )
    if len(probabilities) == 1:
        return [whole]
    fewest_inner = decision.smallest_inner_part_ml / voxel_ml
    core = without_small_components(whole & (probabilities[1] > decision.core), fewest_voxels=fewest_inner)
    enhancing = without_small_components(core & (probabilities[2] > decision.enhancing), fewest_voxels=fewest_inner)
    if np.count_nonzero(enhancing) * voxel_ml < decision.smallest_enhancing_ml:
        enhancing = np.zeros_like(enhancing)
    return [whole, core, enhancing]
