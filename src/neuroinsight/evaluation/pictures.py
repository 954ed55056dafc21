"""Scoring a model on patients whose images are pictures: overlap in pixels, per patient and per slice."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.labels import Mask, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.slices import SlicePatient, pictures_of, read_slices
from neuroinsight.evaluation.evaluate import CaseScores, Evaluation, Extremes
from neuroinsight.evaluation.snapshot import Panel, Snapshot, as_gray
from neuroinsight.evaluation.truth import require_truths
from neuroinsight.inference.bundle import Bundle
from neuroinsight.metrics.score import Scores, score_pictures

_SEEN_ON = (Sequence.FLAIR, Sequence.T2, Sequence.T1CE, Sequence.T1)


def evaluate_pictures(
    patients: Iterable[SlicePatient], bundle: Bundle, *, progress: Callable[[CaseScores], None] = lambda _: None
) -> Evaluation:
    """Return the scores of a model's masks of the whole tumor, each patient's slices taken together and alone.

    Raises:
        DatasetError: There is no patient, one has slices without masks, or two have the same key.
        ModelError: The model reads volumes.
        StudyError: The pictures lack a sequence that the model needs.
    """
    scored: list[CaseScores] = []
    extremes = Extremes()
    for patient in require_truths(patients):
        stack = read_slices(patient)
        pictures = pictures_of(patient, stack)
        prediction = bundle.segment_pictures(pictures).labels.mask(Region.WT)
        if patient.part is not None:  # of a split of single slices, the others are another part's
            shown = list(patient.part)
            pictures, prediction = (
                replace(pictures, array=pictures.array[shown], names=tuple(pictures.names[k] for k in shown)),
                prediction[shown],
            )
            stack = replace(stack, masks=stack.masks[shown])
        scores = score_pictures(stack.masks, prediction)
        result = CaseScores(
            key=patient.key,
            patient=patient.patient,
            source=patient.source,
            layout=patient.layout,
            grade=patient.grade,
            scores=scores,
            truth_digest=_digest(stack.masks),
        )
        scored.append(result)
        if extremes.include(result.mean_dice):
            extremes.add(result.mean_dice, _snapshot(pictures, stack.masks, prediction, scores))
        progress(result)
    return Evaluation(cases=tuple(scored), worst=extremes.worst, best=extremes.best)


def _digest(masks: NDArray[np.bool_]) -> str:
    return hashlib.sha256(repr(masks.shape).encode() + np.packbits(masks).tobytes()).hexdigest()[:16]


def _snapshot(pictures: Pictures, truth: Mask, prediction: Mask, scores: Scores) -> Snapshot:
    """The slice on which truth and prediction differ most."""
    different = truth ^ prediction
    counts = (different if different.any() else truth).sum(axis=(1, 2))
    level = int(counts.argmax()) if counts.any() else len(counts) // 2
    image = pictures.of(next(one for one in _SEEN_ON if one in pictures.given))[level].astype(np.float32)
    dice = scores.regions[Region.WT].values["dice"]
    panel = Panel(
        region=Region.WT,
        image=as_gray(image),
        truth=truth[level],
        prediction=prediction[level],
        dice=dice.value if isinstance(dice, Measured) else None,
    )
    key = pictures.identity.case_id
    return Snapshot(key=key, slice_number=level + 1, pixel_aspect=1.0, panels=(panel,), are_sides_known=False)
