"""All metrics of one case: two label maps in, a table out."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from neuroinsight.core.grid import require_same_grid
from neuroinsight.core.labels import MEASURED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Measurement
from neuroinsight.metrics.catalogue import METRICS, VOLUME_METRICS
from neuroinsight.metrics.pair import pair_masks
from neuroinsight.metrics.pixels import confusion


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionScores:
    """Metrics of one region by name, and its volumes."""

    truth_ml: float
    predicted_ml: float
    values: Mapping[str, Measurement]

    def __post_init__(self) -> None:
        """Freeze the table."""
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Metrics of one case: by region, and over the whole volume."""

    regions: Mapping[Region, RegionScores]
    whole_volume: Mapping[str, float]

    def __post_init__(self) -> None:
        """Freeze the tables."""
        object.__setattr__(self, "regions", MappingProxyType(dict(self.regions)))
        object.__setattr__(self, "whole_volume", MappingProxyType(dict(self.whole_volume)))


def score(truth: LabelMap, prediction: LabelMap) -> Scores:
    """Return every metric; each map is read in its own scheme, so regions are compared, not numbers.

    Raises:
        GridError: The maps are not on the same grid.
    """
    require_same_grid(prediction.grid, truth.grid, what="the prediction", expected_of="The truth")
    table = confusion(truth, prediction)
    return Scores(
        regions={region: _score_region(truth, prediction, region) for region in MEASURED_REGIONS},
        whole_volume={metric.name: metric.compute(table) for metric in VOLUME_METRICS},
    )


def _score_region(truth: LabelMap, prediction: LabelMap, region: Region) -> RegionScores:
    pair = pair_masks(truth.mask(region), prediction.mask(region), truth.grid)
    return RegionScores(
        truth_ml=pair.truth_voxels * pair.voxel_ml,
        predicted_ml=pair.predicted_voxels * pair.voxel_ml,
        values={metric.name: metric.compute(pair) for metric in METRICS if region in metric.regions},
    )
