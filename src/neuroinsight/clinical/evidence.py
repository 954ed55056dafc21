"""What measures look at: the study, the label map, what is known of the model, and what several of them share."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from neuroinsight.clinical.bidimensional import Bidimensional, bidimensional
from neuroinsight.clinical.lesion_outlines import LesionOutline, find_lesions
from neuroinsight.clinical.looks import signs_of_looks
from neuroinsight.clinical.midline import midline
from neuroinsight.clinical.signs import signs_of_outline
from neuroinsight.core.calibration import Calibration, Signs
from neuroinsight.core.card import ModelCard
from neuroinsight.core.findings import NOTHING_DECLARED, Declared
from neuroinsight.core.labels import LabelMap, Mask, Region
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.imaging.surfaces import Points, outside_points_mm
from neuroinsight.imaging.symmetry import Plane


def count_voxels(label_map: LabelMap) -> Mapping[Region, int]:
    """Return how many voxels of a label map each region has, whether it was looked for or not."""
    counts = np.bincount(label_map.array.ravel(), minlength=256)
    numbers_of = label_map.scheme.numbers_of
    return {region: int(sum(counts[number] for number in numbers_of(region))) for region in Region}


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """A patient's images with an outlined tumor, and what was declared.

    `card`, `probabilities` and `calibration` are of the model that made the outline, untouched; None where a person
    edited it. `noticed` are the cautions of the input checks.
    What several measures need is computed on first use and kept.
    """

    study: Study
    label_map: LabelMap
    declared: Declared = NOTHING_DECLARED
    card: ModelCard | None = None
    probabilities: Probabilities | None = None
    calibration: Calibration | None = None
    noticed: tuple[Caution, ...] = ()

    @cached_property
    def signs(self) -> Signs:
        """What the probabilities say of the outline; nothing where there are none."""
        return {} if self.probabilities is None else signs_of_outline(self.label_map, self.probabilities)

    @cached_property
    def looks(self) -> Signs:
        """What the tumor looks like, for telling the class."""
        return signs_of_looks(self.study, self.label_map, self.brain)

    @cached_property
    def brain(self) -> Mask:
        """Voxels where any image shows something, `[i, j, k]` on the label map's grid."""
        return reduce(np.logical_or, (volume.array != 0 for volume in self.study.volumes.values()))

    @property
    def core_known(self) -> bool:
        """Whether the core was outlined, and seen: without a post-contrast T1 it cannot be told."""
        return Sequence.T1CE in self.study.volumes and self.label_map.knows(Region.TC)

    @cached_property
    def voxels(self) -> Mapping[Region, int]:
        """How many voxels of the label map each region has, whether it was looked for or not."""
        return count_voxels(self.label_map)

    @cached_property
    def surface_mm(self) -> Points:
        """Places `[point, 3]` around the brain, RAS+ mm: the voxels of outer air that touch it."""
        return outside_points_mm(self.brain, self.label_map.grid)

    @cached_property
    def midline(self) -> Plane | NotMeasured:
        """The patient's mid-sagittal plane, its normal to the right, or why it is not known."""
        return midline(self.study, self.label_map, self.brain)

    @cached_property
    def lesions(self) -> tuple[LesionOutline, ...]:
        """The lesions as voxels, the largest first."""
        return find_lesions(self.label_map, core_known=self.core_known)

    @cached_property
    def bidimensional(self) -> tuple[Bidimensional, ...]:
        """RANO's diameters of each lesion, in the order of `lesions`."""
        return tuple(bidimensional(lesion) for lesion in self.lesions)
