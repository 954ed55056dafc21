"""From probabilities to labels, by a rule that is saved with the model."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np

from neuroinsight.core.errors import GridError
from neuroinsight.core.labels import NESTED_REGIONS, LabelMap, Labels, LabelScheme, Region
from neuroinsight.core.probabilities import Probabilities, nested
from neuroinsight.imaging.boxes import Mask
from neuroinsight.imaging.components import without_small_components
from neuroinsight.inference.rim import with_rim
from neuroinsight.inference.segmenter import LeftOut, Segmentation

_EVEN = 0.5
# what is left of a region without the one inside it
_TISSUE_OF = {Region.WT: Region.ED, Region.TC: Region.NCR, Region.ET: Region.ET}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Thresholds of the nested regions, and how little of a region is too little to be believed.

    A nested region without a threshold has 0.5. Tissues, which exclude each other, are decided by the most likely one
    unless there are thresholds.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic where the rule comes from a file

    thresholds: Mapping[Region, float] = field(default_factory=dict)
    smallest_tumor_ml: float = 0.0  # of the largest connected part of the whole tumor: less than that is no finding
    smallest_component_ml: float = 0.0  # of every other part of it
    smallest_inner_part_ml: float = 0.0  # of every part of the core, and of the enhancing tumor, beside the largest
    smallest_enhancing_ml: float = 0.0  # in all: less than that becomes non-enhancing core
    enhancing_rim_from: float = (
        1.0  # share of the core's probability from which on the core's rim enhances; 1: none does
    )

    def __post_init__(self) -> None:
        """Refuse what would find tumor everywhere or nowhere."""
        for region, threshold in self.thresholds.items():
            if region not in NESTED_REGIONS or not 0 < threshold < 1:
                raise ValueError(f"the threshold of {region} is {threshold}; allowed: WT, TC, ET, between 0 and 1")
        if not 0 <= self.enhancing_rim_from <= 1:
            raise ValueError(f"enhancing_rim_from is {self.enhancing_rim_from}; allowed: 0 to 1")
        for name in self.sizes:
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is {getattr(self, name)}; allowed: 0 ml or more")

    @property
    def sizes(self) -> tuple[str, ...]:
        """The names of the fields in milliliters."""
        return tuple(field.name for field in fields(self) if field.name.endswith("_ml"))


def decide(probabilities: Probabilities, decision: Decision, scheme: LabelScheme) -> Segmentation:
    """Return the label map of probabilities on a grid.

    Inner regions are cut to the outer ones, so that they nest whatever the network says; a part of one that is too
    small takes the label of the region around it.

    Raises:
        GridError: The probabilities are of pictures, of which no milliliters are known.
    """
    grid = probabilities.grid
    if grid is None:
        raise GridError(
            "Pictures have no label map on a grid",
            seen="probabilities without a grid",
            allowed="probabilities on a patient's grid",
            remedy="decide them as pictures",
            code="pictures.no_grid",
        )
    regions = suspected(probabilities, decision)
    voxels = np.count_nonzero(next(iter(regions.values())))
    believed = _believed(regions, decision, grid.voxel_volume_ml)
    if decision.enhancing_rim_from < 1 and Region.ET in believed and Region.TC in believed:
        likely = probabilities.of(Region.ET) > decision.enhancing_rim_from * probabilities.of(Region.TC)
        believed[Region.ET] = with_rim(believed[Region.TC], believed[Region.ET], likely, grid.spacing_mm)
    labels = _labels(believed, scheme)
    label_map = LabelMap(array=labels.array, grid=grid, scheme=scheme, outlined=labels.outlined)
    left_out = LeftOut(
        total_ml=(voxels - np.count_nonzero(labels.array)) * grid.voxel_volume_ml,
        smallest_tumor_ml=decision.smallest_tumor_ml,
        smallest_component_ml=decision.smallest_component_ml,
    )
    return Segmentation(label_map=label_map, left_out=left_out, probabilities=probabilities)


def decide_pictures(probabilities: Probabilities, decision: Decision, scheme: LabelScheme) -> Labels:
    """Return the labels `[slice, row, column]` of pictures; sizes in milliliters have no say where none are known."""
    return _labels(suspected(probabilities, decision), scheme)


def suspected(probabilities: Probabilities, decision: Decision) -> dict[Region, Mask]:
    """Return masks of the nested regions that are known, outermost first and each inside the one before."""
    tissues, told_apart = probabilities.regions, nested(probabilities.regions)
    if probabilities.are_disjoint and not decision.thresholds:
        winner = np.where(
            probabilities.array.max(axis=0) > 1 - probabilities.array.sum(axis=0),
            probabilities.array.argmax(axis=0),
            len(tissues),  # background
        )
        among = {region: [tissues.index(t) for t in region.tissues if t in tissues] for region in told_apart}
        known = {region: np.isin(winner, places) for region, places in among.items()}
    else:
        known = {
            region: probabilities.of(region) > np.float32(decision.thresholds.get(region, _EVEN))
            for region in told_apart
        }
    around: Mask | None = None
    for region, mask in known.items():
        around = known[region] = mask if around is None else around & mask
    return known


def _believed(regions: dict[Region, Mask], decision: Decision, voxel_ml: float) -> dict[Region, Mask]:
    """The masks without what is too small, each again inside the one before."""
    fewest_inner = decision.smallest_inner_part_ml / voxel_ml
    believed: dict[Region, Mask] = {}
    around: Mask | None = None
    for region, mask in regions.items():
        if around is None:
            kept = without_small_components(
                mask,
                fewest_voxels=decision.smallest_component_ml / voxel_ml,
                fewest_of_largest=decision.smallest_tumor_ml / voxel_ml,
            )
        else:
            kept = without_small_components(around & mask, fewest_voxels=fewest_inner)
        if region is Region.ET and np.count_nonzero(kept) * voxel_ml < decision.smallest_enhancing_ml:
            kept = np.zeros_like(kept)
        around = believed[region] = kept
    return believed


def _labels(regions: dict[Region, Mask], scheme: LabelScheme) -> Labels:
    array = np.zeros(next(iter(regions.values())).shape, np.uint8)
    for region, mask in regions.items():
        array[mask] = scheme.number_of(_TISSUE_OF[region])
    return Labels(array=array, scheme=scheme, outlined=tuple(regions))
