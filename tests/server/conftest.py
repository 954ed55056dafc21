"""What the tests of the server share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from neuroinsight.server.database import open_database
from neuroinsight.server.services import Services, open_services
from neuroinsight.server.settings import Settings
from neuroinsight.server.tables import Role
from tests.servers import Clock, browser, signed_in


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables: the steps take a second, a copy nothing."""
    file = tmp_path_factory.mktemp("empty") / "neuroinsight.db"
    open_database(f"sqlite:///{file}").engine.dispose()
    return file


@pytest.fixture
def services(tmp_path: Path, clock: Clock, empty_database: Path) -> Iterator[Services]:
    (tmp_path / "data").mkdir()
    shutil.copy(empty_database, tmp_path / "data")
    opened = open_services(Settings(data_dir=tmp_path / "data", argon2_memory_kib=32), now=clock)
    yield opened
    opened.desk.examiner.close()
    opened.database.engine.dispose()


@pytest.fixture
def stranger(services: Services) -> Iterator[TestClient]:
    """A browser that nobody is signed in with."""
    with browser(services) as client:
        yield client


@pytest.fixture
def anna(services: Services) -> Iterator[TestClient]:
    """A clinician's browser."""
    with signed_in(services, "anna", Role.CLINICIAN) as client:
        yield client


@pytest.fixture
def berta(services: Services) -> Iterator[TestClient]:
    """Another clinician's browser."""
    with signed_in(services, "berta", Role.CLINICIAN) as client:
        yield client


@pytest.fixture
def root(services: Services) -> Iterator[TestClient]:
    """An administrator's browser."""
    with signed_in(services, "root", Role.ADMINISTRATOR) as client:
        yield client
