"""`neuroinsight evaluate`: how good a model, a set of fold models or another program's label maps are."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.cli.problem import print_notices
from neuroinsight.cli.progress import progress_bar
from neuroinsight.core.errors import DatasetError, NeuroInsightError
from neuroinsight.core.labels import NESTED_REGIONS, SCHEMES, scheme_called
from neuroinsight.core.sequences import Sequence, sequences_called
from neuroinsight.datasets.catalogue import find_examined, volumes_of
from neuroinsight.datasets.slices import SlicePatient, with_channels
from neuroinsight.datasets.splits import read_split
from neuroinsight.evaluation.bootstrap import Statistic, no_interval
from neuroinsight.evaluation.candidate import Candidate, Request, choose_candidate, model_facts
from neuroinsight.evaluation.classes import classify_pictures, in_words, write_classes
from neuroinsight.evaluation.cohort import Cohort, select_cohort, without
from neuroinsight.evaluation.evaluate import CaseScores, Evaluation, doubts_of_truth
from neuroinsight.evaluation.evaluate import evaluate as evaluate_cases
from neuroinsight.evaluation.files import write_evaluation
from neuroinsight.evaluation.keeping import Keep, Keeper, kept_of
from neuroinsight.evaluation.pictures import evaluate_pictures
from neuroinsight.evaluation.predictions import Missing
from neuroinsight.evaluation.summary import WHERE_PRESENT, Summary
from neuroinsight.evaluation.truth import with_truth_in
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.device import Device
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DEFAULT_MODEL
from neuroinsight.io.atomic import new_folder
from neuroinsight.metrics.classification import CLASS_METRICS
from neuroinsight.metrics.policy import REASONS

SchemeName = StrEnum("SchemeName", {scheme.name: scheme.name for scheme in SCHEMES})  # type: ignore[misc]
_SHOWN = ("dice", "lesionwise_dice", "hd95_mm", "dice_per_slice", "dice_per_tumor_slice")


def evaluate(
    data: Annotated[list[Path], typer.Option(help="Folder with labelled cases; may be given several times.")],
    out: Annotated[Path, typer.Option(help="Folder of the results.")],
    model: Annotated[str | None, typer.Option(help="A shipped model's name, or the folder of one.")] = None,
    predictions: Annotated[Path | None, typer.Option(help="Label maps of any program: <case>*.nii.gz.")] = None,
    folds: Annotated[
        Path | None, typer.Option(help="Models of a cross-validation, as in DIR/fold-0; needs --split.")
    ] = None,
    tables: Annotated[list[Path] | None, typer.Option(help="Folder with grade and patient tables.")] = None,
    split: Annotated[Path | None, typer.Option(help="Split as JSON.")] = None,
    part: Annotated[list[str] | None, typer.Option(help="Part of --split to score, as in test.")] = None,
    leave_out: Annotated[
        list[Sequence] | None,
        typer.Option("--without", help="Sequence to do without, as if no case had it; may be given several times."),
    ] = None,
    labels: Annotated[
        SchemeName | None, typer.Option(help="Numbers of --predictions; told from them and the truth if not named.")
    ] = None,
    truth_labels: Annotated[
        SchemeName | None, typer.Option(help="Numbers of the data's label maps; known by the layout if not named.")
    ] = None,
    missing: Annotated[
        Missing,
        typer.Option(help="Cases without a prediction, or that the input checks refuse: refuse, or skip and say so."),
    ] = Missing.REFUSE,
    save: Annotated[
        str, typer.Option(help="Keep the model's answers, on the patients' own grids: label-maps,probabilities.")
    ] = "",
    device: Annotated[Device, typer.Option(help="Where the model runs.")] = Device.AUTO,
    channels: Annotated[
        str, typer.Option(help="Sequences of the channels of pictures whose names do not tell, as in t1,flair,t1ce.")
    ] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results that stand there.")] = False,
) -> None:
    """Score segmentations against their truth: cases.csv, summary.json, summary.md and plots.

    Of --model, --predictions and --folds one is named; without any, the default model is scored.
    """
    kept, unused = kept_of(save.split(",")), tuple(leave_out or ())
    _require_fitting(predictions, labels=labels, unused=unused, kept=kept)
    console = Console()
    chosen_split = read_split(split) if split else None
    found = find_examined(data, tables or [])
    if not any(case.has_millimeters for case in found):
        _require_a_model(
            {
                "--predictions": predictions,
                "--folds": folds,
                "--without": unused,
                "--truth-labels": truth_labels,
                "--save": save,
            }
        )
        patients = [with_channels(one, sequences_called(channels)) for one in found if isinstance(one, SlicePatient)]
        print_notices((*found.notices, *found.unusable))
        _evaluate_pictures(
            console,
            select_cohort(patients, chosen_split, part or []),
            open_model(model or DEFAULT_MODEL, device=device),
            out,
            overwrite=overwrite,
        )
        return
    volumes = volumes_of(found)
    print_notices((*found.notices, *found.unusable))
    cohort = select_cohort(volumes, chosen_split, part or [])
    cases = without(cohort.cases, unused)
    if truth_labels is not None:
        cases = with_truth_in(cases, scheme_called(truth_labels))
    request = Request(model=model, predictions=predictions, folds=folds, labels=labels, missing=missing, device=device)
    with new_folder(out, overwrite=overwrite) as folder:
        keeper = Keeper(folder, kept)
        candidate = choose_candidate(request, cases, chosen_split, observe=keeper)
        left_out = {**cohort.left_out, **candidate.left_out}
        evaluation = _score(console, candidate, left_out, missing)
        truth = {"label_scheme_of_truth": f"{truth_labels}: named by the user"}
        if truth_labels is None:
            truth = doubts_of_truth(candidate.cases, evaluation.cases)
        facts = {**candidate.facts(), **truth, **_without(unused)}
        summary = write_evaluation(folder, evaluation, {**facts, "left_out": _listed(left_out)}, keeper.notes)
    for key, notes in keeper.notes.items():
        console.print(f"{key}: {' '.join(notes)}", markup=False, soft_wrap=True)
    _print_results(console, summary, facts, out)


def _score(console: Console, candidate: Candidate, left_out: dict[str, str], missing: Missing) -> Evaluation:
    """Return the scores; cases that are refused, if these are to be skipped, are added to those left out."""
    with progress_bar(console, transient=True) as bar:
        for key, reason in left_out.items():
            bar.console.print(f"{key}: left out, {reason}", markup=False)
        task = bar.add_task(f"{len(candidate.cases)} cases", total=len(candidate.cases))

        def show(case: CaseScores) -> None:
            bar.update(task, advance=1, description=f"{case.key} Dice {case.mean_dice:.2f}")

        def on_refusal(key: str, error: NeuroInsightError) -> None:
            if missing is Missing.REFUSE:
                raise error
            left_out[key] = f"refused: {error.problem}"
            bar.console.print(f"{key}: left out, {left_out[key]}", markup=False)
            bar.update(task, advance=1)

        return evaluate_cases(candidate.cases, candidate.segment, progress=show, on_refusal=on_refusal)


def _require_fitting(
    predictions: Path | None, *, labels: str | None, unused: tuple[Sequence, ...], kept: frozenset[Keep]
) -> None:
    if predictions is None and labels is not None:
        raise DatasetError(
            "--labels says how label maps of another program are read",
            seen="a model is scored",
            allowed="--labels together with --predictions DIR",
            remedy="name the folder of label maps, or leave --labels out",
            code="cli.labels_without_predictions",
        )
    if predictions is not None and kept:
        raise DatasetError(
            "Label maps that are already there are not saved again",
            seen="--save together with --predictions",
            allowed="--save for a model, or for the models of folds",
            remedy="leave --save out",
            code="cli.saving_predictions",
        )
    if predictions is not None and unused:
        raise DatasetError(
            "Label maps that are already there cannot do without a sequence",
            seen="--without together with --predictions",
            allowed="--without for a model, or for the models of folds",
            remedy="leave --without out",
            code="cli.predictions_without_sequence",
        )


def _require_a_model(named: Mapping[str, object]) -> None:
    if given := [option for option, value in named.items() if value]:
        raise DatasetError(
            "Pictures without millimeters are scored with one model",
            seen=", ".join(given),
            allowed="--model RUN, with --split and --part",
            remedy="leave the others out",
            code="cli.pictures_want_a_model",
        )


def _evaluate_pictures(
    console: Console, cohort: Cohort[SlicePatient], bundle: Bundle, out: Path, *, overwrite: bool
) -> None:
    facts = model_facts(bundle, cohort.cases)
    if not bundle.spec.outputs.marks_voxels:
        _classify_pictures(console, cohort, bundle, out, overwrite=overwrite)
        return
    with new_folder(out, overwrite=overwrite) as folder, progress_bar(console, transient=True) as bar:
        for key, reason in cohort.left_out.items():
            bar.console.print(f"{key}: left out, {reason}", markup=False)
        task = bar.add_task(f"{len(cohort.cases)} patients", total=len(cohort.cases))

        def show(case: CaseScores) -> None:
            bar.update(task, advance=1, description=f"{case.key} Dice {case.mean_dice:.2f}")

        evaluation = evaluate_pictures(cohort.cases, bundle, progress=show)
        summary = write_evaluation(folder, evaluation, {**facts, "left_out": f"{len(cohort.left_out)} patients"})
    _print_results(console, summary, facts, out)


def _classify_pictures(
    console: Console, cohort: Cohort[SlicePatient], bundle: Bundle, out: Path, *, overwrite: bool
) -> None:
    facts = {**model_facts(bundle, cohort.cases), "left_out": f"{len(cohort.left_out)} patients"}
    with new_folder(out, overwrite=overwrite) as folder, progress_bar(console, transient=True) as bar:
        task = bar.add_task(f"{len(cohort.cases)} patients", total=len(cohort.cases))
        answers = classify_pictures(
            cohort.cases, bundle, progress=lambda key: bar.update(task, advance=1, description=key)
        )
        summary = write_classes(folder, answers, facts)
    table = Table("", "value [95 % interval]")
    for metric in CLASS_METRICS:
        table.add_row(metric.title, in_words(summary.figures[metric.name]))
    console.print(f"{summary.slices} slices of {summary.patients} patients, {summary.with_tumor} with tumor")
    console.print(table)
    for name, words in facts.items():
        console.print(f"{name.replace('_', ' ')}: {words}", markup=False, soft_wrap=True)
    console.print(f"All figures: {out / 'summary.md'}", soft_wrap=True, markup=False)


def _listed(left_out: Mapping[str, str]) -> str:
    named = "; ".join(f"{key} ({reason})" for key, reason in left_out.items())
    return f"{len(left_out)} cases{f': {named}' if named else ''}"


def _print_results(console: Console, summary: Summary, facts: Mapping[str, str], out: Path) -> None:
    _print_summary(console, summary)
    for name, words in facts.items():
        console.print(f"{name.replace('_', ' ')}: {words}", markup=False, soft_wrap=True)
    console.print(f"All figures: {out / 'summary.md'}", soft_wrap=True, markup=False)


def _without(unused: tuple[Sequence, ...]) -> dict[str, str]:
    return {"sequences_left_out": ", ".join(sequence.value for sequence in unused)} if unused else {}


def _print_summary(console: Console, summary: Summary) -> None:
    few = no_interval(summary.patients)
    title = f"{summary.cases} cases: mean ({few})" if few else f"{summary.cases} cases: mean [95 % interval]"
    shown = [n for n in _SHOWN if any(found.mean is not None for found in summary.overall.get(n, {}).values())]
    console.print(title, markup=False, soft_wrap=True)
    table = Table("", *shown)
    for key in (*(region.value for region in NESTED_REGIONS), f"ET{WHERE_PRESENT}"):
        if key in summary.overall["dice"]:
            table.add_row(key.replace("_", " "), *(_cell(summary.overall[name][key], name) for name in shown))
    console.print(table)


def _cell(found: Statistic, metric: str) -> str:
    if found.mean is None:
        return "; ".join(REASONS[code] for code in found.reasons) or "undefined"
    digits = 1 if metric.endswith("_mm") else 2
    interval = "" if found.ci95 is None else f" [{found.ci95[0]:.{digits}f}, {found.ci95[1]:.{digits}f}]"
    return f"{found.mean:.{digits}f}{interval}"
