"""A server killed in the middle of an upload loses no part that it answered, and the file goes on from there."""

import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from neuroinsight.server.database import open_database
from neuroinsight.server.store import sha256_of
from neuroinsight.server.tables import StudyFile

PART = 256 * 1024
PARTS = 24


@contextmanager
def serving(data: Path) -> Iterator[tuple[subprocess.Popen[str], http.client.HTTPConnection]]:
    command = [sys.executable, "-m", "neuroinsight", "serve", "--port", "0", "--data-dir", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        address = next(found.group(1) for line in server.stdout if (found := re.search(r"http://([\w.:]+)", line)))
        line = http.client.HTTPConnection(address, timeout=60)
        yield server, line
        line.close()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


class Caller:
    """A browser of ours at a server that may be gone at any moment."""

    def __init__(self, line: http.client.HTTPConnection, cookie: str = "") -> None:
        self.line, self.cookie = line, cookie

    def ask(
        self, method: str, path: str, body: bytes | str = b"", **headers: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        origin = f"http://{self.line.host}:{self.line.port}"
        sent = {"Origin": origin, "Cookie": self.cookie, "Content-Type": "application/json"}
        self.line.request(
            method, f"/api{path}", body, sent | {name.replace("_", "-"): to for name, to in headers.items()}
        )
        answer = self.line.getresponse()
        return answer.status, {name.lower(): to for name, to in answer.getheaders()}, answer.read()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by SIGKILL")
def test_a_server_killed_at_random_moments_loses_no_part_that_it_answered(tmp_path: Path) -> None:
    content, dice = os.urandom(PART * PARTS), random.Random(7)  # noqa: S311 - moments, no secrets
    person = json.dumps({"name": "root", "password": "sailing over quiet water"})
    study, cookie, answered = "", "", 0
    for _ in range(4):
        with serving(tmp_path) as (server, line):
            caller = Caller(line, cookie)
            if not study:
                cookie = caller.cookie = caller.ask("POST", "/setup", person)[1]["set-cookie"].partition(";")[0]
                study = json.loads(caller.ask("POST", "/studies", "{}")[2])["id"]
            path = f"/studies/{study}/files?name=a.nii"
            at = int(caller.ask("HEAD", path)[1]["upload-offset"])
            assert at >= answered, "an answered part is gone"
            clock = threading.Timer(dice.uniform(0.02, 0.4), server.kill)
            clock.start()
            with suppress(OSError, http.client.HTTPException):
                while at < len(content):
                    part = content[at : at + PART]
                    span = f"bytes {at}-{at + len(part) - 1}/{len(content)}"
                    status, _, body = caller.ask("PUT", path, part, Content_Range=span)
                    assert status == http.HTTPStatus.OK, body
                    at = answered = at + len(part)
            clock.cancel()
    with serving(tmp_path) as (_, line):
        caller = Caller(line, cookie)
        at = int(caller.ask("HEAD", f"/studies/{study}/files?name=a.nii")[1]["upload-offset"])
        if at < len(content):
            span = f"bytes {at}-{len(content) - 1}/{len(content)}"
            assert caller.ask("PUT", f"/studies/{study}/files?name=a.nii", content[at:], Content_Range=span)[0] == 200
    database = open_database(f"sqlite:///{tmp_path / 'neuroinsight.db'}")
    with database.reading() as session:
        (row,) = session.query(StudyFile).all()
    database.engine.dispose()
    stored = tmp_path / "studies" / study / "files" / f"{row.id}.nii"
    assert stored.read_bytes() == content
    assert sha256_of(stored) == row.sha256
