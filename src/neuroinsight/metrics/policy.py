"""What a metric says where there is nothing to compare: decided once, here, for every metric."""

from dataclasses import dataclass

from neuroinsight.core.measurement import Measured, NotMeasured


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyMasks:
    """The values of metrics where the truth, the prediction or both have no voxel of the region.

    Overlaps and distances are those of the BraTS challenges, so that figures can be set beside published ones: to say
    rightly that there is nothing is perfect, and to be wrong about it is as bad as can be. That a ratio whose
    denominator is empty (precision with nothing predicted, sensitivity with nothing to find) has no value and is
    counted as undefined is our own choice: challenges put a number there.
    """

    overlap_both: float = 1.0  # Dice, IoU, surface Dice, lesion-wise Dice
    overlap_one: float = 0.0
    distance_both_mm: float = 0.0  # HD95, lesion-wise HD95
    distance_one_mm: float = 374.0  # the diagonal of BraTS' 240 x 240 x 155 mm, rounded up as its evaluation does

    @property
    def words(self) -> dict[str, str]:
        """The decision for readers of a summary, by situation."""
        return {
            "truth and prediction empty": (
                f"dice, iou, tversky, surface_dice and lesionwise_dice are {self.overlap_both:g}, "
                f"hd95_mm and lesionwise_hd95_mm are {self.distance_both_mm:g}"
            ),
            "one of them empty": (
                f"dice, iou, tversky, surface_dice and lesionwise_dice are {self.overlap_one:g}, "
                f"hd95_mm and lesionwise_hd95_mm are {self.distance_one_mm:g}"
            ),
            "truth empty": "sensitivity is undefined and left out of its mean",
            "prediction empty": "precision is undefined and left out of its mean",
            "region_where_present": "the same metric over the cases whose truth has the region",
        }

    def overlap(self, *, truth: bool, prediction: bool) -> Measured | None:
        """Return the overlap that emptiness sets; None if both masks have voxels, which is what the arguments say."""
        if truth and prediction:
            return None
        return Measured(value=self.overlap_one if truth or prediction else self.overlap_both, unit="1")

    def distance(self, *, truth: bool, prediction: bool) -> Measured | None:
        """Return the distance that emptiness sets; None if both masks have voxels, which is what the arguments say."""
        if truth and prediction:
            return None
        return Measured(value=self.distance_one_mm if truth or prediction else self.distance_both_mm, unit="mm")


EMPTY_MASKS = EmptyMasks()
NOTHING_PREDICTED = NotMeasured("metric.nothing_predicted")
NOTHING_TO_FIND = NotMeasured("metric.nothing_to_find")
NOTHING_OUTSIDE = NotMeasured("metric.nothing_outside")
NO_SPACING = NotMeasured("metric.no_spacing")
NO_TUMOR_SLICE = NotMeasured("metric.no_tumor_slice")
NOT_OUTLINED = NotMeasured("metric.not_outlined")
REASONS = {  # why a value is absent, in words, by code
    "metric.nothing_predicted": "nothing was predicted",
    "metric.nothing_to_find": "the truth has nothing of it",
    "metric.nothing_outside": "the truth fills the whole image",
    "metric.no_spacing": "pictures have no millimeters",
    "metric.no_tumor_slice": "no picture of the truth has tumor",
    "metric.not_outlined": "not outlined",
}
