"""The settings of an installation, as the commands that serve it take them; told in words where they are wrong."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from neuroinsight.core.errors import NeuroInsightError

if TYPE_CHECKING:
    from neuroinsight.server.services import Services
    from neuroinsight.server.settings import Settings


def settings_for(config: Path | None = None, **given: object) -> "Settings":
    """Return the settings from options, environment and file.

    Raises:
        NeuroInsightError: The server's libraries are missing, or a setting is not allowed.
    """
    try:
        from neuroinsight.server.settings import read_settings  # noqa: PLC0415 - an extra may be missing
    except ModuleNotFoundError as error:
        raise NeuroInsightError(
            "The application's libraries are not installed",
            seen=f"no module {error.name}",
            allowed="an installation with the extra 'server'",
            remedy="install the extra",
            code="server.libraries",
        ) from error
    try:
        return read_settings(config, **given)
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise NeuroInsightError(
            "A setting is not allowed",
            seen=_faults(error),
            allowed="the settings that docs/settings.md describes",
            remedy="mend the option, the variable NEUROINSIGHT_<NAME>, or the line of the file",
            code="server.settings",
        ) from error


def services_at(data_dir: Path, database_url: str | None = None) -> "Services":
    """Return the parts of the installation whose data lie in a folder.

    Raises:
        NeuroInsightError: There is none.
    """
    settings = settings_for(data_dir=data_dir, database_url=database_url)
    if database_url is None and settings.database_url is None and not (data_dir / "neuroinsight.db").is_file():
        raise NeuroInsightError(
            "There is no installation in this folder",
            seen=str(data_dir),
            allowed="the folder that the server was started with",
            remedy="name that folder, or start the server once so that it makes one",
            code="server.no_data",
        )
    from neuroinsight.server.services import open_services  # noqa: PLC0415 - an extra may be missing

    return open_services(settings)


def _faults(error: ValidationError | tomllib.TOMLDecodeError) -> str:
    if isinstance(error, tomllib.TOMLDecodeError):
        return f"a file that is no TOML: {error}"
    return "; ".join(
        ": ".join(part for part in (".".join(str(one) for one in fault["loc"]), fault["msg"]) if part)
        for fault in error.errors()
    )
