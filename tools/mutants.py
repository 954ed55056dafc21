r"""Plant one error at a time in a copy of the source, and show that the tests notice each.

python tools/mutants.py              # all of them
python tools/mutants.py half_voxel   # those whose line holds the word
python tools/mutants.py --check      # only whether each line still fits the source

The table is `tools/mutants.tsv`: what is wrong, the file below `src/neuroinsight`, the text as it is, the text with the
error (`\n` is the end of a line), and the tests that are to notice, apart by tabs. An error is noticed if these tests
pass without it and fail with it.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "neuroinsight"
TABLE = ROOT / "tools" / "mutants.tsv"
_AT_ONCE = 2
_LONGEST_S = 600  # an error that makes a test run for ever is noticed too
_NO_TESTS_RAN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A planted error: what it does, where, and which tests are to notice it."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]

    def problem(self) -> str:
        """Return why the line does not fit the source; nothing if it fits."""
        path = SOURCE / self.file
        found = path.read_text(encoding="utf-8").count(self.before) if path.is_file() else 0
        absent = [test for test in self.tests if not (ROOT / test.partition("::")[0]).exists()]
        if found != 1:
            return f"the text stands {found} times in {self.file}, not once"
        if self.before == self.after:
            return "before and after are the same"
        return f"no such test: {', '.join(absent)}" if absent else ""


def read_table() -> tuple[Mutant, ...]:
    """Return the planted errors, in the order of the table."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    return tuple(
        Mutant(
            name=name,
            file=place,
            before=before.replace("\\n", "\n"),
            after=after.replace("\\n", "\n"),
            tests=tuple(tests.split()),
        )
        for name, place, before, after, tests in rows[1:]
    )


def tests_pass(tests: tuple[str, ...], source: Path) -> bool:
    """Run tests on a source; the working directory is the project's, so that documents and data are found."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", *tests]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    environment["HYPOTHESIS_PROFILE"] = "planted"
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter
            command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=_LONGEST_S
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode == _NO_TESTS_RAN:
        sys.exit(f"no test ran: {' '.join(tests)}")
    return done.returncode == 0


def is_noticed(mutant: Mutant) -> bool:
    """Plant the error in a copy of the source, and say whether its tests fail."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder) / "neuroinsight"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        place = copy / mutant.file
        place.write_text(place.read_text(encoding="utf-8").replace(mutant.before, mutant.after), encoding="utf-8")
        return not tests_pass(mutant.tests, Path(folder))


def main(words: list[str]) -> int:
    """Plant the chosen errors; return 1 if one was not noticed or does not fit the source."""
    only_check = "--check" in words
    chosen = [word for word in words if not word.startswith("--")]
    mutants = [one for one in read_table() if not chosen or any(word in f"{one.name} {one.file}" for word in chosen)]
    unfit = [f"{one.name}: {problem}" for one in mutants if (problem := one.problem())]
    print("\n".join(unfit) or f"{len(mutants)} planted errors fit the source")
    if unfit or only_check:
        return int(bool(unfit))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        named = sorted({test for one in mutants for test in one.tests})
        by_file = [tuple(tests) for _, tests in groupby(named, key=lambda test: test.partition("::")[0])]
        passed = pool.map(lambda tests: tests_pass(tests, ROOT / "src"), by_file)
        failing = [" ".join(tests) for tests, pass_ in zip(by_file, passed, strict=True) if not pass_]
        if failing:
            print("These tests fail without any planted error:", *failing, sep="\n  ")
            return 1
        survivors = []
        for mutant, noticed in zip(mutants, pool.map(is_noticed, mutants), strict=True):
            print(f"{'noticed ' if noticed else 'SURVIVED'}  {mutant.name}", flush=True)
            if not noticed:
                survivors.append(mutant)
    print(f"{len(mutants) - len(survivors)} of {len(mutants)} planted errors were noticed")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
