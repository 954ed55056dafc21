"""From a study to its label map: prepare, predict, restore, decide."""

from collections.abc import Callable

from neuroinsight.core.labels import BRATS_2017, LabelMap, LabelScheme
from neuroinsight.core.study import Study
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.decision import decide
from neuroinsight.inference.predict import predict
from neuroinsight.preprocess.prepare import prepare, restore


def segment(
    study: Study,
    bundle: Bundle,
    *,
    scheme: LabelScheme = BRATS_2017,
    progress: Callable[[float], None] = lambda _: None,
) -> LabelMap:
    """Return the tumor's labels on the study's own grid; probabilities are brought back, never labels.

    Raises:
        ModelError: The study lacks a sequence that the model needs.
        StudyError: The images are empty.
    """
    prepared = prepare(study, bundle.spec.plan)
    probabilities = predict(prepared.array, bundle, progress=progress)
    return decide(restore(probabilities, prepared.trail), bundle.spec.decision, study.grid, scheme)
