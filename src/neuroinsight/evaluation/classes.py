"""Scoring a classifier of slices: which of a patient's pictures hold tumor."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from neuroinsight.datasets.slices import SlicePatient, pictures_of, read_slices
from neuroinsight.evaluation.bootstrap import FEWEST_PATIENTS, Resampling, no_interval
from neuroinsight.evaluation.truth import require_truths
from neuroinsight.inference.bundle import Bundle
from neuroinsight.metrics.classification import CLASS_METRICS

_FEWER_DRAWS = Resampling(resamples=1000)  # each draw ranks all slices anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a classifier said of one slice, and what is true."""

    patient: str
    picture: str
    truth: bool
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassStatistic:
    """A figure over all slices; None where it is undefined, and no interval of fewer than `FEWEST_PATIENTS`."""

    value: float | None
    ci95: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSummary:
    """All figures, and of how much."""

    slices: int
    with_tumor: int
    patients: int
    figures: Mapping[str, ClassStatistic]


def classify_pictures(
    patients: Iterable[SlicePatient], bundle: Bundle, *, progress: Callable[[str], None] = lambda _: None
) -> tuple[Answer, ...]:
    """Return the answers of a classifier of slices on each patient's pictures (those of a split's part alone).

    Raises:
        DatasetError: There is no patient, one has slices without masks, or two have the same key.
        ModelError: The model does not tell slices with tumor from those without.
        StudyError: The pictures lack a sequence that the model needs.
    """
    answers: list[Answer] = []
    for patient in require_truths(patients):
        stack = read_slices(patient)
        chances = bundle.classify_pictures(pictures_of(patient, stack))[0]
        for place in range(len(patient.slices)) if patient.part is None else patient.part:
            name = patient.slices[place].image.name
            truth, chance = bool(stack.masks[place].any()), float(chances[place])
            answers.append(Answer(patient=patient.patient, picture=name, truth=truth, chance=chance))
        progress(patient.key)
    return tuple(answers)


def summarize_answers(answers: Sequence[Answer], *, resampling: Resampling = _FEWER_DRAWS) -> ClassSummary:
    """Return every figure over all slices, with intervals by resampling patients, whose slices are alike."""
    names = sorted({answer.patient for answer in answers})
    chances, truths = np.array([one.chance for one in answers]), np.array([one.truth for one in answers], dtype=bool)
    places = [np.flatnonzero([one.patient == name for one in answers]) for name in names]
    draws = np.random.default_rng(resampling.seed).integers(0, len(names), (resampling.resamples, len(names)))
    figures = {}
    for metric in CLASS_METRICS:
        found: list[float] = []
        for draw in draws if len(names) >= FEWEST_PATIENTS else ():
            drawn = np.concatenate([places[patient] for patient in draw])
            value = metric.compute(chances[drawn], truths[drawn])
            found += [] if value is None else [value]
        tail = (1 - resampling.confidence) / 2
        interval = tuple(float(end) for end in np.quantile(found, (tail, 1 - tail))) if found else None
        value = metric.compute(chances, truths)
        figures[metric.name] = ClassStatistic(value=value, ci95=(interval[0], interval[1]) if interval else None)
    return ClassSummary(slices=len(answers), with_tumor=int(truths.sum()), patients=len(names), figures=figures)


def write_classes(folder: Path, answers: Sequence[Answer], facts: Mapping[str, str]) -> ClassSummary:
    """Write `slices.csv`, `summary.json` and `summary.md` into a folder that is there, and return the summary."""
    summary = summarize_answers(answers)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["patient", "slice", "has_tumor", "probability"])
    writer.writerows([one.patient, one.picture, int(one.truth), f"{one.chance:.6f}"] for one in answers)
    (folder / "slices.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    (folder / "summary.json").write_text(json.dumps({**facts, **asdict(summary)}, indent=1) + "\n", encoding="utf-8")
    (folder / "summary.md").write_text(_to_markdown(summary, facts), encoding="utf-8")
    return summary


def in_words(found: ClassStatistic) -> str:
    """Return a figure with its interval."""
    if found.value is None:
        return "undefined"
    interval = f" [{found.ci95[0]:.3f}, {found.ci95[1]:.3f}]" if found.ci95 else ""
    return f"{found.value:.3f}{interval}"


def _to_markdown(summary: ClassSummary, facts: Mapping[str, str]) -> str:
    few = no_interval(summary.patients)
    scope = (
        f"{summary.slices} slices of {summary.patients} patients, {summary.with_tumor} with tumor. Figures are over all"
        f" slices [95 % bootstrap interval over patients, {_FEWER_DRAWS.resamples} draws]."
    ) + (f" Here: {few}." if few else "")
    lines = [
        "# Evaluation: does a slice hold tumor?",
        "",
        *(f"- {name.replace('_', ' ')}: {words}" for name, words in facts.items()),
        "",
        scope,
        "",
        "| figure | value | what it is |",
        "|---|---|---|",
        *(f"| {one.title} | {in_words(summary.figures[one.name])} | {one.definition} |" for one in CLASS_METRICS),
    ]
    return "\n".join(lines) + "\n"
