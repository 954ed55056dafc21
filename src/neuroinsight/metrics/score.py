"""All metrics of one case: two label maps in, a table out."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from neuroinsight.core.grid import require_same_grid
from neuroinsight.core.labels import MEASURED_REGIONS, LabelMap, Mask, Region
from neuroinsight.core.measurement import Measured, Measurement
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS, VOLUME_METRICS, Metric
from neuroinsight.metrics.pair import MaskPair, pair_masks, pair_pictures
from neuroinsight.metrics.pixels import Confusion, confusion, count_classes
from neuroinsight.metrics.policy import NOT_OUTLINED


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionScores:
    """Metrics of one region by name, and its size in both: in ml, of pictures in pixels."""

    truth: Measurement
    prediction: Measurement
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

    Of a region that one of the maps does not outline there is no value.

    Raises:
        GridError: The maps are not on the same grid.
    """
    require_same_grid(prediction.grid, truth.grid, what="the prediction", expected_of="the truth")
    return Scores(
        regions={region: _score_region(truth, prediction, region) for region in MEASURED_REGIONS},
        whole_volume=_whole(confusion(truth, prediction)),
    )


def score_pictures(truth: Mask, prediction: Mask) -> Scores:
    """Return the metrics of one patient's masks of the whole tumor `[slice, row, column]`, which have no millimeters.

    All pictures are taken together, as a volume is; `dice_per_slice` and `dice_per_tumor_slice` take each alone.

    Raises:
        GridError: The masks have different shapes.
    """
    pair = pair_pictures(truth, prediction)
    table = count_classes(truth.astype(np.uint8), prediction.astype(np.uint8), classes=1)
    return Scores(
        regions={Region.WT: _measure(pair, Region.WT, (*METRICS, *SLICE_METRICS))}, whole_volume=_whole(table)
    )


def _score_region(truth: LabelMap, prediction: LabelMap, region: Region) -> RegionScores:
    if truth.knows(region) and prediction.knows(region):
        return _measure(pair_masks(truth.mask(region), prediction.mask(region), truth.grid), region, METRICS)
    return RegionScores(
        truth=_volume(truth, region),
        prediction=_volume(prediction, region),
        values={metric.name: NOT_OUTLINED for metric in METRICS if region in metric.regions},
    )


def _measure(pair: MaskPair, region: Region, metrics: tuple[Metric, ...]) -> RegionScores:
    return RegionScores(
        truth=_size(pair.truth_voxels, pair.voxel_ml),
        prediction=_size(pair.predicted_voxels, pair.voxel_ml),
        values={metric.name: metric.measure(pair) for metric in metrics if region in metric.regions},
    )


def _volume(label_map: LabelMap, region: Region) -> Measurement:
    if not label_map.knows(region):
        return NOT_OUTLINED
    return _size(int(np.count_nonzero(label_map.mask(region))), label_map.grid.voxel_volume_ml)


def _size(voxels: int, voxel_ml: float | None) -> Measured:
    if voxel_ml is None:
        return Measured(value=float(voxels), unit="pixels")
    return Measured(value=voxels * voxel_ml, unit="ml")


def _whole(table: Confusion) -> dict[str, float]:
    return {metric.name: metric.compute(table) for metric in VOLUME_METRICS}
