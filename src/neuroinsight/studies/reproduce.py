"""A published table, run again by its own protocol and by patient, side by side.

Each row is a recipe and a published figure. A run that was cut short goes on, and so does one that had a smaller
budget, so that a reproduction can be stopped and called again. The budget, the same for each run, is of the processor:
a machine that is shared takes longer, and no row gets less for it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Examined
from neuroinsight.datasets.protocols import Protocol, split_slices
from neuroinsight.evaluation.truth import require_truths
from neuroinsight.inference.bundle import load_bundle
from neuroinsight.io.atomic import write_file
from neuroinsight.studies.outcome import Outcome, read_outcome, write_outcome
from neuroinsight.studies.published import Reference
from neuroinsight.studies.reproduction_page import to_markdown
from neuroinsight.studies.row_figures import measure
from neuroinsight.training.cache import build_cache
from neuroinsight.training.checkpoint import CHECKPOINT
from neuroinsight.training.job import Job
from neuroinsight.training.loop import Stopped
from neuroinsight.training.processor import ProcessorClock
from neuroinsight.training.provenance import read_run_file
from neuroinsight.training.recipe import Recipe, load_recipe, with_changes
from neuroinsight.training.run import train
from neuroinsight.training.selection import REFERENCE_SHARES, Selection, select_by_shares, select_parts

PAGE = "reproduction.md"
_SEED = 2026


def reproduce(
    reference: Reference,
    cases: Iterable[Examined],
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
        DatasetError: There is no case with masks, or too few to measure on.
        ModelError: A recipe begins with weights that are not installed.
    """
    found = require_truths(case for case in cases if case.is_labelled)
    outcomes: dict[tuple[Protocol, str], Outcome] = {}
    for protocol in reference.protocols:
        selection = _selection(found, protocol)
        measured_on = _measured_on(found, selection, reference.measured_on)
        for name in only or [row.recipe for row in reference.rows]:
            recipe = with_changes(load_recipe(name), changes)
            run = out / protocol / recipe.name
            report(f"{protocol}: {recipe.name}")
            if not _is_done(recipe, run, budget_s):
                _train(recipe, selection, run, cache=out / "cache", budget_s=budget_s)
            outcomes[protocol, name] = _outcome(recipe, measured_on, run, cache=out / "cache")
            write_file(out / PAGE, to_markdown(reference, read_outcomes(reference, out)).encode())
    return outcomes


def read_outcomes(reference: Reference, out: Path) -> Mapping[tuple[Protocol, str], Outcome]:
    """Return what stands of the table's rows below `out`."""
    kept = {
        (protocol, row.recipe): read_outcome(out / protocol / load_recipe(row.recipe).name)
        for protocol in reference.protocols
        for row in reference.rows
    }
    return {place: found[1] for place, found in kept.items() if found is not None}


def _selection(cases: Sequence[Examined], protocol: Protocol) -> Selection:
    if protocol is Protocol.SLICE_RANDOM:
        return select_parts(cases, split_slices(cases, REFERENCE_SHARES, seed=_SEED))
    return select_by_shares(cases, seed=_SEED)


def _measured_on(cases: Sequence[Examined], selection: Selection, part: str) -> tuple[Examined, ...]:
    chosen = () if selection.split is None else selection.split.select(cases, [part])
    if not chosen:
        raise DatasetError(
            "There are too few cases to measure on",
            seen=f"nobody in the part {part}; cases: {len(cases)}",
            allowed=", ".join(f"{name} {share:g}" for name, share in REFERENCE_SHARES.items()),
            remedy="name folders with more of them",
            code="reproduce.too_few_cases",
        )
    return chosen


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


def _outcome(recipe: Recipe, cases: Sequence[Examined], run: Path, *, cache: Path) -> Outcome:
    """Measure a finished run, once for each model that stands there."""
    bundle = load_bundle(run / "model")
    known = read_outcome(run)
    if known is not None and known[0] == bundle.identity.sha256:
        return known[1]
    found = measure(recipe, bundle, cases, cache=cache)
    remembered = read_run_file(run)
    sessions = remembered.sessions if remembered else ()
    outcome = Outcome(
        figure=found.figure,
        value=found.value,
        beside=found.beside,
        slices=found.slices,
        patients=len({one.patient for one in cases}),
        parameters=sessions[-1].parameters if sessions else 0,
        epochs=sessions[-1].to_epoch if sessions else 0,
        threads=sessions[-1].threads if sessions else 0,
        processor_minutes=round(remembered.processor_s / 60, 2) if remembered else 0.0,
        wall_minutes=round(remembered.duration_s / 60, 2) if remembered else 0.0,
    )
    write_outcome(run, bundle.identity.sha256, outcome)
    return outcome
