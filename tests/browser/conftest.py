"""A real server in a process of its own, and the system's Chromium in front of it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from neuroinsight.server.application import packaged_page
from tests.browsers import CHROMIUM, FLAGS, NAME, PASSWORD, PATIENCE_MS, Served

_ADDRESS = re.compile(r"http://\S+")


@pytest.fixture(scope="module")  # while it is open its event loop runs in this thread, where other files start theirs
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    if not (packaged_page() / "index.html").is_file():
        pytest.skip("the page is not built: `make page`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@contextmanager
def _running(folder: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "neuroinsight", "serve", "--port", "0", "--data-dir", str(folder)]
    environment = os.environ | {"NEUROINSIGHT_ARGON2_MEMORY_KIB": "32"}
    log = (folder.parent / f"{folder.name}.log").open("w")
    with log, subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=log) as process:
        assert process.stdout is not None
        found = next((told for line in process.stdout if (told := _ADDRESS.search(line))), None)
        assert found is not None, Path(log.name).read_text(encoding="utf-8")
        yield Served(found[0], folder)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """A server that nobody has visited yet."""
    with _running(tmp_path / "data") as server:
        yield server


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with an administrator and one study that waits for its files."""
    with _running(tmp_path_factory.mktemp("served")) as server:
        cookie = server.post("/setup", {"name": NAME, "display_name": "Admin A", "password": PASSWORD})
        server.post("/studies", {"patient": "NI-0042", "exam_date": "2026-11-19", "age_years": 58}, cookie)
        yield server
