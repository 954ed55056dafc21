"""Servers for tests: the application on a fresh data folder, without a network, and people who are signed in."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TypeVar

import uvicorn
from sqlalchemy import select
from starlette.testclient import TestClient

from neuroinsight.analysis.work import Canceled, ModelChoice, Work
from neuroinsight.core.progress import Progress
from neuroinsight.inference.segmenter import Segmenter
from neuroinsight.server.access import COOKIE
from neuroinsight.server.accounts import add_token, add_user, begin_sign_in
from neuroinsight.server.application import create_app
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Role, User

Given = TypeVar("Given")
Made = TypeVar("Made")
URL = "http://127.0.0.1:8417"
PASSWORD = "sailing over quiet water"  # noqa: S105 - of people who are made up


@dataclass(slots=True)
class Clock:
    """A time that tests set."""

    at: datetime = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time; it goes on a little with each look."""
        self.at += timedelta(milliseconds=1)
        return self.at


@dataclass(frozen=True, slots=True)
class Here:
    """Executes work in the process of the tests, as a worker would."""

    model: Segmenter
    count: int = 1

    def run(
        self,
        work: Work[Given, Made],
        given: Given,
        *,
        hear: Callable[[Progress], None] = lambda _: None,
        stop: threading.Event | None = None,
        model: ModelChoice | None = None,  # noqa: ARG002 - there is one
    ) -> Made:
        """Do the work, unless somebody stops it."""

        def tell(progress: Progress) -> None:
            hear(progress)
            if stop is not None and stop.is_set():
                raise Canceled

        return work(self.model, given, tell)

    def __exit__(self, *_: object) -> None:
        """There is nothing to end."""


@contextmanager
def browser(services: Services) -> Iterator[TestClient]:
    """Yield a client that sends what a browser on our own page would."""
    app = create_app(services)
    with TestClient(app, base_url=URL, headers={"origin": URL}, raise_server_exceptions=False) as client:
        yield client


@contextmanager
def signed_in(services: Services, name: str, role: Role) -> Iterator[TestClient]:
    """Yield the browser of a new person."""
    make_person(services, name, role)
    with browser(services) as client:
        client.cookies.set(COOKIE, secret_of(services, name))
        yield client


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """Yield the address of a real server on these services, which runs in a thread beside the test."""
    server = uvicorn.Server(uvicorn.Config(create_app(services), port=0, log_level="critical", access_log=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def make_person(services: Services, name: str, role: Role = Role.CLINICIAN) -> User:
    """Add a person with the password of the tests."""
    with services.database.writing() as session:
        return add_user(services, session, name=name, role=role, password=PASSWORD)


def secret_of(services: Services, name: str) -> str:
    """Sign a person in and return the secret of the cookie."""
    with services.database.writing() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
        return begin_sign_in(services, session, user, agent="tests")


def token_of(services: Services, name: str) -> str:
    """Return a new token of a person."""
    with services.database.writing() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
        return add_token(services, session, user, "tests")[1]
