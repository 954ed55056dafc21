"""Scoring a segmentation of many cases against their truth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from neuroinsight.core.errors import DatasetError, FileFormatError, GridError, LabelError, NeuroInsightError, StudyError
from neuroinsight.core.labels import BRATS_PEDS, NESTED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.datasets.case import Case, Grade
from neuroinsight.evaluation.geometry import onto_truth
from neuroinsight.evaluation.snapshot import Snapshot, take_snapshot
from neuroinsight.evaluation.truth import digest_of, load_truth, require_truths
from neuroinsight.metrics.score import Scores, score

Segment = Callable[[Case], LabelMap]

_SHOWN = 4  # of the worst cases, and as many of the best


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScores:
    """Who a case is, and its scores."""

    key: str
    patient: str
    source: str
    layout: str
    grade: Grade | None
    scores: Scores
    truth_digest: str = ""  # two evaluations of one case can be compared where it agrees

    @property
    def mean_dice(self) -> float:
        """Mean Dice of WT, TC and ET, as far as they were outlined: what cases are ranked by."""
        found = [
            self.scores.regions[region].values["dice"] for region in NESTED_REGIONS if region in self.scores.regions
        ]
        values = [value.value for value in found if isinstance(value, Measured)]
        return sum(values) / len(values) if values else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Scores of all cases in the order they were given; snapshots of the worst (worst first) and best (best first)."""

    cases: tuple[CaseScores, ...]
    worst: tuple[Snapshot, ...]
    best: tuple[Snapshot, ...]


def _refuse(_: str, error: NeuroInsightError) -> None:
    raise error


def evaluate(
    cases: Iterable[Case],
    segment: Segment,
    *,
    progress: Callable[[CaseScores], None] = lambda _: None,
    on_refusal: Callable[[str, NeuroInsightError], None] = _refuse,
) -> Evaluation:
    """Return the scores of a segmentation of labelled cases, in each patient's own grid.

    A case whose files or images are refused ends the evaluation, unless `on_refusal` takes its key and the error.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> from neuroinsight.datasets.loading import load_labels
    >>> cases = neuroinsight.find_cases([Path("cases")])
    >>> scored = neuroinsight.evaluate(cases, load_labels).cases[0]  # the truth against itself
    >>> scored.scores.regions[neuroinsight.Region.WT].values["dice"].value
    1.0

    Raises:
        DatasetError: There is no case, one has no label map, or two have the same key.
        GridError: A segmentation is not on its truth's grid, whatever the order of the axes.
    """
    scored: list[CaseScores] = []
    extremes = Extremes()
    for case in require_truths(cases):
        try:
            truth = load_truth(case)
            prediction = onto_truth(segment(case), truth.grid, key=case.key)
        except (StudyError, GridError, FileFormatError, LabelError) as error:
            on_refusal(case.key, error)
            continue
        result = CaseScores(
            key=case.key,
            patient=case.patient,
            source=case.source,
            layout=case.layout,
            grade=case.grade,
            scores=score(truth, prediction),
            truth_digest=digest_of(truth),
        )
        scored.append(result)
        if extremes.include(result.mean_dice):
            extremes.add(result.mean_dice, take_snapshot(case, truth, prediction, scores=result.scores))
        progress(result)
    if not scored:
        raise DatasetError(
            "No case could be scored",
            seen="all of them were refused",
            allowed="cases that pass the input checks",
            remedy="let the first refusal end the evaluation, and read what it says",
            code="evaluation.nothing_scored",
        )
    return Evaluation(cases=tuple(scored), worst=extremes.worst, best=extremes.best)


def doubts_of_truth(cases: Iterable[Case], scored: Iterable[CaseScores]) -> dict[str, str]:
    """Return a caution if children's labels may be of 2023, whose ids are those of later years.

    Then 1 was the non-enhancing core, 2 edema and 3 enhancing tumor; since 2024 the edema is 4, which some child has.
    """
    children = {case.key for case in cases if case.scheme is BRATS_PEDS}
    edema = [one.scores.regions[Region.ED].truth for one in scored if one.key in children]
    if not edema or any(isinstance(size, Measured) and size.value > 0 for size in edema):
        return {}
    return {
        "caution_on_truth": (
            "no child has a 4, which is edema since 2024: if these are labels of 2023, name brats2023 as the truth's"
            " scheme"
        )
    }


class Extremes:
    """The snapshots of the worst and best cases so far; the others are let go."""

    def __init__(self) -> None:
        self._snapshots: list[tuple[float, Snapshot]] = []

    def include(self, dice: float) -> bool:
        """Say whether a case with this Dice is among the worst or the best so far."""
        values = sorted(value for value, _ in self._snapshots)
        return len(values) < 2 * _SHOWN or dice < values[_SHOWN - 1] or dice > values[-_SHOWN]

    def add(self, dice: float, snapshot: Snapshot) -> None:
        """Keep a snapshot, and let go of one that is neither among the worst nor the best any more."""
        snapshots = sorted([*self._snapshots, (dice, snapshot)], key=lambda pair: (pair[0], pair[1].key))
        if len(snapshots) > 2 * _SHOWN:
            snapshots = list(chain(snapshots[:_SHOWN], snapshots[-_SHOWN:]))
        self._snapshots = snapshots

    @property
    def worst(self) -> tuple[Snapshot, ...]:
        """The worst cases, worst first."""
        half = (len(self._snapshots) + 1) // 2  # of few cases, each is shown once
        return tuple(snapshot for _, snapshot in self._snapshots[: min(_SHOWN, half)])

    @property
    def best(self) -> tuple[Snapshot, ...]:
        """The best cases, best first."""
        half = len(self._snapshots) // 2
        return tuple(snapshot for _, snapshot in self._snapshots[::-1][: min(_SHOWN, half)])
