"""Memory of many cases in one call of `analyze`.

Promise: flat. The memory after the last of 200 small cases is that after the first twenty, but for a few megabytes.
Until the tenth it grows by 30 to 40 MB a case: typst keeps what it laid out for the last ten documents. 200 cases with
the shipped model take longer than ten minutes on one busy core.

    python benchmarks/batch.py [--cases 200] [--model glioma]
"""

import argparse
import os
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from neuroinsight.analysis.batch import State, run_many
from neuroinsight.analysis.requests import requests_for
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.inference.store import open_model

WARM = 20  # cases after which allocators and the caches of typst and torch have what they need


def memory_mb() -> float:
    """Return what this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print the memory after the first cases, in the middle and at the end, and the time of a case."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=200)
    options.add_argument("--model", default="glioma")
    arguments = options.parse_args()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for seed in range(4):
            settings = PhantomSettings(case_id=f"P{seed}", seed=seed, spacing_mm=(5.0, 5.0, 5.0))
            write_phantom(make_phantom(settings), root / "made" / f"P{seed}")
        (root / "cases").mkdir()
        for number in range(arguments.cases):
            (root / "cases" / f"case-{number:04}").symlink_to(root / "made" / f"P{number % 4}")
        requests = [one for path in sorted((root / "cases").iterdir()) for one in requests_for([path])]
        held, began = [], time.monotonic()
        for outcome in run_many(requests, open_model(arguments.model), root / "out"):
            held.append(memory_mb())
            if outcome.state is not State.DONE:
                print(f"{outcome.name}: {outcome.state.value}: {outcome.error}")
        took = time.monotonic() - began
    middle = len(held) // 2
    if len(held) < 2 * WARM:
        print(f"too few cases for a promise; memory after each: {', '.join(f'{size:.0f}' for size in held)} MB")
        return
    for what, part in (("first", held[WARM : 2 * WARM]), ("middle", held[middle:][:WARM]), ("last", held[-WARM:])):
        print(f"{what} {len(part)} cases: {median(part):.0f} MB")
    print(f"{len(held)} cases, {took / len(held):.2f} s a case")


if __name__ == "__main__":
    main()
