"""`neuroinsight restore`: the application's data from a backup."""

from pathlib import Path
from typing import Annotated

import typer

from neuroinsight.cli.console import Console
from neuroinsight.cli.installation import settings_for


def restore(
    archive: Annotated[Path, typer.Argument(help="A backup.", exists=True, dir_okay=False)],
    data_dir: Annotated[Path, typer.Option(help="New or empty folder for the data.")],
) -> None:
    """Restore a backup into a new folder; every file is checked against the digest it was saved with."""
    settings_for(data_dir=data_dir)  # says what is missing where the application is not installed
    from neuroinsight.server.backups import restore_backup  # noqa: PLC0415 - an extra may be missing

    files = restore_backup(archive, data_dir)
    Console(soft_wrap=True).print(f"{files} files in {data_dir}, each as it was saved")
