"""From a study to its label map: prepare, predict, restore, decide."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from neuroinsight.core.labels import BRATS_2017, LabelMap, LabelScheme
from neuroinsight.core.study import Study
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.decision import decide
from neuroinsight.inference.predict import predict
from neuroinsight.preprocess.prepare import prepare, restore


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlined:
    """A label map, and how much the model's rule left out of it because its parts were too small."""

    label_map: LabelMap
    left_out_ml: float


def segment(
    study: Study,
    bundle: Bundle,
    *,
    scheme: LabelScheme = BRATS_2017,
    progress: Callable[[float], None] = lambda _: None,
) -> LabelMap:
    """Return the tumor's labels on the study's own grid: the label map of `outline`."""
    return outline(study, bundle, scheme=scheme, progress=progress).label_map


def outline(
    study: Study,
    bundle: Bundle,
    *,
    scheme: LabelScheme = BRATS_2017,
    progress: Callable[[float], None] = lambda _: None,
) -> Outlined:
    """Return the tumor's labels on the study's own grid; probabilities are brought back, never labels.

    Raises:
        ModelError: The study lacks a sequence that the model needs.
        StudyError: The images are empty.
    """
    prepared = prepare(study, bundle.spec.plan)
    probabilities = restore(predict(prepared.array, bundle, progress=progress), prepared.trail)
    label_map = decide(probabilities, bundle.spec.decision, prepared.trail.grid, scheme)
    voxels = np.count_nonzero(probabilities[0] > bundle.spec.decision.whole) - np.count_nonzero(label_map.array)
    return Outlined(label_map=label_map, left_out_ml=voxels * label_map.grid.voxel_volume_ml)
