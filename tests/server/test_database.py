"""The tables are what the steps make, on SQLite and on a real PostgreSQL."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from neuroinsight.server import audit
from neuroinsight.server.database import migrations, open_database
from neuroinsight.server.jobs import queue
from neuroinsight.server.services import open_services
from neuroinsight.server.settings import Settings
from neuroinsight.server.studies import add_study
from neuroinsight.server.tables import Table
from tests.server.test_jobs import queued
from tests.servers import Clock, make_person

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A server of its own in a temporary folder, on a Unix socket; its programs refuse to run as root."""
    if not _PROGRAMS:
        pytest.skip("PostgreSQL's server programs are not installed")
    programs = _PROGRAMS[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="neuroinsight-pg-"))  # pytest's own folders are closed to other users
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run(
            [*as_user, *command], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder
        )
        assert done.returncode == 0, done.stderr.decode()

    run(str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def _differences(url: str) -> list[object]:
    database = open_database(url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = list(compare_metadata(context, Table.metadata))
    database.engine.dispose()
    return found


def test_the_steps_make_the_tables_of_the_code(tmp_path: Path) -> None:
    assert _differences(f"sqlite:///{tmp_path / 'a.db'}") == []


def test_the_steps_have_one_end(tmp_path: Path) -> None:
    assert len(ScriptDirectory.from_config(migrations(f"sqlite:///{tmp_path / 'a.db'}")).get_heads()) == 1


@pytest.mark.postgresql
def test_postgresql_holds_the_same_tables_and_a_trail_that_only_grows(postgresql: str, tmp_path: Path) -> None:
    assert _differences(postgresql) == []
    services = open_services(Settings(data_dir=tmp_path, database_url=postgresql, argon2_memory_kib=32), now=Clock())
    user = make_person(services, "anna")
    with services.database.writing() as session:
        add_study(services, session, user, patient="NI-1")
    with services.database.reading() as session:
        assert audit.first_broken(session) is None
    with pytest.raises(Exception, match="only grows"), services.database.writing() as session:
        session.execute(text("DELETE FROM audit"))
    services.database.engine.dispose()


def test_a_writer_waits_for_the_other_and_loses_nothing(tmp_path: Path) -> None:
    services = open_services(Settings(data_dir=tmp_path, argon2_memory_kib=32), now=Clock())
    user = make_person(services, "anna")

    def add(_: int) -> None:
        with services.database.writing() as session:
            add_study(services, session, user)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    with services.database.reading() as session:
        assert audit.first_broken(session) is None
        assert session.execute(text("SELECT count(*) FROM studies")).scalar_one() == 40


@pytest.mark.postgresql
def test_postgresql_gives_each_job_to_one_lane_and_people_their_turn(postgresql: str, tmp_path: Path) -> None:
    services = open_services(Settings(data_dir=tmp_path, database_url=postgresql, argon2_memory_kib=32), now=Clock())
    anna, berta = make_person(services, "jobs-a"), make_person(services, "jobs-b")
    for number in range(6):
        queued(services, anna, f"a{number}")
    queued(services, berta, "b0")
    with services.database.reading() as session:
        told = queue.places(session)
    assert (told["a0"], told["b0"], told["a1"]) == (1, 2, 3)
    taken: list[str] = []

    def take() -> None:
        while True:
            with services.database.writing() as session:
                job = queue.claim(services, session, "me")
            if job is not None:
                taken.append(job.id)
                continue
            with services.database.reading() as session:
                if not queue.places(session):  # else another lane held the row for a moment
                    return

    lanes = [Thread(target=take) for _ in range(3)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert sorted(taken) == ["a0", "a1", "a2", "a3", "a4", "a5", "b0"]
    assert queue.take_up(services) == 7
    services.database.engine.dispose()
