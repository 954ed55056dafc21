"""Calibrating a model by the models of its folds: what their answers to unseen patients teach of its errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neuroinsight.core.calibration import Calibration
from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.splits import Split
from neuroinsight.evaluation.cohort import without
from neuroinsight.inference.bundle import Bundle
from neuroinsight.studies.answers import Answer, Progress, answers_of_folds, answers_saved
from neuroinsight.studies.belonging import folds_of, require_parts, sequences_left_out
from neuroinsight.studies.calibration_page import Validated
from neuroinsight.studies.coverage import coverage_of, dice_figures, withholding_of
from neuroinsight.studies.grade_validation import validate_grade
from neuroinsight.studies.learn import CONFIDENCE, FEWEST, learn

Probabilities = Mapping[str, float]  # of HGG, by case


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """A calibration and how well it does."""

    calibration: Calibration
    validated: tuple[Validated, ...]


def calibrate(
    model: Bundle,
    folds: Path,
    split: Split,
    cases: Sequence[Case],
    *,
    saved: Sequence[Path] = (),
    baselines: Mapping[str, Probabilities] | None = None,
    progress: Progress = lambda _: None,
) -> Calibrated:
    """Return what the folds' answers to their unseen cases teach of the model.

    `saved` are evaluations of these folds that kept label maps and probabilities; without any, the folds are run on all
    cases, and again without the sequences that the model can do without. `baselines` are other classifiers'
    probabilities on the same folds.

    Raises:
        ModelError: The folds do not belong to the model.
        DatasetError: A fold saw its cases, saved answers are of other folds, or there are too few folds or patients.
    """
    digests = folds_of(model, folds, split, cases)
    require_parts(tuple(digests))
    if saved:
        left_out = [sequences_left_out(folder, digests) for folder in saved]
        answers = [
            answer
            for folder, unused in zip(saved, left_out, strict=True)
            for answer in answers_saved(folder, split, without(cases, unused), model.plan, progress=progress)
        ]
    else:
        answers = answers_of_folds(folds, split, cases, progress=progress)
        if model.plan.optional:
            answers += answers_of_folds(folds, split, without(cases, model.plan.optional), progress=progress)
    return calibration_of(model, digests, answers, baselines=baselines or {})


def calibration_of(
    model: Bundle, folds: Mapping[str, str], answers: Sequence[Answer], *, baselines: Mapping[str, Probabilities]
) -> Calibrated:
    """Return what answers of folds, known by their digests, teach of the model, for each set of sequences."""
    sets = _by_sequences(answers)
    validated = tuple(_validated(part, baselines) for part in sets)
    calibration = Calibration(
        model_sha256=model.identity.sha256,
        folds=folds,
        reads=model.plan.sequences,
        confidence=CONFIDENCE,
        coarsest_mm=max(one.spacing_mm for one in answers),
        sets=tuple(one.learned for one in validated),
    )
    return Calibrated(calibration=calibration, validated=validated)


def _by_sequences(answers: Sequence[Answer]) -> list[list[Answer]]:
    kinds = dict.fromkeys(one.sequences for one in answers)
    sets = [[one for one in answers if one.sequences == kind] for kind in kinds]
    enough = [part for part in sets if len(part) >= FEWEST]
    if not enough:
        raise DatasetError(
            "There are too few patients to learn from",
            seen=f"at most {max(map(len, sets))} with the same sequences",
            allowed=f"{FEWEST} or more",
            remedy="name more cases that the folds held out",
            code="calibration.few_patients",
        )
    return enough


def _validated(answers: list[Answer], baselines: Mapping[str, Probabilities]) -> Validated:
    learned = learn(answers, answers[0].sequences)
    coverage = {name: coverage_of(name, answers) for name in learned.spreads}
    return Validated(
        learned=learned,
        patients=len({one.patient for one in answers}),
        coverage={name: found for name, found in coverage.items() if found is not None},
        dice={region.value: dice_figures(region.value, answers) for region in NESTED_REGIONS},
        withholding=withholding_of(answers),
        grade=validate_grade(answers, baselines),
    )
