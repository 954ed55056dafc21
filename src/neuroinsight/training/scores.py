"""The scores by which a task's epochs are judged and compared."""

import numpy as np
from jaxtyping import Float, Int64
from numpy.typing import NDArray

from neuroinsight.core.probabilities import nested
from neuroinsight.metrics import classification
from neuroinsight.models.outputs import Outputs


def score_names(outputs: Outputs) -> tuple[str, ...]:
    """Return the names of a task's scores; all but the loss are better the higher they are."""
    if outputs.marks_voxels:
        return ("loss", "tversky", "dice", *(f"dice_{region.value}" for region in nested(outputs.regions)))
    return ("loss", "accuracy", "auc")


def accuracy(chances: Float[NDArray[np.floating], "n name"], classes: Int64[NDArray[np.int64], " n"]) -> float:
    """Return the share of right answers; where one name stands alone it is the answer from one half on."""
    answers = chances.argmax(axis=1) if chances.shape[1] > 1 else chances[:, 0] >= 0.5  # noqa: PLR2004
    return float(np.mean(answers == classes))


def area_under_curve(
    chances: Float[NDArray[np.floating], "n name"], classes: Int64[NDArray[np.int64], " n"]
) -> float | None:
    """Return the area under the ROC curve, of several names the mean of each against the rest.

    It is the chance that a positive is ranked above a negative (Mann and Whitney 1947). Names without a positive or
    without a negative are left out; None if none is left.
    """
    names = range(chances.shape[1]) if chances.shape[1] > 1 else (1,)
    areas = [
        area
        for place, name in enumerate(names)
        if (area := classification.area_under_curve(chances[:, place], classes == name)) is not None
    ]
    return float(np.mean(areas)) if areas else None
