"""What is scored: a model, the models of a cross-validation, or label maps that another program made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import LabelMap, scheme_called
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.splits import Split
from neuroinsight.evaluation.assumption import Assumption, assume_scheme, read_prediction
from neuroinsight.evaluation.by_model import ByFolds, Observe, by_model
from neuroinsight.evaluation.evaluate import Segment
from neuroinsight.evaluation.predictions import Missing, find_predictions
from neuroinsight.inference.device import Device
from neuroinsight.inference.segmenter import Segmenter
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DEFAULT_MODEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user named; of model, predictions and folds at most one."""

    model: str | None = None
    predictions: Path | None = None
    folds: Path | None = None
    labels: str | None = None
    missing: Missing = Missing.REFUSE
    device: Device = Device.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The cases in the order they are to be scored, how to segment them, and words on what is scored.

    `facts` is asked afterwards: the models of folds are known by then.
    """

    cases: tuple[Case, ...]
    segment: Segment
    facts: Callable[[], dict[str, str]]
    left_out: dict[str, str] = field(default_factory=dict)


def choose_candidate(
    request: Request, cases: tuple[Case, ...], split: Split | None, *, observe: Observe = lambda *_: None
) -> Candidate:
    """Return the candidate that the user named, the default model if none; `observe` sees a model's whole answers.

    Raises:
        DatasetError: Several candidates, folds without their split, or predictions that do not fit the cases.
        LabelError: It is not clear what the predictions' numbers mean.
        ModelError: No such model.
    """
    named = [name for name in ("model", "predictions", "folds") if getattr(request, name) is not None]
    if len(named) > 1:
        raise DatasetError(
            "One thing is scored at a time",
            seen=" and ".join(named),
            allowed="a model, or predictions, or folds",
            remedy="leave the others out",
            code="evaluation.several_candidates",
        )
    if request.predictions is not None:
        return _predictions(request.predictions, request, cases)
    if request.folds is not None:
        return _folds(ByFolds(request.folds, _of(split), observe=observe, device=request.device), cases)
    bundle = open_model(request.model or DEFAULT_MODEL, device=request.device)
    facts = model_facts(bundle, cases)
    return Candidate(cases=cases, segment=by_model(bundle, observe=observe), facts=lambda: facts)


def model_facts(bundle: Segmenter, cases: Sequence[Examined]) -> dict[str, str]:
    """Return in words which model is scored, and which of the cases it knows from its training."""
    facts = {"model": f"{bundle.identity.name} {bundle.identity.version}", "model_sha256": bundle.identity.sha256}
    seen = [case for case in cases if bundle.has_seen(case.key, case.patient)]
    if seen:
        facts["caution"] = (
            f"the model was trained on {len(seen)} of these {len(cases)} cases: the figures do not tell how it does on"
            " patients that it never saw (a cross-validation does)"
        )
    chosen = [case for case in cases if bundle.was_chosen_on(case.key, case.patient)]
    if chosen:
        facts["caution_on_choice"] = (
            f"{len(chosen)} of these {len(cases)} cases chose the epoch whose weights were kept: their scores are a"
            " little too good"
        )
    return facts


def _of(split: Split | None) -> Split:
    if split is None:
        raise DatasetError(
            "Which model held out which case?",
            seen="folds without a split",
            allowed="the split that the folds were trained by",
            remedy="name the split",
            code="evaluation.folds_without_split",
        )
    return split


def _folds(folds: ByFolds, cases: tuple[Case, ...]) -> Candidate:
    def facts() -> dict[str, str]:
        models = ", ".join(f"{part}: {model}" for part, model in sorted(folds.models.items()))
        return {"protocol": "each case by the model of the fold that held its patient out", "models": models}

    return Candidate(cases=folds.in_order(cases), segment=folds, facts=facts)


def _predictions(folder: Path, request: Request, cases: tuple[Case, ...]) -> Candidate:
    files = find_predictions(folder, cases, missing=request.missing)
    by_key = {case.key: case for case in cases}
    if request.labels is None:
        assumption = assume_scheme(files, by_key)
    else:
        assumption = Assumption(scheme=scheme_called(request.labels), reason="named by the user")

    def segment(case: Case) -> LabelMap:
        return read_prediction(files[case.key], assumption.scheme, key=case.key)

    facts = {
        "predictions": folder.resolve().name,
        "label_scheme_assumed": f"{assumption.scheme.name} ({assumption.scheme}): {assumption.reason}",
    }
    return Candidate(
        cases=tuple(case for case in cases if case.key in files),
        segment=segment,
        facts=lambda: facts,
        left_out={case.key: "no prediction" for case in cases if case.key not in files},
    )
