"""`neuroinsight serve`: the application for clinicians, on this machine or for a network."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neuroinsight.cli.console import Console
from neuroinsight.cli.installation import settings_for

if TYPE_CHECKING:
    from neuroinsight.server.serve import Address
    from neuroinsight.server.settings import Settings


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen at; beyond this machine with TLS alone.", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen at; 0 takes a free one.", show_default=False)] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of all data; made where it is missing.", show_default=False)
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(help="TOML file of settings.", exists=True, dir_okay=False, show_default=False),
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate chain, PEM.", exists=True, dir_okay=False, show_default=False)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="Its private key, PEM.", exists=True, dir_okay=False, show_default=False)
    ] = None,
    behind_proxy: Annotated[
        bool | None,
        typer.Option("--behind-proxy", help="A proxy on the way does HTTPS.", show_default=False),
    ] = None,
    demo: Annotated[
        bool | None,
        typer.Option("--demo", help="The first visit finds a synthetic patient, analyzed.", show_default=False),
    ] = None,
) -> None:
    """Serve the application until Ctrl-C. The first visit makes the administrator. Not a medical device."""
    settings = settings_for(
        config,
        host=host,
        port=port,
        data_dir=data_dir,
        tls_cert=tls_cert,
        tls_key=tls_key,
        behind_proxy=behind_proxy,
        demo=demo,
    )
    from neuroinsight.server.serve import serve as run  # noqa: PLC0415 - an extra may be missing

    run(settings, ready=lambda address: _tell(address, settings))


def _tell(address: "Address", settings: "Settings") -> None:
    console = Console(soft_wrap=True)
    console.print(f"Open     {address.url}", style="bold")
    console.print(f"Data in  {settings.data_dir.absolute()}")
    reach = "other machines may reach it" if settings.is_reachable else "only this machine reaches it"
    console.print(f"Nothing leaves this machine; {reach}. Ctrl-C ends it.")
    console.print("For research. Not a medical device.")
