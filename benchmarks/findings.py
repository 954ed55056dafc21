"""What does each finding and each view cost, after the network has answered?

    python benchmarks/findings.py [--case DIR]

Promise: everything beyond the segmentation at most 4 s on two cores for images of 240x240x155 voxels, the registration
of the template among it; the PDF at most 1.5 s and 3 MB, the HTML page at most 6 MB.
Without --case a phantom of that size is made first. Measures that share what was computed once (lesions, the midline,
the registration) are billed to the first that asks.
"""

import argparse
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import neuroinsight
from neuroinsight.analysis.analyze import record_of
from neuroinsight.clinical.catalogue import MEASURES
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.datasets.phantom import make_phantom, write_phantom
from neuroinsight.datasets.phantom.settings import PhantomSettings
from neuroinsight.report.catalogue import VIEWS

PROMISED_S, PROMISED_PDF_S = 4.0, 1.5
PROMISED_MB = {"report.pdf": 3.0, "report.html": 6.0}
T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        case = options.case
        if case is None:
            write_phantom(make_phantom(PhantomSettings()), Path(folder))
            case = next(path.parent for path in Path(folder).rglob("*_flair.nii.gz"))
        study = neuroinsight.load(case)
        model = neuroinsight.open_model("glioma")
        result, seconds, _ = timed(lambda: neuroinsight.analyze(study, model))
        print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
        print(f"{'analyze, all of it':40s} {seconds:6.2f} s")

    evidence = Evidence(
        study=result.study, label_map=result.label_map, card=model.card, probabilities=result.probabilities
    )
    print(f"\n{'findings':40s}  wall s   CPU s")
    for take in dict.fromkeys(entry.take for entry in MEASURES):
        names = ", ".join(dict.fromkeys(entry.name.split(".")[0] for entry in MEASURES if entry.take is take))
        bill(names, partial(take, evidence))
    again = Evidence(
        study=result.study, label_map=result.label_map, card=model.card, probabilities=result.probabilities
    )
    record, in_all, _ = timed(lambda: record_of(again, author=model.identity).record)
    print(f"{'the whole record':40s}  {in_all:6.2f}")

    print(f"\n{'views':40s}  wall s   CPU s      MB")
    by_default = 0.0
    for view in VIEWS:
        content, wall, cpu = timed(partial(neuroinsight.render, record, result.study, result.label_map, view.name))
        size = len(content) / 1e6
        promised = f"  ({PROMISED_MB[view.name]} promised)" if view.name in PROMISED_MB else ""
        print(f"{view.name:40s}  {wall:6.2f}  {cpu:6.2f}  {size:6.2f}{promised}")
        by_default += wall if view.by_default else 0
    print(f"\nrecord and default views: {in_all + by_default:.2f} s of {PROMISED_S} s promised")


def bill(name: str, work: Callable[[], object]) -> None:
    """Print what a piece of work took."""
    _, wall, cpu = timed(work)
    print(f"{name:40s}  {wall:6.2f}  {cpu:6.2f}")


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Return what a piece of work gives, its wall seconds and its processor seconds."""
    wall, cpu = time.monotonic(), time.process_time()
    given = work()
    return given, time.monotonic() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
