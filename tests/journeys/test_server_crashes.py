"""A real server, real workers, real kills: whatever dies at whatever moment, every study ends, and nothing is wrong."""

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from neuroinsight.core.sequences import Sequence
from neuroinsight.server.consistency import faults_of
from neuroinsight.server.services import open_services
from neuroinsight.server.settings import Settings
from tests.networks import PLAN, save_untrained
from tests.server.uploads import phantom_files

pytestmark = [pytest.mark.journey, pytest.mark.slow]
ENDS = {"done", "failed", "canceled"}


class Installation:
    """A data folder, and servers on it that come and go."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = (folder / "log").open("ab")
        self.words = [sys.executable, "-m", "neuroinsight", "serve", "--data-dir", str(self.data), "--port", str(port)]
        self.environment = {
            **os.environ,
            "NEUROINSIGHT_MODEL": str(model),
            "NEUROINSIGHT_ARGON2_MEMORY_KIB": "32",
        }
        self.client = httpx.Client(base_url=f"{self.url}/api", headers={"origin": self.url}, timeout=120)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        server = subprocess.Popen(self.words, env=self.environment, stdout=self.log, stderr=self.log)
        try:
            wait_for(self.lives, 120)
            yield server
        finally:
            server.kill()
            server.wait()

    def lives(self) -> bool:
        try:
            return self.client.get("/health").status_code == 200
        except httpx.TransportError:
            return False

    def upload(self, number: int, files: dict[str, bytes]) -> str:
        study = self.client.post("/studies", json={"patient": f"NI-{number}"}).json()["id"]
        for name, content in files.items():
            assert self.client.put(f"/studies/{study}/files", params={"name": name}, content=content).status_code == 200
        assert self.client.post(f"/studies/{study}/analyze").status_code == 202
        return str(study)

    def state(self, study: str) -> str:
        return str(self.client.get(f"/studies/{study}/job").json()["state"])

    def faults(self) -> list[str]:
        services = open_services(Settings(data_dir=self.data))
        try:
            return [f"{fault.code} {fault.concerns}" for fault in faults_of(services)]
        finally:
            services.database.engine.dispose()


def wait_for(there: Callable[[], bool], seconds: float) -> None:
    until_s = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until_s, "it did not come"
        time.sleep(0.05)


def workers_of(server: int) -> list[int]:
    """Return the worker processes of a server."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            words = (process / "cmdline").read_text()
        except OSError:
            continue
        if parent == server and "spawn_main" in words:
            found.append(int(process.name))
    return found


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    plan = replace(PLAN, sequences=(Sequence.T1CE, Sequence.FLAIR), mm=(4.0, 4.0, 6.0))
    made = Installation(tmp_path, save_untrained(tmp_path / "model", plan=plan))
    yield made
    made.client.close()
    made.log.close()


@pytest.mark.parametrize("kills", [20])
def test_kills_of_server_and_workers_at_any_moment_lose_nothing(kills: int, installation: Installation) -> None:
    seed = secrets.randbelow(10**6)
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    files = dict(phantom_files())
    studies: list[str] = []
    done = 0
    while done < kills:
        with installation.running() as server:
            if not studies:
                person = {"name": "anna", "display_name": "Anna", "password": "sailing over quiet water"}
                assert installation.client.post("/setup", json=person).status_code in {200, 201}
            studies.append(installation.upload(len(studies), files))
            wait_for(lambda: workers_of(server.pid) != [], 60)
            time.sleep(chance.uniform(0, 4))
            whom = chance.choice(["worker", "server", "both"])
            if whom != "server":
                for worker in workers_of(server.pid):
                    os.kill(worker, signal.SIGKILL)
            if whom == "worker":
                wait_for(lambda: installation.state(studies[-1]) in ENDS, 180)
            else:
                server.kill()
                server.wait()
            done += 1
    with installation.running():
        wait_for(lambda: all(installation.state(study) in ENDS for study in studies), 300)
        for study in studies:
            row = installation.client.get(f"/studies/{study}").json()
            versions = installation.client.get(f"/studies/{study}/versions").json()
            assert row["status"] in {"done", "failed"}, f"seed {seed}"
            assert len(versions) == (1 if row["status"] == "done" else 0), f"seed {seed}: {row}"
            if row["status"] == "failed":
                assert row["problem"]["code"] in {"job.interrupted", "workers.killed"}, f"seed {seed}: {row}"
    assert installation.faults() == [], f"seed {seed}"


def test_nothing_lives_on_after_a_server_was_killed(installation: Installation) -> None:
    with installation.running() as server:
        wait_for(lambda: workers_of(server.pid) != [], 60)
        time.sleep(2)
        workers = workers_of(server.pid)
        server.kill()
        server.wait()
        wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers), 20)
