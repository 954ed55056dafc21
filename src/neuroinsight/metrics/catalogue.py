"""Every metric: its name, unit and direction, where it applies, and the function that takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.core.labels import MEASURED_REGIONS, NESTED_REGIONS, Region
from neuroinsight.core.measurement import Measured, Measurement
from neuroinsight.metrics import pixels, slices, surface, tversky
from neuroinsight.metrics.pair import MaskPair
from neuroinsight.metrics.pixels import Confusion
from neuroinsight.metrics.policy import (
    EMPTY_MASKS,
    NO_SPACING,
    NO_TUMOR_SLICE,
    NOTHING_OUTSIDE,
    NOTHING_PREDICTED,
    NOTHING_TO_FIND,
)


class Better(StrEnum):
    """Which way a metric improves."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A comparison of a region in truth and prediction; symmetric if exchanging the two changes nothing."""

    name: str
    title: str
    unit: str
    better: Better
    symmetric: bool
    definition: str
    compute: Callable[[MaskPair], Measurement]  # of a pair with spacing, where millimeters are needed
    regions: tuple[Region, ...] = MEASURED_REGIONS
    needs_millimeters: bool = False

    def measure(self, pair: MaskPair) -> Measurement:
        """Return the metric of a pair; without spacing there is none in millimeters."""
        if self.needs_millimeters and pair.spacing_mm is None:
            return NO_SPACING
        return self.compute(pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeMetric:
    """A comparison of two label maps as wholes."""

    name: str
    title: str
    unit: str
    better: Better
    definition: str
    compute: Callable[[Confusion], float]


def _dice(pair: MaskPair) -> Measurement:
    sizes = pair.truth_voxels + pair.predicted_voxels
    return _overlap(pair) or Measured(value=2 * pair.true_positives / sizes, unit="1")


def _iou(pair: MaskPair) -> Measurement:
    union = pair.truth_voxels + pair.predicted_voxels - pair.true_positives
    return _overlap(pair) or Measured(value=pair.true_positives / union, unit="1")


def _tversky(pair: MaskPair) -> Measurement:
    hit = pair.true_positives
    missed, false = pair.truth_voxels - hit, pair.predicted_voxels - hit
    return _overlap(pair) or Measured(value=tversky.tversky_index(float(hit), float(missed), float(false)), unit="1")


def _precision(pair: MaskPair) -> Measurement:
    if not pair.predicted_voxels:
        return NOTHING_PREDICTED
    return Measured(value=pair.true_positives / pair.predicted_voxels, unit="1")


def _sensitivity(pair: MaskPair) -> Measurement:
    if not pair.truth_voxels:
        return NOTHING_TO_FIND
    return Measured(value=pair.true_positives / pair.truth_voxels, unit="1")


def _specificity(pair: MaskPair) -> Measurement:
    outside = pair.voxels - pair.truth_voxels
    if not outside:
        return NOTHING_OUTSIDE
    return Measured(value=1 - (pair.predicted_voxels - pair.true_positives) / outside, unit="1")


def _hd95(pair: MaskPair) -> Measurement:
    empty = EMPTY_MASKS.distance(truth=pair.truth_voxels > 0, prediction=pair.predicted_voxels > 0)
    return empty or Measured(value=surface.hd95_mm(pair.truth, pair.prediction, pair.in_millimeters), unit="mm")


def _surface_dice(pair: MaskPair) -> Measurement:
    return _overlap(pair) or Measured(
        value=surface.surface_dice(pair.truth, pair.prediction, pair.in_millimeters), unit="1"
    )


def _volume_error(pair: MaskPair) -> Measurement:
    if pair.voxel_ml is None:
        return NO_SPACING
    return Measured(value=abs(pair.predicted_voxels - pair.truth_voxels) * pair.voxel_ml, unit="ml")


def _dice_per_tumor_slice(pair: MaskPair) -> Measurement:
    found = slices.dice_of_tumor_slices(pair.truth, pair.prediction)
    return Measured(value=float(found.mean()), unit="1") if found.size else NO_TUMOR_SLICE


def _overlap(pair: MaskPair) -> Measured | None:
    return EMPTY_MASKS.overlap(truth=pair.truth_voxels > 0, prediction=pair.predicted_voxels > 0)


METRICS = (
    Metric(
        name="dice",
        title="Dice",
        unit="1",
        better=Better.HIGHER,
        symmetric=True,
        definition="2 TP / (2 TP + FP + FN), voxels of the whole volume of one patient",
        compute=_dice,
    ),
    Metric(
        name="iou",
        title="IoU",
        unit="1",
        better=Better.HIGHER,
        symmetric=True,
        definition="TP / (TP + FP + FN)",
        compute=_iou,
    ),
    Metric(
        name="tversky",
        title="Tversky index",
        unit="1",
        better=Better.HIGHER,
        symmetric=False,
        definition=f"TP / (TP + {tversky.ALPHA:g} FN + {tversky.BETA:g} FP): what was missed weighs more",
        compute=_tversky,
    ),
    Metric(
        name="precision",
        title="Precision",
        unit="1",
        better=Better.HIGHER,
        symmetric=False,
        definition="TP / (TP + FP)",
        compute=_precision,
    ),
    Metric(
        name="sensitivity",
        title="Sensitivity",
        unit="1",
        better=Better.HIGHER,
        symmetric=False,
        definition="TP / (TP + FN)",
        compute=_sensitivity,
    ),
    Metric(
        name="specificity",
        title="Specificity",
        unit="1",
        better=Better.HIGHER,
        symmetric=False,
        definition="TN / (TN + FP) over the whole grid; near 1 by the size of the background",
        compute=_specificity,
    ),
    Metric(
        name="hd95_mm",
        title="HD95",
        unit="mm",
        better=Better.LOWER,
        symmetric=True,
        definition="larger of the two directed 95th percentiles of distances between centers of edge voxels (as MONAI)",
        compute=_hd95,
        needs_millimeters=True,
    ),
    Metric(
        name="surface_dice",
        title=f"Surface Dice at {surface.TOLERANCE_MM:g} mm",
        unit="1",
        better=Better.HIGHER,
        symmetric=True,
        definition=f"share of both surfaces' area within {surface.TOLERANCE_MM:g} mm of the other (Nikolov 2021)",
        compute=_surface_dice,
        needs_millimeters=True,
    ),
    Metric(
        name="lesionwise_dice",
        title="Lesion-wise Dice",
        unit="1",
        better=Better.HIGHER,
        symmetric=False,
        definition="BraTS 2023: mean over lesions above 50 mm3 and invented components, which count 0",
        compute=lambda pair: Measured(value=pair.lesions.dice, unit="1"),
        regions=NESTED_REGIONS,
        needs_millimeters=True,
    ),
    Metric(
        name="lesionwise_hd95_mm",
        title="Lesion-wise HD95",
        unit="mm",
        better=Better.LOWER,
        symmetric=False,
        definition="BraTS 2023: as lesionwise_dice, area-weighted HD95, missed and invented lesions 374 mm",
        compute=lambda pair: Measured(value=pair.lesions.hd95_mm, unit="mm"),
        regions=NESTED_REGIONS,
        needs_millimeters=True,
    ),
    Metric(
        name="lesions_missed",
        title="Lesions missed",
        unit="count",
        better=Better.LOWER,
        symmetric=False,
        definition="lesions above 50 mm3 that no predicted component meets",
        compute=lambda pair: Measured(value=float(pair.lesions.missed), unit="count"),
        regions=NESTED_REGIONS,
        needs_millimeters=True,
    ),
    Metric(
        name="lesions_invented",
        title="Lesions invented",
        unit="count",
        better=Better.LOWER,
        symmetric=False,
        definition="predicted components of any size that meet no lesion",
        compute=lambda pair: Measured(value=float(pair.lesions.invented), unit="count"),
        regions=NESTED_REGIONS,
        needs_millimeters=True,
    ),
    Metric(
        name="volume_error_ml",
        title="Volume error",
        unit="ml",
        better=Better.LOWER,
        symmetric=True,
        definition="absolute difference of the volumes",
        compute=_volume_error,
        needs_millimeters=True,
    ),
)

# Of pictures alone, beside those above, which take all pictures of a patient together.
SLICE_METRICS = (
    Metric(
        name="dice_per_slice",
        title="Dice per slice",
        unit="1",
        better=Better.HIGHER,
        symmetric=True,
        definition="mean of the Dice of each picture of the patient; 1 where truth and prediction have no tumor",
        compute=lambda pair: Measured(
            value=slices.mean_dice_of_slices(pair.truth, pair.prediction, slices=pair.slices or 0), unit="1"
        ),
        regions=(Region.WT,),
    ),
    Metric(
        name="dice_per_tumor_slice",
        title="Dice per slice with tumor",
        unit="1",
        better=Better.HIGHER,
        symmetric=False,
        definition="mean of the Dice of those pictures of the patient whose truth has tumor",
        compute=_dice_per_tumor_slice,
        regions=(Region.WT,),
    ),
)

VOLUME_METRICS = (
    VolumeMetric(
        name="accuracy_all_pixels_with_background",
        title="Accuracy over all voxels, background included",
        unit="1",
        better=Better.HIGHER,
        definition="share of voxels whose class is right; says little, because almost all are background",
        compute=pixels.accuracy_with_background,
    ),
    VolumeMetric(
        name="dice_all_classes_pooled_with_background",
        title="Dice of all classes pooled, background included",
        unit="1",
        better=Better.HIGHER,
        definition="Dice of the flattened one-hot masks (the notebooks' 99 %); for label maps it equals the accuracy",
        compute=pixels.pooled_dice_with_background,
    ),
    VolumeMetric(
        name="dice_mean_of_classes_with_background",
        title="Mean Dice of the classes, background being one",
        unit="1",
        better=Better.HIGHER,
        definition="mean of background, NCR, ED and ET (of masks: background, tumor); a class that both lack counts 1",
        compute=pixels.mean_dice_with_background,
    ),
)
