"""`neuroinsight calibrate`: what a model's folds teach of its errors on unseen patients."""

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from neuroinsight.cli.console import Console
from neuroinsight.cli.problem import print_notices
from neuroinsight.cli.progress import progress_bar
from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.catalogue import find_examined, volumes_of
from neuroinsight.datasets.splits import read_split
from neuroinsight.evaluation.cohort import select_cohort
from neuroinsight.inference.bundle import CALIBRATION_FILE, SPEC_FILE, calibration_to_json
from neuroinsight.inference.store import open_model
from neuroinsight.io.atomic import new_folder, write_file
from neuroinsight.io.content import read_content
from neuroinsight.studies.answers import Answer
from neuroinsight.studies.calibrate import calibrate as calibrate_model
from neuroinsight.studies.calibration_page import page

PAGE_FILE = "calibration.md"


def calibrate(
    data: Annotated[list[Path], typer.Option(help="Folder with labelled cases; may be given several times.")],
    folds: Annotated[Path, typer.Option(help="Models of the cross-validation, as in DIR/fold-0.")],
    split: Annotated[Path, typer.Option(help="Split as JSON that the folds were trained by.")],
    model: Annotated[str, typer.Option(help="The model to calibrate: a shipped one's name, or a folder.")],
    out: Annotated[Path, typer.Option(help="Folder of the calibration and its tables.")],
    tables: Annotated[list[Path] | None, typer.Option(help="Folder with grade and patient tables.")] = None,
    answers: Annotated[
        list[Path] | None,
        typer.Option(
            help="Evaluation of these folds that saved label maps and probabilities, one for each set of sequences;"
            " without any the folds are run."
        ),
    ] = None,
    baselines: Annotated[
        Path | None, typer.Option(help="Other classifiers' probabilities of HGG: JSON {name: {case: probability}}.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results that stand there.")] = False,
) -> None:
    """Learn intervals, expected Dice and the HGG/LGG class from the folds' answers to patients that they never saw.

    calibration.json is written to --out, and beside the weights where --model is a folder; calibration.md has the
    tables of how well it does on folds that it was not learned from.
    """
    console = Console()
    bundle, known = open_model(model), read_split(split)
    found = find_examined(data, tables or [])
    print_notices((*found.notices, *found.unusable))
    cases = select_cohort(volumes_of(found), known, ()).cases
    further = _read(baselines) if baselines is not None else {}
    with new_folder(out, overwrite=overwrite) as folder:
        with progress_bar(console, transient=True) as bar:
            runs = len(answers) if answers else 2 if bundle.plan.optional else 1
            task = bar.add_task("answers", total=len(cases) * runs)

            def show(answer: Answer) -> None:
                bar.update(task, advance=1, description=f"{answer.key} Dice {answer.mean_dice:.2f}")

            result = calibrate_model(bundle, folds, known, cases, saved=answers or (), baselines=further, progress=show)
        text = calibration_to_json(result.calibration)
        (folder / CALIBRATION_FILE).write_text(text, encoding="utf-8")
        tables_text = page(result.validated, confidence=result.calibration.confidence)
        (folder / PAGE_FILE).write_text(tables_text, encoding="utf-8")
    console.print(tables_text, markup=False, soft_wrap=True)
    homes = [home for home in (Path(model), Path(model) / "model") if (home / SPEC_FILE).is_file()]
    for home in homes[:1]:
        write_file(home / CALIBRATION_FILE, text.encode())
        console.print(f"Beside the weights: {home / CALIBRATION_FILE}", soft_wrap=True, markup=False)
    console.print(f"All tables: {out / PAGE_FILE}", soft_wrap=True, markup=False)


def _read(path: Path) -> dict[str, dict[str, float]]:
    try:
        return TypeAdapter(dict[str, dict[str, float]]).validate_json(read_content(path))
    except (ValidationError, json.JSONDecodeError) as error:
        raise DatasetError(
            f"{path.name} holds no probabilities",
            seen=str(error).splitlines()[0],
            allowed="JSON as in {name: {case: probability of HGG}}",
            remedy="write it so",
            code="calibration.baselines",
        ) from error
