"""`neuroinsight check`: whether the application's rows and files say the same."""

from pathlib import Path
from typing import Annotated

import typer

from neuroinsight.cli.console import Console
from neuroinsight.cli.installation import services_at

_WORDS = {
    "row.without_file": "a file that is named is not there",
    "file.changed": "a file is not what was kept",
    "file.without_row": "a file that nothing names; the next start of the server removes it",
    "study.job": "a study waits or runs without a job, or has a job and does not wait",
    "study.version": "a study does not show its newest version",
    "audit.broken": "the audit trail was changed from this line on",
}


def check(
    data_dir: Annotated[Path, typer.Option(help="Folder that the server was started with.")] = Path(
        "neuroinsight-data"
    ),
) -> None:
    """Compare rows, files and digests of an installation; exit code 2 if something is wrong.

    While a server works there, what is just being written may be told.
    """
    services = services_at(data_dir)
    from neuroinsight.server.consistency import faults_of  # noqa: PLC0415 - an extra may be missing

    faults = faults_of(services)
    console = Console(soft_wrap=True)
    for fault in faults:
        console.print(f"{fault.concerns}: {_WORDS[fault.code]}")
    console.print(f"{len(faults)} faults." if faults else "Rows and files say the same.")
    if faults:
        raise typer.Exit(code=2)
