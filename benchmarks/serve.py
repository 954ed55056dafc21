"""How long does a reader wait for pictures and mask, how much memory does an idle server hold, and who waits meanwhile?

    python benchmarks/serve.py [--case DIR] [--studies 3] [--readers 20]

Promises, on two cores, 240x240x155 voxels, four sequences: from the end of the upload until the mask is served at most
6 s, the uploaded pictures at most 2 s; server, worker and the process that reads uploads hold at most 900 MB idle;
while 20 people browse and 3 studies are analyzed, no request fails and 95 % of reads take at most 500 ms.
Without --case a phantom of that size is made first (not counted). CPU seconds stand beside the wall's: they hold on a
machine that does other work, too.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import httpx

NEUROINSIGHT = [sys.executable, "-m", "neuroinsight"]
PORT = 8436
URL = f"http://127.0.0.1:{PORT}"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Server:
    """A server that was started here, with all its processes."""

    process: int
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(base_url=f"{URL}/api", headers={"origin": URL}, timeout=600)
    )

    def family(self) -> list[int]:
        """Return the process and all below it."""
        parents = {}
        for path in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
        found = [self.process]
        for one in found:
            found += [child for child, parent in parents.items() if parent == one]
        return found

    def memory_mb(self) -> float:
        """Return what all of them hold, what they share counted once (PSS)."""
        total = 0
        for one in self.family():
            try:
                lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1e3

    def cpu_s(self) -> float:
        """Return the processor time of all of them so far."""
        total = 0
        for one in self.family():
            try:
                fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def upload(self, case: Path, number: int) -> str:
        """Make a study and send its images."""
        study = str(self.client.post("/studies", json={"patient": f"NI-{number}"}).json()["id"])
        for file in images_of(case):
            sent = self.client.put(f"/studies/{study}/files", params={"name": file.name}, content=file.read_bytes())
            sent.raise_for_status()
        return study

    def wait(self, study: str) -> None:
        """Return when the study is analyzed."""
        while (job := self.client.get(f"/studies/{study}/job").json())["state"] in {"queued", "running"}:
            time.sleep(0.05)
        if job["state"] != "done":
            sys.exit(f"the analysis ended as {job['state']}: {job['error']}")


def images_of(case: Path) -> list[Path]:
    """Return the images of a case, without its label map."""
    return [path for path in sorted(case.glob("*.nii*")) if "seg" not in path.name]


def main() -> None:
    """Start a server, print what was measured beside what is promised, end it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--case", type=Path)
    options.add_argument("--studies", type=int, default=3)
    options.add_argument("--readers", type=int, default=20)
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        case = arguments.case or phantom(Path(folder))
        words = [*NEUROINSIGHT, "serve", "--data-dir", f"{folder}/data", "--port", str(PORT)]
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server = Server(started.pid)
        try:
            until_up(server)
            print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f} before the first study")
            wait_for_mask(server, case)
            browse(server, case, arguments.studies, arguments.readers)
        finally:
            started.terminate()
            started.wait()


def phantom(folder: Path) -> Path:
    """Return the folder of a new phantom."""
    subprocess.run([*NEUROINSIGHT, "phantom", "--out", str(folder / "made")], check=True, stdout=subprocess.DEVNULL)
    return next(path.parent for path in (folder / "made").rglob("*_flair.nii.gz"))


def until_up(server: Server) -> None:
    """Wait for the first answer, make the first person, and wait for the worker."""
    while True:
        try:
            server.client.get("/health")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    person = {"name": "anna", "display_name": "Anna", "password": "sailing over quiet water"}
    server.client.post("/setup", json=person).raise_for_status()


def wait_for_mask(server: Server, case: Path) -> None:
    """Print what a reader waits for, of a warm server: the first study is not counted."""
    print("study   pictures s   mask s   CPU s of it")
    study = ""
    for number in range(4):
        study = server.upload(case, number)
        began, cpu = time.monotonic(), server.cpu_s()
        server.client.get(f"/studies/{study}/intake").raise_for_status()
        for sequence in ("t1", "t1ce", "t2", "flair"):
            server.client.get(f"/studies/{study}/images/{sequence}.nii.gz").raise_for_status()
        pictures = time.monotonic() - began
        server.client.post(f"/studies/{study}/analyze").raise_for_status()
        server.wait(study)
        server.client.get(f"/studies/{study}/versions/1/label-map.nii.gz").raise_for_status()
        took = time.monotonic() - began
        print(f"{'warm-up' if number == 0 else number:>7} {pictures:10.2f} {took:8.2f} {server.cpu_s() - cpu:10.2f}")
    stages = server.client.get(f"/studies/{study}/job").json()["stages"]
    print("of the last: " + ", ".join(f"{one['stage']} {one['seconds']} s" for one in stages))
    time.sleep(2)
    print(f"memory of the idle server and its processes: {server.memory_mb():.0f} MB (900 promised)")


@dataclass(slots=True)
class Reader:
    """A person who browses, until everything is analyzed."""

    cookies: httpx.Cookies
    study: str
    ended: threading.Event
    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def browse(self) -> None:
        """Look at the work list, a study and its job, again and again."""
        with httpx.Client(base_url=f"{URL}/api", cookies=self.cookies, timeout=60) as client:
            while not self.ended.is_set():
                for address in ("/studies", f"/studies/{self.study}", f"/studies/{self.study}/job"):
                    self.read(client, address)
                    self.ended.wait(0.5)  # a person looks at what came

    def read(self, client: httpx.Client, address: str) -> None:
        """Read once."""
        began = time.monotonic()
        try:
            answer = client.get(address)
        except httpx.TransportError as error:
            self.failed.append(str(error))
            return
        self.took.append(time.monotonic() - began)
        if answer.status_code != httpx.codes.OK:
            self.failed.append(f"{address}: {answer.status_code}")


def browse(server: Server, case: Path, studies: int, readers: int) -> None:
    """Print how long reads take while studies are analyzed."""
    waiting = [server.upload(case, 10 + number) for number in range(studies)]
    for study in waiting:
        server.client.post(f"/studies/{study}/analyze").raise_for_status()
    ended = threading.Event()
    people = [Reader(server.client.cookies, waiting[0], ended) for _ in range(readers)]
    threads = [threading.Thread(target=person.browse) for person in people]
    for thread in threads:
        thread.start()
    for study in waiting:
        server.wait(study)
    ended.set()
    for thread in threads:
        thread.join()
    took, failed = (
        [one for person in people for one in person.took],
        [one for person in people for one in person.failed],
    )
    last = quantiles(took, n=20)[-1]
    print(
        f"{readers} readers beside {studies} studies: {len(took)} reads, {len(failed)} failed {failed[:3] or ''}; "
        f"median {1000 * median(took):.0f} ms, 95 % within {1000 * last:.0f} ms (500 promised)"
    )


if __name__ == "__main__":
    main()
