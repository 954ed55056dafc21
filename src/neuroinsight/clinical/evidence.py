"""What measures look at: the study, the label map, what is known of the model, and what several of them share."""

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from neuroinsight.core.card import ModelCard
from neuroinsight.core.findings import NOTHING_DECLARED, Declared
from neuroinsight.core.labels import LabelMap, Mask, Region
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.study import Study
from neuroinsight.imaging.components import component_sizes


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """A patient's images with an outlined tumor, and what was declared.

    `card` and `probabilities` are of the model that made the outline, untouched; None where a person edited it.
    What several measures need is computed on first use and kept.
    """

    study: Study
    label_map: LabelMap
    declared: Declared = NOTHING_DECLARED
    card: ModelCard | None = None
    probabilities: Probabilities | None = None

    @cached_property
    def brain(self) -> Mask:
        """Voxels where any image shows something, `[i, j, k]` on the label map's grid."""
        return reduce(np.logical_or, (volume.array != 0 for volume in self.study.volumes.values()))

    @cached_property
    def parts_ml(self) -> tuple[float, ...]:
        """Volumes of the whole tumor's 26-connected parts, the largest first."""
        voxel_ml = self.label_map.grid.voxel_volume_ml
        return tuple(voxels * voxel_ml for voxels in component_sizes(self.label_map.mask(Region.WT)))
