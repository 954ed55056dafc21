"""The figure of a published row for a model of ours, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neuroinsight.core.labels import NESTED_REGIONS
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.evaluation.bootstrap import Statistic
from neuroinsight.evaluation.by_model import by_model
from neuroinsight.evaluation.classes import Answer, classify_pictures, in_words, summarize_answers
from neuroinsight.evaluation.evaluate import evaluate
from neuroinsight.evaluation.summary import ALL_CLASSES, summarize_cases
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.predict import predict
from neuroinsight.studies.slice_scores import count_slices, dice_by_patient, pooled_index, published_index
from neuroinsight.training.batches import slices_of
from neuroinsight.training.cache import build_cache
from neuroinsight.training.recipe import Recipe
from neuroinsight.training.targets import truth_for

_POOLED, _ACCURACY = "dice_all_classes_pooled_with_background", "accuracy_all_pixels_with_background"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFigure:
    """A figure's name, its value, others in words, and of how many slices; 0 where whole volumes were scored."""

    figure: str
    value: float
    beside: str
    slices: int


def measure(recipe: Recipe, bundle: Bundle, cases: Sequence[Examined], *, cache: Path) -> RowFigure:
    """Return what the row's table tells, of a model of the row's recipe."""
    patients = [case for case in cases if isinstance(case, SlicePatient)]
    volumes = [case for case in cases if isinstance(case, Case)]
    if patients:
        return _outlines_of_pictures(recipe, bundle, patients) if _marks(bundle) else _classes(bundle, patients)
    return _outlines_of_volumes(bundle, volumes) if _marks(bundle) else _grades(recipe, bundle, volumes, cache)


def _marks(bundle: Bundle) -> bool:
    return bundle.spec.outputs.marks_voxels


def _classes(bundle: Bundle, patients: Sequence[SlicePatient]) -> RowFigure:
    answers = classify_pictures(patients, bundle)
    figures = summarize_answers(answers).figures
    words = ", ".join(f"{name} {in_words(figures[name])}" for name in ("auc", "sensitivity", "specificity"))
    return RowFigure(figure="accuracy", value=figures["accuracy"].value or 0.0, beside=words, slices=len(answers))


def _outlines_of_pictures(recipe: Recipe, bundle: Bundle, patients: Sequence[SlicePatient]) -> RowFigure:
    counts = count_slices(patients, bundle, only_tumor=recipe.sampling.slices == "tumor")
    dice = dice_by_patient(counts)
    words = f"of masks {pooled_index(counts):.3f}; Dice per patient {_mean(dice)}, median {dice.median:.3f}"
    return RowFigure(figure="Tversky", value=published_index(counts), beside=words, slices=len(counts))


def _outlines_of_volumes(bundle: Bundle, cases: Sequence[Case]) -> RowFigure:
    figures = summarize_cases(evaluate(cases, by_model(bundle)).cases).overall
    regions = "; ".join(f"Dice of {region.value} {_mean(figures['dice'][region.value])}" for region in NESTED_REGIONS)
    pixels = figures[_ACCURACY][ALL_CLASSES].mean or 0.0
    return RowFigure(
        figure="Dice of all pixels",
        value=figures[_POOLED][ALL_CLASSES].mean or 0.0,
        beside=f"accuracy of all pixels {pixels:.4f}; {regions}",
        slices=0,
    )


def _grades(recipe: Recipe, bundle: Bundle, cases: Sequence[Case], cache: Path) -> RowFigure:
    """Two names: the chance of the second is asked of each slice that the recipe samples, and of each patient."""
    truth, of_slices = truth_for(bundle.spec.outputs), list[Answer]()
    chances: Mapping[str, list[float]] = {case.patient: [] for case in cases}
    for case, cached in zip(cases, build_cache(cases, bundle.plan, cache), strict=True):
        volume = np.ascontiguousarray(cached.images.swapaxes(0, 1), dtype=np.float32)
        found = predict(volume, bundle.spec, bundle.network, device=bundle.device, precision=bundle.precision)[1]
        for k in slices_of(cached, recipe.sampling):
            is_second = truth is not None and truth(cached, k) == 1
            of_slices.append(Answer(patient=case.patient, picture=str(k), truth=is_second, chance=float(found[k])))
            chances[case.patient].append(float(found[k]))
    true = {one.patient: one.truth for one in of_slices}
    of_patients = [
        Answer(patient=patient, picture="", truth=true[patient], chance=float(np.mean(found)))
        for patient, found in chances.items()
        if found
    ]
    slices, patients = summarize_answers(of_slices).figures, summarize_answers(of_patients).figures
    words = f"of patients {in_words(patients['accuracy'])}, auc {in_words(patients['auc'])}"
    return RowFigure(figure="accuracy", value=slices["accuracy"].value or 0.0, beside=words, slices=len(of_slices))


def _mean(found: Statistic) -> str:
    if found.mean is None:
        return "undefined"
    return f"mean {found.mean:.3f}" + (f" [{found.ci95[0]:.3f}, {found.ci95[1]:.3f}]" if found.ci95 else "")
