"""What measures look at: the study, the label map, what is known of the model, and what several of them share."""

from dataclasses import dataclass
from functools import cached_property

from neuroinsight.core.card import ModelCard
from neuroinsight.core.labels import LabelMap, Region
from neuroinsight.core.study import Study
from neuroinsight.imaging.components import component_sizes


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """A patient's images with an outlined tumor; `card` is of the model that made the outline, untouched.

    What several measures need is computed on first use and kept.
    """

    study: Study
    label_map: LabelMap
    card: ModelCard | None = None

    @cached_property
    def parts_ml(self) -> tuple[float, ...]:
        """Volumes of the whole tumor's 26-connected parts, the largest first."""
        voxel_ml = self.label_map.grid.voxel_volume_ml
        return tuple(voxels * voxel_ml for voxels in component_sizes(self.label_map.mask(Region.WT)))
