"""How a problem is told at the terminal."""

from rich.console import Console

from neuroinsight.core.errors import NeuroInsightError

# code of an error -> what can be typed against it, so that the rooms below need not know of commands
COMMANDS = {
    "output.occupied": "--overwrite",
    "study.name_files": "--t1ce FILE --flair FILE [--t1 FILE] [--t2 FILE]",
    "study.empty": "--t1ce FILE --flair FILE",
}


def print_problem(error: NeuroInsightError, *, about: str = "") -> None:
    """Write problem, seen, allowed and remedy to standard error; `about` says which case it concerns."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"{about}: {error.problem}." if about else f"{error.problem}.", style="bold red", markup=False)
    console.print(f"  seen:    {error.seen}", markup=False)
    console.print(f"  allowed: {error.allowed}", markup=False)
    console.print(f"  remedy:  {error.remedy}", markup=False)
    if error.code in COMMANDS:
        console.print(f"  command: {COMMANDS[error.code]}", markup=False)
