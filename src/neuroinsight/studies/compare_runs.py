"""Runs of training set side by side: their models on the patients that validated all of them, and what each cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.datasets.splits import Split, Unit, read_split
from neuroinsight.evaluation.by_model import by_model
from neuroinsight.evaluation.compare import Comparison, compare
from neuroinsight.evaluation.compare_files import write_comparison
from neuroinsight.evaluation.evaluate import Evaluation, evaluate
from neuroinsight.evaluation.files import write_evaluation
from neuroinsight.evaluation.pictures import evaluate_pictures
from neuroinsight.evaluation.results import names_apart
from neuroinsight.inference.bundle import Bundle, load_bundle
from neuroinsight.inference.predict import predict
from neuroinsight.models.catalogue import parameter_count
from neuroinsight.training.folder import MODEL, RECIPE, SPLIT
from neuroinsight.training.processor import ProcessorClock
from neuroinsight.training.provenance import read_run_file

COSTS = "runs.md"
_TIMED = 16  # slices, or patches of a volume
_SHARED = """The models are scored on the validation part that all of them share, from the images and on each patient's
own grid."""
_DEALT = """Slices were dealt: the same patients, with neighboring slices, were learned from. These figures do not say
what the models are worth on another patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCost:
    """What a run's network is, and what it took; minutes and milliseconds are of the processor."""

    name: str
    recipe: str
    parameters: int
    gigaflops: float  # of one slice, or one patch of a volume
    ms: float  # for the same
    epochs: int
    minutes: float
    wall_minutes: float
    weights_mb: float


def is_run(folder: Path) -> bool:
    """Say whether the folder is that of a run."""
    return (folder / RECIPE).is_file()


def compare_runs(runs: Sequence[Path], cases: Iterable[Examined], folder: Path) -> Comparison:
    """Write each run's evaluation, the comparison and `runs.md` into a folder that is there.

    Raises:
        DatasetError: A run has no validation part, they share nobody of it, or the same run is named twice.
        ModelError: A run has no model yet, or one that outlines nothing.
    """
    found, names = tuple(cases), [name.replace("/", "-") for name in names_apart(tuple(runs))]
    splits = [_split_of(run) for run in runs]
    shared = _shared(found, splits)
    costs = []
    for run, name in zip(runs, names, strict=True):
        bundle = load_bundle(run / MODEL)
        (folder / name).mkdir()
        identity = bundle.identity
        facts = {"model": f"{identity.name} {identity.version} {identity.sha256}"}
        write_evaluation(folder / name, _evaluate(bundle, shared), facts)
        costs.append(_cost(run, name, bundle))
    comparison = compare([folder / name for name in names])
    write_comparison(folder, comparison)
    dealt = [_DEALT] if any(split.unit is Unit.SLICE for split in splits) else []
    (folder / COSTS).write_text("\n\n".join(["# Runs", _SHARED, *dealt, _table(costs)]) + "\n", encoding="utf-8")
    return comparison


def _split_of(run: Path) -> Split:
    split = read_split(run / SPLIT) if (run / SPLIT).is_file() else None
    if split is None or not split.parts.get("validation"):
        raise DatasetError(
            f"The run {run.name} has no validation part",
            seen=f"no {SPLIT}" if split is None else ", ".join(split.parts),
            allowed="runs whose split has a part named validation",
            remedy="evaluate the models on a part that none of them saw, and compare the evaluations",
            code="compare.no_validation",
        )
    return split


def _shared(cases: Sequence[Examined], splits: Sequence[Split]) -> tuple[Examined, ...]:
    """Return the cases, or of slices that are dealt the slices, that all splits have for validation."""
    shared: dict[str, Examined] = {one.key: one for one in splits[0].select(cases, ["validation"])}
    for split in splits[1:]:
        others = {one.key: one for one in split.select(cases, ["validation"])}
        shared = {
            key: both for key, one in shared.items() if key in others and (both := _both(one, others[key])) is not None
        }
    if not shared:
        raise DatasetError(
            "The runs share no validation case",
            seen=f"{len(cases)} cases, of which none is in the validation part of all {len(splits)} runs",
            allowed="runs of one split, and the folders of its cases",
            remedy="name the data of the runs, or train them with the same split",
            code="compare.other_validation",
        )
    return tuple(shared.values())


def _both(one: Examined, other: Examined) -> Examined | None:
    parts = [case.part for case in (one, other) if isinstance(case, SlicePatient) and case.part is not None]
    if not isinstance(one, SlicePatient) or not parts:
        return one
    places = tuple(sorted(set(parts[0]).intersection(*parts[1:])))
    return replace(one, part=places) if places else None


def _evaluate(bundle: Bundle, cases: Sequence[Examined]) -> Evaluation:
    patients = [case for case in cases if isinstance(case, SlicePatient)]
    if patients:
        return evaluate_pictures(patients, bundle)
    return evaluate([case for case in cases if isinstance(case, Case)], by_model(bundle))


def _cost(run: Path, name: str, bundle: Bundle) -> RunCost:
    plan = bundle.plan
    in_k = plan.patch[2] if plan.is_volumetric else 1
    shape = (len(plan.sequences), in_k * (1 if plan.is_volumetric else _TIMED), plan.patch[1], plan.patch[0])
    inputs = np.random.default_rng(0).standard_normal(shape, dtype=np.float32)
    predict(inputs, bundle.spec, bundle.network, device=bundle.device, precision=bundle.precision)  # warms up
    clock = ProcessorClock()
    predict(inputs, bundle.spec, bundle.network, device=bundle.device, precision=bundle.precision)
    ms = 1000 * clock.seconds / (1 if plan.is_volumetric else _TIMED)
    one = torch.zeros(1, plan.channels, *((in_k,) if plan.is_volumetric else ()), plan.patch[1], plan.patch[0])
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        bundle.network(one)
    remembered = read_run_file(run)
    return RunCost(
        name=name,
        recipe=bundle.spec.name,
        parameters=parameter_count(bundle.network),
        gigaflops=counter.get_total_flops() / 1e9,
        ms=ms,
        epochs=remembered.sessions[-1].to_epoch if remembered and remembered.sessions else 0,
        minutes=remembered.processor_s / 60 if remembered else 0.0,
        wall_minutes=remembered.duration_s / 60 if remembered else 0.0,
        weights_mb=sum(file.stat().st_size for file in (run / MODEL).glob("*.safetensors")) / 1e6,
    )


def _table(costs: Sequence[RunCost]) -> str:
    head = (
        "run",
        "recipe",
        "parameters",
        "GFLOPs per slice or patch",
        "processor ms for it",
        "epochs",
        "processor minutes",
        "minutes by the clock",
        "weights, MB",
    )
    rows = [
        (
            one.name,
            one.recipe,
            f"{one.parameters:,}",
            f"{one.gigaflops:.2f}",
            f"{one.ms:.1f}",
            f"{one.epochs}",
            f"{one.minutes:.1f}",
            f"{one.wall_minutes:.1f}",
            f"{one.weights_mb:.1f}",
        )
        for one in costs
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))
