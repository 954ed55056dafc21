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
    """Return the label map of probabilities of WT, TC and ET `[3, i, j, k]` on the patient's grid.

    Inner regions are cut to the outer ones, so that they nest whatever the network says.
    """
    whole = probabilities[0] > decision.whole
    core = whole & (probabilities[1] > decision.core)
    enhancing = core & (probabilities[2] > decision.enhancing)
    labels = np.zeros(grid.shape, np.uint8)
    labels[whole] = scheme.number_of(Region.ED)
    labels[core] = scheme.number_of(Region.NCR)
    labels[enhancing] = scheme.number_of(Region.ET)
    return LabelMap(array=labels, grid=grid, scheme=scheme)
