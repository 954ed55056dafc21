"""How much processor time `dataset describe` takes for a case, beyond reading it.

Promise: at most 0.1 s of CPU a case beyond reading it. Cases are linked many times over, so that finding a thousand is
measured; all figures come from one run.

    python benchmarks/describe.py DIR [--cases 100]
"""

import argparse
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.describe import describe_case
from neuroinsight.datasets.loading import load_labels, load_study


def read(case: Case) -> None:
    """Read all of a case as `describe` does, and nothing more."""
    for sequence in case.images:
        load_study(case, (sequence,))
    if case.labels is not None:
        load_labels(case)


def measure(cases: list[Case], work: Callable[[Case], object]) -> float:
    """Return the processor time for a case in seconds."""
    started = time.process_time()
    for case in cases:
        work(case)
    return (time.process_time() - started) / len(cases)


def main() -> None:
    """Print finding, reading and describing for a case."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--cases", type=int, default=100)
    arguments = options.parse_args()
    real = [case for case in find_cases([arguments.data]) if set(case.images) == set(Sequence) and case.labels]
    with TemporaryDirectory() as folder:
        for number, case in enumerate(islice(cycle(real), arguments.cases)):
            home = Path(folder) / f"P{number:05}"
            home.mkdir()
            for path in case.files:
                (home / path.name).symlink_to(path.resolve())
        started = time.process_time()
        find_cases([Path(folder)])
        finding = (time.process_time() - started) / arguments.cases
    cases = list(islice(cycle(real), arguments.cases))
    reading, describing = measure(cases, read), measure(cases, describe_case)
    print(f"{arguments.cases} cases: finding {1000 * finding:.1f} ms a case, reading {1000 * reading:.0f} ms")
    print(f"describing {1000 * describing:.0f} ms, {1000 * (describing - reading):.0f} ms beyond reading")


if __name__ == "__main__":
    main()
