"""One process that serves: the data folder held for it alone, a socket, and the application behind it."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import uvicorn

from neuroinsight.core.errors import NeuroInsightError, OutputError
from neuroinsight.io.lock import claimed
from neuroinsight.server.application import create_app
from neuroinsight.server.consistency import clear_litter
from neuroinsight.server.jobs.runner import Runner
from neuroinsight.server.services import Services, open_services
from neuroinsight.server.settings import Settings
from neuroinsight.server.studies import remove_expired

_LOG = logging.getLogger("neuroinsight.server")
_BACKLOG = 200
_RETENTION_EVERY_S = 3600.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server can be opened."""

    url: str


def serve(settings: Settings, *, ready: Callable[[Address], None] = lambda _: None) -> None:
    """Serve until a signal asks to end; `ready` is called once requests are taken.

    Raises:
        NeuroInsightError: Another server works on this data folder, or the address cannot be listened at.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        stack.enter_context(_held(settings.data_dir))
        services = open_services(settings)
        stack.callback(services.desk.examiner.close)
        stack.enter_context(_retention(services))
        clear_litter(services)
        listening = stack.enter_context(_listen(settings))
        host, port = listening.getsockname()[:2]
        scheme = "https" if settings.tls_cert else "http"
        shown = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            create_app(services),
            access_log=False,  # addresses hold ids of studies
            log_config=None,
            proxy_headers=settings.behind_proxy,
            server_header=False,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
        )
        stack.enter_context(Runner(services))
        ready(Address(settings.public_url or f"{scheme}://{shown}:{port}"))
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _retention(services: Services) -> Iterator[None]:
    """Remove what was deleted long enough ago, now and every hour: a server may run for months."""
    ending = Event()

    def remove() -> None:
        while not ending.is_set():
            try:
                remove_expired(services)
            except Exception:  # noqa: BLE001 - a full disk or a locked database passes; the next hour tries again
                _LOG.exception("deleted studies could not be removed")
            ending.wait(_RETENTION_EVERY_S)

    thread = Thread(target=remove, name="retention", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


@contextmanager
def _held(data_dir: Path) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(claimed(data_dir))
        except OutputError as error:
            raise NeuroInsightError(
                "Another server works on this data folder",
                seen=error.seen,
                allowed="one server for each folder",
                remedy="open the address that the other one printed, stop it, or take another folder",
                code="server.data_in_use",
            ) from error
        yield


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise NeuroInsightError(
            "The server cannot listen at this address",
            seen=f"{settings.host}, port {settings.port}: {error.strerror or error}",
            allowed="an address of this machine, and a port that no other program uses",
            remedy="stop the other program, or choose another port",
            code="server.address",
        ) from error
    listening.listen(_BACKLOG)
    return listening
