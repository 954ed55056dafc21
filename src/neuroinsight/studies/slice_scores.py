"""What a model is worth on slices: counted as published tables count, and patient by patient."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured
from neuroinsight.datasets.slices import SlicePatient, pictures_of, read_slices
from neuroinsight.evaluation.bootstrap import Statistic, summarize
from neuroinsight.inference.bundle import Bundle
from neuroinsight.metrics.tversky import ALPHA, BETA, overlap, tversky_index

_BATCH, _SEED = 16, 2026  # of the published index, which is a mean over batches of shuffled slices
_SMOOTH = 1.0  # that keeps a batch without tumor at 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceCounts:
    """Hit, missed and false pixels of one slice; of probabilities, and of the mask that is decided from them."""

    patient: str
    picture: str
    soft: tuple[float, float, float]
    hard: tuple[float, float, float]


def count_slices(
    patients: Iterable[SlicePatient], bundle: Bundle, *, only_tumor: bool = False
) -> tuple[SliceCounts, ...]:
    """Return the counts of every slice (those of a split's part, if asked those with tumor) at full resolution.

    Raises:
        DatasetError: A slice has no mask.
        ModelError: The model outlines nothing, or reads volumes.
        StudyError: The pictures lack a sequence that the model needs.
    """
    counts: list[SliceCounts] = []
    for patient in patients:
        stack = read_slices(patient)
        found = bundle.segment_pictures(pictures_of(patient, stack))
        mask = found.labels.mask(Region.WT)
        chances = mask if found.probabilities is None else found.probabilities.of(Region.WT)
        for place in range(len(patient.slices)) if patient.part is None else patient.part:
            truth = stack.masks[place]
            if only_tumor and not truth.any():
                continue
            counts.append(
                SliceCounts(
                    patient=patient.patient,
                    picture=patient.slices[place].image.name,
                    soft=overlap(chances[place], truth),
                    hard=overlap(mask[place], truth),
                )
            )
    return tuple(counts)


def published_index(counts: Sequence[SliceCounts]) -> float:
    """Return the Tversky index as the LGG study's training prints it: of probabilities, mean over batches of slices.

    In each batch the pixels of 16 slices count together, and 1 is added above and below the line.
    """
    soft = _table([one.soft for one in counts])
    order = np.random.default_rng(_SEED).permutation(len(soft))
    batches = [soft[order[start : start + _BATCH]].sum(axis=0) for start in range(0, len(order), _BATCH)]
    return float(np.mean([(hit + _SMOOTH) / (hit + ALPHA * m + BETA * f + _SMOOTH) for hit, m, f in batches]))


def pooled_index(counts: Sequence[SliceCounts]) -> float:
    """Return the Tversky index of the masks, of all pixels of all slices together."""
    hit, missed, false = (float(number) for number in _table([one.hard for one in counts]).sum(axis=0))
    return tversky_index(hit, missed, false)


def dice_by_patient(counts: Sequence[SliceCounts]) -> Statistic:
    """Return the Dice of each patient's masks, all slices together; 1 where there was nothing and nothing was found."""
    tables = {
        patient: _table([one.hard for one in counts if one.patient == patient]).sum(axis=0)
        for patient in sorted({one.patient for one in counts})
    }
    return summarize(
        (patient, Measured(value=tversky_index(*map(float, table), alpha=0.5, beta=0.5), unit="1"))
        for patient, table in tables.items()
    )


def _table(rows: Sequence[tuple[float, float, float]]) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64).reshape(-1, 3)
