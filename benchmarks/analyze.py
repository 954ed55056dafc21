"""How long does `neuroinsight analyze` take from files to all outputs, and how much memory?

    python benchmarks/analyze.py [--case DIR] [--runs 3]

Promise: at most 12 s wall and 2.5 GB on two cores for T1ce and FLAIR of 240x240x155 voxels, loading included; all
images of the case's folder are measured beside them.
Without --case a phantom of that size is made first (not counted). Every run is a fresh process.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROMISED_S, PROMISED_GB = 12.0, 2.5
NEUROINSIGHT = [sys.executable, "-m", "neuroinsight"]


def find(case: Path, *endings: str) -> Path:
    """Return the file of the case that ends so."""
    for path in sorted(case.iterdir()):
        if path.name.endswith(endings):
            return path
    sys.exit(f"{case} has no file that ends with {' or '.join(endings)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        case = options.case
        if case is None:
            subprocess.run(
                [*NEUROINSIGHT, "phantom", "--out", str(work / "phantom")], check=True, stdout=subprocess.DEVNULL
            )
            case = next(path.parent for path in (work / "phantom").rglob("*_flair.nii.gz"))
        t1ce = find(case, "_t1ce.nii.gz", "-t1c.nii.gz", "_t1ce.nii")
        flair = find(case, "_flair.nii.gz", "-t2f.nii.gz", "_flair.nii")
        print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f} before the first run")
        print("images           run   wall s   CPU s")
        best = {}
        for images, named in {
            "T1ce and FLAIR": ["--t1ce", str(t1ce), "--flair", str(flair)],
            "all in folder": [str(case)],
        }.items():
            walls = [
                measure(images, run, [*named, "--out", str(work / f"{images} {run}")]) for run in range(options.runs)
            ]
            best[images] = min(walls)
        # the largest of all children, the phantom's maker among them where one was made
        peak_gb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e9
    shown = ", ".join(f"{images} {wall:.2f} s" for images, wall in best.items())
    print(f"best wall: {shown} ({PROMISED_S:.0f} s promised); peak {peak_gb:.2f} GB of {PROMISED_GB} promised")


def measure(images: str, run: int, options: list[str]) -> float:
    """Analyze once, print a row, and return the seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run([*NEUROINSIGHT, "analyze", *options], check=True, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{images:15s}  {run + 1:3d}   {wall:6.2f}   {cpu:5.2f}")
    return wall


if __name__ == "__main__":
    main()
