"""`neuroinsight backup`: the application's data of one moment, in one file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from neuroinsight.cli.console import Console
from neuroinsight.cli.installation import settings_for


def backup(
    out: Annotated[Path, typer.Option(help="The archive to write (.tar).")],
    data_dir: Annotated[Path, typer.Option(help="Folder that the server was started with.")] = Path(
        "neuroinsight-data"
    ),
) -> None:
    """Write database and files of one moment to an archive, while a server works on them or not."""
    settings_for(data_dir=data_dir)  # says what is missing where the application is not installed
    from neuroinsight.server.backups import make_backup  # noqa: PLC0415 - an extra may be missing

    made = make_backup(data_dir, out, at=datetime.now(UTC))
    Console(soft_wrap=True).print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
