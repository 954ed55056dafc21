"""Trials of analyses that are killed, starved and raced; run as a program, so that forking costs no imports.

Each trial is a process of its own. After every one, the folder of results holds the files of one patient, whole, or
none; what they must be, byte for byte, undisturbed runs have said.
"""

import os
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from neuroinsight.analysis.batch import run_one
from neuroinsight.analysis.outputs import MANIFEST, Existing, Output
from neuroinsight.analysis.requests import Request, requests_for
from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.inference.store import open_model
from neuroinsight.io.lock import place_beside

DONE, REFUSED = 0, 2


class Trials:
    """Two patients, an untrained model, and what undisturbed runs write."""

    def __init__(self, cases: Path, model: Path, room: Path) -> None:
        self.requests = requests_for([cases])
        self.bundle = open_model(model)
        self.out = room / "out"
        began = time.monotonic()
        for request in self.requests:
            require(self.run(request, room / request.name, Existing.REFUSE) == DONE, "an undisturbed run")
        self.lasts_s = (time.monotonic() - began) / len(self.requests)
        self.expected = [files_in(room / request.name) for request in self.requests]

    def start(self, request: Request, out: Path, existing: Existing, limit: Callable[[], None] = lambda: None) -> int:
        """Begin an analysis in a process of its own and return its number."""
        child = os.fork()
        if child:
            return child
        code = 1
        try:
            limit()
            run_one(request, self.bundle, out, output=Output(existing=existing))
            code = DONE
        except NeuroInsightError as error:
            sys.stdout.write(f"{error.code}: {error}\n")
            code = REFUSED
        except Exception:  # noqa: BLE001 - what it was is to be seen
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)

    def run(self, request: Request, out: Path, existing: Existing, limit: Callable[[], None] = lambda: None) -> int:
        """Return the exit code of an analysis that is left alone."""
        return ended(self.start(request, out, existing, limit))

    def kill(self, chance: random.Random) -> None:
        """Kill an analysis that replaces results, at any moment or just where it takes its place."""
        child = self.start(chance.choice(self.requests), self.out, Existing.OVERWRITE)
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, self.lasts_s))
        else:
            sealed = place_beside(self.out, "work") / MANIFEST
            deadline = time.monotonic() + 20 * self.lasts_s
            while (
                not sealed.exists()
                and time.monotonic() < deadline
                and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
            ):
                time.sleep(0.0002)
            time.sleep(chance.uniform(0, 0.01))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = files_in(self.out)
        require(not found or found in self.expected, f"results of one patient, whole: {sorted(found)}")

    def mend(self) -> None:
        """Have the next run finish, whatever stands there, and leave nothing else."""
        for request, expected in zip(self.requests, self.expected, strict=True):
            if self.run(request, self.out, Existing.KEEP) == REFUSED:
                require(files_in(self.out) in self.expected, "a refusal for another patient's results alone")
                require(self.run(request, self.out, Existing.OVERWRITE) == DONE, "replacing after kills")
            require(files_in(self.out) == expected, "the files of an undisturbed run")
        left = [path.name for path in self.out.parent.iterdir() if path.name.startswith(".")]
        require(not left, f"nothing left of killed runs: {left}")

    def starve(self, limit: Callable[[], None]) -> None:
        """Let an analysis that replaces results meet a limit of the system: it is told, and the old results stay."""
        before = files_in(self.out)
        code = self.run(self.requests[0], self.out, Existing.OVERWRITE, limit)
        require(code == REFUSED, f"a refusal in words: {code}")
        require(files_in(self.out) == before, "the old results")

    def race(self, room: Path) -> None:
        """Let two analyses begin in one new folder: one is refused, the other's results are whole."""
        children = [self.start(request, room / "raced", Existing.REFUSE) for request in self.requests]
        codes = [ended(child) for child in children]
        require(sorted(codes) == [DONE, REFUSED], f"one winner: {codes}")
        require(files_in(room / "raced") == self.expected[codes.index(DONE)], "the winner's files")


def ended(child: int) -> int:
    """Wait for a process and return its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder by name; none if there is no folder."""
    return {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}


def require(condition: bool, what: str) -> None:
    """End the program where a trial did not give what it must."""
    if not condition:
        sys.exit(f"not so: {what}")


def small_files() -> None:
    """Let no file grow, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))


def main() -> None:
    """Take folders of cases, model and results, a number of kills, and a seed."""
    cases, model, room = map(Path, sys.argv[1:4])
    kills, chance = int(sys.argv[4]), random.Random(int(sys.argv[5]))  # noqa: S311 - moments, not secrets
    trials = Trials(cases, model, room)
    trials.race(room)
    for _ in range(kills):
        trials.kill(chance)
    trials.mend()
    trials.starve(small_files)
    sys.stdout.write(f"held after {kills} kills\n")


if __name__ == "__main__":
    main()
