"""A published table, run again by its own protocol and by patient, side by side.

Each row is a recipe and a published figure. A run that was cut short goes on, and so does one that had a smaller
budget, so that a reproduction can be stopped and called again. The budget, the same for each run, is of the processor:
a machine that is shared takes longer, and no row gets less for it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from neuroinsight.datasets.protocols import Protocol, split_slices
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.datasets.splits import Split, split_by_shares
from neuroinsight.evaluation.classes import classify_pictures, in_words, summarize_answers
from neuroinsight.evaluation.truth import require_truths
from neuroinsight.inference.bundle import Bundle, load_bundle
from neuroinsight.io.atomic import write_file
from neuroinsight.studies.slice_scores import count_slices, dice_by_patient, pooled_index, published_index
from neuroinsight.training.cache import build_cache
from neuroinsight.training.checkpoint import CHECKPOINT
from neuroinsight.training.job import Job
from neuroinsight.training.loop import Stopped
from neuroinsight.training.processor import ProcessorClock
from neuroinsight.training.provenance import read_run_file
from neuroinsight.training.recipe import Recipe, load_recipe, with_changes
from neuroinsight.training.run import train
from neuroinsight.training.selection import REFERENCE_SHARES, Selection, select_parts

PROTOCOLS = (Protocol.SLICE_RANDOM, Protocol.PATIENT)
OUTCOME, TABLE = "outcome.json", "reproduction.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a published table; None where the table has no such row, and ours stands beside it."""

    title: str
    recipe: str
    published: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run is worth on its validation part; a figure's name, its value and what else is known of it."""

    figure: str  # "Tversky" or "accuracy": what was published
    value: float
    beside: str  # other figures, in words
    slices: int
    patients: int
    parameters: int
    epochs: int
    threads: int
    processor_minutes: float  # seconds of all cores by the threads
    wall_minutes: float


# Tiwari 2021, "Brain Tumor MRI segmentation using Deep Learning", Nerd For Tech; figures of its validation part
LGG = (
    Row(title="Simple classifier", recipe="lgg_simple_cnn", published=0.8540),
    Row(title="Xception", recipe="lgg_xception", published=0.8728),
    Row(title="U-Net, slices with tumor", recipe="lgg_unet", published=0.7994),
    Row(title="U-Net with residual blocks", recipe="lgg_res_unet", published=0.8925),
    Row(title="U-Net with EfficientNet", recipe="lgg_efficient_unet", published=0.9183),
    Row(title="Double U-Net", recipe="lgg_double_unet", published=0.9158),
    Row(title="Attention U-Net", recipe="lgg_attention_unet"),
    Row(title="EfficientNet without ImageNet", recipe="lgg_efficient_unet_scratch"),
    Row(title="SegNet", recipe="lgg_segnet"),
)


def reproduce(
    table: Sequence[Row],
    patients: Iterable[SlicePatient],
    out: Path,
    *,
    budget_s: float,
    only: Sequence[str] = (),
    changes: Sequence[str] = (),
    report: Callable[[str], None] = lambda _: None,
) -> Mapping[tuple[Protocol, str], Outcome]:
    """Train and measure rows by each protocol below `out/<protocol>/<recipe>`, and write `out/reproduction.md`.

    All rows, or those of the recipes `only`, in their order; what stands of others stays in the table. A run is asked
    to stop after `budget_s` seconds of the processor, and ends its epoch; `changes` are of every recipe, as in `train`.

    Raises:
        DatasetError: There is no patient with masks.
        ModelError: A recipe begins with weights that are not installed.
    """
    found = require_truths(patients)
    outcomes: dict[tuple[Protocol, str], Outcome] = {}
    for protocol in PROTOCOLS:
        selection = _selection(found, protocol)
        for name in only or [row.recipe for row in table]:
            recipe = with_changes(load_recipe(name), changes)
            run = out / protocol / recipe.name
            report(f"{protocol}: {recipe.name}")
            if not _is_done(recipe, run, budget_s):
                _train(recipe, selection, run, cache=out / "cache", budget_s=budget_s)
            outcomes[protocol, name] = _outcome(recipe, selection, run)
            write_file(out / TABLE, to_markdown(table, read_outcomes(table, out)).encode())
    return outcomes


def read_outcomes(table: Sequence[Row], out: Path) -> Mapping[tuple[Protocol, str], Outcome]:
    """Return what stands of the table's rows below `out`."""
    places = {
        (protocol, row.recipe): out / protocol / load_recipe(row.recipe).name for protocol in PROTOCOLS for row in table
    }
    kept = {place: _read_outcome(run) for place, run in places.items()}
    return {place: outcome for place, (_, outcome) in kept.items() if outcome is not None}


def measure(recipe: Recipe, bundle: Bundle, patients: Iterable[SlicePatient]) -> tuple[str, float, str, int]:
    """Return the published figure's name and value, others in words, and the number of slices."""
    if not bundle.spec.outputs.marks_voxels:
        answers = classify_pictures(patients, bundle)
        summary = summarize_answers(answers)
        words = ", ".join(f"{name} {in_words(summary.figures[name])}" for name in ("auc", "sensitivity", "specificity"))
        return "accuracy", summary.figures["accuracy"].value or 0.0, words, len(answers)
    counts = count_slices(patients, bundle, only_tumor=recipe.sampling.slices == "tumor")
    dice = dice_by_patient(counts)
    interval = f" [{dice.ci95[0]:.3f}, {dice.ci95[1]:.3f}]" if dice.ci95 else ""
    words = f"of masks {pooled_index(counts):.3f}; Dice per patient mean {dice.mean:.3f}{interval}"
    return "Tversky", published_index(counts), f"{words}, median {dice.median:.3f}", len(counts)


_HEAD = """# The LGG study's table, and what it is worth by patient

`slice-random` deals slices, so that neighbors of a patient are learned from and tested on: it is the study's protocol.
By `patient` nobody is on both sides. Figures are of the validation part, which chose nothing. Minutes are of the
processor, the seconds of its cores by the threads: on idle cores those of the clock.
"""
_COLUMNS = (
    "row",
    "parameters",
    "published",
    *(f"ours, {protocol}" for protocol in PROTOCOLS),
    *(f"beside, {protocol}" for protocol in PROTOCOLS),
)


def to_markdown(table: Sequence[Row], outcomes: Mapping[tuple[Protocol, str], Outcome]) -> str:
    """Return the table, each published figure beside ours by both protocols."""
    lines = [_HEAD, f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
    for row in table:
        both = [outcomes.get((protocol, row.recipe)) for protocol in PROTOCOLS]
        known = next((one for one in both if one is not None), None)
        if known is None:
            continue
        cells = [
            row.title,
            f"{known.parameters:,}",
            "" if row.published is None else f"{known.figure} {row.published:.4f}",
            *("" if one is None else f"{one.figure} {one.value:.4f}" for one in both),
            *("" if one is None else f"{one.beside} ({_cost(one)})" for one in both),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cost(outcome: Outcome) -> str:
    on = f"{outcome.threads} {'thread' if outcome.threads == 1 else 'threads'}"
    minutes = f"{outcome.processor_minutes:.1f} min on {on}, {outcome.wall_minutes:.0f} by the clock"
    return f"{outcome.slices} slices of {outcome.patients}; {outcome.epochs} epochs, {minutes}"


def _selection(patients: Sequence[SlicePatient], protocol: Protocol) -> Selection:
    make = split_slices if protocol is Protocol.SLICE_RANDOM else split_by_shares
    split: Split = make(patients, REFERENCE_SHARES, seed=2026)
    return select_parts(patients, split)


def _is_done(recipe: Recipe, run: Path, budget_s: float) -> bool:
    """Say whether a run has ended, and had its budget or all its epochs."""
    remembered = read_run_file(run)
    if remembered is None or not remembered.sessions or not (run / "model").is_dir():
        return False
    last = remembered.sessions[-1]
    is_whole = last.to_epoch >= recipe.optimization.epochs or remembered.processor_s >= budget_s
    return last.ended == "stopped early" or (last.ended == "finished" and is_whole)


def _train(recipe: Recipe, selection: Selection, run: Path, *, cache: Path, budget_s: float) -> None:
    remembered = read_run_file(run)
    left_s = budget_s - (remembered.processor_s if remembered else 0.0)
    build_cache((*selection.training, *selection.validation), recipe.to_plan(), cache)  # no row pays for all
    clock = ProcessorClock()
    job = Job(
        training=selection.training,
        validation=selection.validation,
        out=run,
        cache=cache,
        split=selection.split,
        resume=(run / CHECKPOINT).is_file(),
        asked_to_stop=lambda: clock.seconds > left_s,
    )
    try:
        train(recipe, job)
    except Stopped as stopped:
        epochs = max(1, stopped.epoch + (stopped.batch > 0))
        ending = replace(job, resume=True, asked_to_stop=lambda: False)
        train(with_changes(recipe, [f"optimization.epochs={epochs}"]), ending)


def _outcome(recipe: Recipe, selection: Selection, run: Path) -> Outcome:
    """Measure a finished run, once for each model that stands there."""
    bundle = load_bundle(run / "model")
    measured, known = _read_outcome(run)
    if known is not None and measured == bundle.identity.sha256:
        return known
    patients = tuple(one for one in selection.validation if isinstance(one, SlicePatient))
    figure, value, beside, slices = measure(recipe, bundle, patients)
    remembered = read_run_file(run)
    sessions = remembered.sessions if remembered else ()
    outcome = Outcome(
        figure=figure,
        value=value,
        beside=beside,
        slices=slices,
        patients=len({one.patient for one in patients}),
        parameters=sessions[-1].parameters if sessions else 0,
        epochs=sessions[-1].to_epoch if sessions else 0,
        threads=sessions[-1].threads if sessions else 0,
        processor_minutes=round(remembered.processor_s / 60, 2) if remembered else 0.0,
        wall_minutes=round(remembered.duration_s / 60, 2) if remembered else 0.0,
    )
    document = {"model": bundle.identity.sha256, **asdict(outcome)}
    write_file(run / OUTCOME, json.dumps(document, indent=1).encode() + b"\n")
    return outcome


def _read_outcome(run: Path) -> tuple[str, Outcome | None]:
    """Return the digest of the model that was measured, and its outcome; None where there is none of today's form."""
    try:
        content = json.loads((run / OUTCOME).read_text(encoding="utf-8"))
        return content.pop("model"), Outcome(**content)
    except (OSError, ValueError, KeyError, TypeError):
        return "", None
