"""The command line: one command per verb, and one way to say what went wrong.

A command's module is imported when the command is called: `--help` and `analyze` never wait for the libraries of
training.
"""

import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from io import TextIOWrapper
from types import FrameType
from typing import Annotated, Protocol

import typer
from typer.core import TyperCommand, TyperGroup

from neuroinsight.cli.problem import print_problem
from neuroinsight.core.errors import explained
from neuroinsight.core.version import VERSION

_FAILED, _INTERRUPTED, _BY_SIGNAL = 2, 130, 128
_ENDS = ("SIGTERM", "SIGHUP")


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: the module in this room that holds it, and what the list of commands says of it."""

    name: str
    summary: str


COMMANDS = (
    Entry("analyze", "From images to segmentation, measurements and report."),
    Entry("prepare", "Whole heads as scanned, made into a case of registered brains on one grid."),
    Entry("report", "Views of a finished analysis, made later."),
    Entry("follow-up", "What changed between the dates of one patient."),
    Entry("train", "From a folder of labelled cases to a model."),
    Entry("evaluate", "How good a model is, or the label maps of any other program."),
    Entry("calibrate", "What a model's folds teach of its errors: intervals, expected Dice, class."),
    Entry("compare", "Evaluations or runs side by side on the same cases, with intervals of the differences."),
    Entry("reproduce", "A published table, run again by its own protocol and by patient."),
    Entry("dataset", "Describe and split data sets."),
    Entry("models", "List the shipped models and show their cards."),
    Entry("recipes", "List training recipes and show their fields."),
    Entry("phantom", "Write a synthetic patient."),
    Entry("serve", "The application for clinicians, in a browser."),
    Entry("user", "People who may sign in to the application."),
    Entry("check", "Whether the application's rows and files say the same."),
    Entry("backup", "A backup of the application's data."),
    Entry("restore", "The data of a backup, in a new folder."),
    Entry("client", "A server of the application, from another machine."),
    Entry("demo", "A synthetic patient on the whole way."),
)


class _Help(Protocol):
    """What is written to of a page of help."""

    def section(self, name: str) -> AbstractContextManager[None]: ...

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None: ...


class LateGroup(TyperGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - of typer's interface
        """Return the names, in the order of the table."""
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | TyperGroup | None:
        """Import and return a command; None if there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        module = import_module(f"neuroinsight.cli.{name}")
        group: typer.Typer | None = getattr(module, "app", None)
        command = typer.main.get_command(group or _alone(getattr(module, name)))
        assert isinstance(command, TyperCommand | TyperGroup)  # noqa: S101 - typer makes nothing else
        return command

    def format_commands(self, ctx: object, formatter: _Help) -> None:  # noqa: ARG002 - of typer's interface
        """Write the table without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in COMMANDS])


app = typer.Typer(
    name="neuroinsight",
    cls=LateGroup,
    help="From the MRI of a brain tumor patient to measurements and a report. For research: not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _alone(function: Callable[..., None]) -> typer.Typer:
    """Return an application with one command, which typer then makes the command itself."""
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    single.command()(function)
    return single


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"neuroinsight {VERSION}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From the MRI of a brain tumor patient to measurements and a report. For research: not a medical device."""


def main() -> None:
    """Run the command line; a problem is printed in four lines and exits with 2, a stopped run says so."""
    _prepare()
    try:
        app()
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            sys.stderr.write("Stopped.\n")
        raise
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(_INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - whatever it is, a person at a terminal is told in words
        print_problem(explained(error))
        sys.exit(_FAILED)


def _prepare() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # names may hold what this terminal cannot write
    for name in _ENDS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # `nohup` asks for no end
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    """End as an exception does, so that half-made results are removed."""
    sys.stderr.write(f"Stopped by the signal {signal.Signals(number).name}.\n")
    sys.exit(_BY_SIGNAL + number)


if __name__ == "__main__":
    main()
