"""How fast does a study of four sequences go up on the loopback, and how much memory does the server take for it?

    python benchmarks/upload.py [--megabytes 64] [--part 16]

The real server on a fresh data folder; four files of random bytes, which nothing shrinks, in parts as the page sends
them, one after the other. Memory is the server's peak before and after (Linux).
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MB = 1_000_000


def started(data: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a server and return it with the host and port that it listens at."""
    command = [sys.executable, "-m", "neuroinsight", "serve", "--port", "0", "--data-dir", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if server.stdout is None:
        raise RuntimeError("the server has no output")
    for line in server.stdout:
        if found := re.search(r"https?://([\w.:]+)", line):
            return server, found.group(1)
    raise RuntimeError("the server did not start")


def peak_mb(process: int) -> float:
    """Return the most memory that a process had."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8")) if status.exists() else None
    return int(found.group(1)) / 1024 if found else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=64, help="of each file")
    parser.add_argument("--part", type=int, default=16, help="megabytes of a part")
    wanted = parser.parse_args()
    content = os.urandom(wanted.megabytes * MB)
    with tempfile.TemporaryDirectory() as folder:
        server, address = started(Path(folder))
        try:
            line = http.client.HTTPConnection(address)
            headers = {"Content-Type": "application/json"}
            person = json.dumps({"name": "benchmark", "password": "measuring how fast it goes"})
            line.request("POST", "/api/setup", person, headers)
            answer = line.getresponse()
            cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
            answer.read()
            headers |= {"Cookie": cookie, "Origin": f"http://{address}"}
            line.request("POST", "/api/studies", "{}", headers)
            study = json.load(line.getresponse())["id"]
            before, began = peak_mb(server.pid), time.monotonic()
            for name in ("t1", "t1ce", "t2", "flair"):
                for at in range(0, len(content), wanted.part * MB):
                    part = content[at : at + wanted.part * MB]
                    span = f"bytes {at}-{at + len(part) - 1}/{len(content)}"
                    path = f"/api/studies/{study}/files?name={name}.nii"
                    line.request("PUT", path, part, headers | {"Content-Range": span})
                    answer = line.getresponse()
                    answer.read()
                    if answer.status != http.HTTPStatus.OK:
                        raise RuntimeError(f"{answer.status} for {span} of {name}")
            seconds = time.monotonic() - began
            total = 4 * wanted.megabytes
            print(f"{total} MB in {seconds:.2f} s: {total / seconds:.0f} MB/s")
            print(f"peak of the server: {before:.0f} MB before, {peak_mb(server.pid):.0f} MB after")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
