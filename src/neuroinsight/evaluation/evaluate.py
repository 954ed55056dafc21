"""Scoring a segmentation of many cases against their truth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import NESTED_REGIONS, LabelMap
from neuroinsight.core.measurement import Measured
from neuroinsight.datasets.case import Case, Grade
from neuroinsight.datasets.loading import load_labels
from neuroinsight.evaluation.alignment import on_grid
from neuroinsight.evaluation.snapshot import Snapshot, take_snapshot
from neuroinsight.metrics.score import Scores, score

Segment = Callable[[Case], LabelMap]

_PICTURES = 4  # of the worst cases, and as many of the best


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScores:
    """Who a case is, and its scores."""

    key: str
    patient: str
    source: str
    layout: str
    grade: Grade | None
    scores: Scores

    @property
    def mean_dice(self) -> float:
        """Mean Dice of WT, TC and ET: what cases are ranked by."""
        values = [self.scores.regions[region].values["dice"] for region in NESTED_REGIONS]
        return sum(value.value for value in values if isinstance(value, Measured)) / len(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Scores of all cases in the order they were given; pictures of the worst (worst first) and best (best first)."""

    cases: tuple[CaseScores, ...]
    worst: tuple[Snapshot, ...]
    best: tuple[Snapshot, ...]


def evaluate(
    cases: Iterable[Case], segment: Segment, *, progress: Callable[[CaseScores], None] = lambda _: None
) -> Evaluation:
    """Return the scores of a segmentation of labelled cases, in each patient's own grid.

    Raises:
        DatasetError: There is no case, one has no label map, or two have the same key.
        GridError: A segmentation is not on its truth's grid, whatever the order of the axes.
    """
    scored: list[CaseScores] = []
    gallery = _Gallery()
    for case in require_labelled(cases):
        truth = load_labels(case)
        prediction = on_grid(segment(case), truth.grid, key=case.key)
        result = CaseScores(
            key=case.key,
            patient=case.patient,
            source=case.source,
            layout=case.layout,
            grade=case.grade,
            scores=score(truth, prediction),
        )
        scored.append(result)
        if gallery.wants(result.mean_dice):
            gallery.hang(result.mean_dice, take_snapshot(case, truth, prediction, scores=result.scores))
        progress(result)
    return Evaluation(cases=tuple(scored), worst=gallery.worst, best=gallery.best)


def require_labelled(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return the cases; `DatasetError` if there is none, one has no label map, or two have the same key."""
    found = tuple(cases)
    unlabelled = [case.key for case in found if case.labels is None]
    if not found or unlabelled:
        raise DatasetError(
            "There is nothing to score against",
            seen=f"no label map in {', '.join(unlabelled)}" if unlabelled else "no case",
            allowed="cases with label maps: neuroinsight dataset describe DIR",
            remedy="name the labelled part with --split and --part, or check --data",
        )
    keys = [case.key for case in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise DatasetError(
            "A case is there twice",
            seen=", ".join(twice),
            allowed="each case once",
            remedy="name folders that do not hold copies of one another in --data",
        )
    return found


class _Gallery:
    """The pictures of the worst and best cases so far; the others are let go."""

    def __init__(self) -> None:
        self._pictures: list[tuple[float, Snapshot]] = []

    def wants(self, dice: float) -> bool:
        values = sorted(value for value, _ in self._pictures)
        return len(values) < 2 * _PICTURES or dice < values[_PICTURES - 1] or dice > values[-_PICTURES]

    def hang(self, dice: float, picture: Snapshot) -> None:
        pictures = sorted([*self._pictures, (dice, picture)], key=lambda pair: (pair[0], pair[1].key))
        if len(pictures) > 2 * _PICTURES:
            pictures = list(chain(pictures[:_PICTURES], pictures[-_PICTURES:]))
        self._pictures = pictures

    @property
    def worst(self) -> tuple[Snapshot, ...]:
        half = (len(self._pictures) + 1) // 2  # of few cases, each is shown once
        return tuple(picture for _, picture in self._pictures[: min(_PICTURES, half)])

    @property
    def best(self) -> tuple[Snapshot, ...]:
        half = len(self._pictures) // 2
        return tuple(picture for _, picture in self._pictures[::-1][: min(_PICTURES, half)])
