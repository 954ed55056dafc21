"""How many slices a second does the loader feed, and how long does the training wait for it?

    python benchmarks/loader.py [--data DIR] [--recipe NAME] [--seconds 20]

Three feeds in one run, so that their ratios hold on a noisy machine: reading all NIfTI files for every batch (as many
notebooks do), the cache, and the cache with augmentation. Then a training, alone and with one worker process, which
says what share of its time it waited. Without --data four phantoms are made first.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from torch.utils.data import DataLoader

from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_study
from neuroinsight.preprocess.prepare import prepare
from neuroinsight.training.augmentation import Augmentation
from neuroinsight.training.batches import BatchOrder, Slices
from neuroinsight.training.cache import build_cache
from neuroinsight.training.events import Event, Step
from neuroinsight.training.job import Job
from neuroinsight.training.recipe import Recipe, load_recipe, with_changes
from neuroinsight.training.run import train


def rate(feed: Callable[[], int], seconds: float) -> float:
    """Return how many slices a second a feed gives, after one call to warm up."""
    feed()
    began, slices = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        slices += feed()
    return slices / (time.monotonic() - began)


def measure(recipe: Recipe, cases: tuple[Case, ...], work: Path, seconds: float) -> None:
    plan, size = recipe.to_plan(), recipe.optimization.batch_size
    random = np.random.default_rng(0)

    def from_files() -> int:
        study = load_study(cases[int(random.integers(len(cases)))], plan.sequences)
        prepared = prepare(study, plan).array
        return len(prepared[:, random.integers(prepared.shape[1], size=size)].swapaxes(0, 1))

    cached = build_cache(cases, plan, work / "cache")
    order = BatchOrder(cached, recipe.sampling, batch_size=size, seed=0)

    def batches(augmentation: Augmentation | None) -> Callable[[], int]:
        loader = DataLoader(Slices(cached, plan.context, augmentation), batch_sampler=order)
        stream = [iter(loader)]

        def feed() -> int:
            for images, _ in stream[0]:
                return len(images)
            order.epoch += 1
            stream[0] = iter(loader)
            return feed()

        return feed

    print(f"recipe {recipe.name}, batches of {size}, {len(cases)} cases")
    print(f"{'feed':34s} slices/s   ratio")
    slow = rate(from_files, seconds)
    for name, speed in (
        ("NIfTI files for every batch", slow),
        ("cache", rate(batches(None), seconds)),
        ("cache and augmentation", rate(batches(Augmentation(recipe.augmentation, plan.sequences)), seconds)),
    ):
        print(f"{name:34s} {speed:8.0f}   {speed / slow:5.1f}")

    short = with_changes(recipe, ["optimization.epochs=1", f"sampling.slices_per_epoch={40 * size}"])
    print(f"{'training':34s} slices/s   waiting")
    for workers in (0, 1):
        heard: list[Event] = []
        job = Job(training=cases, validation=(), out=work / f"run{workers}", cache=work / "cache", workers=workers)
        train(short, job, report=heard.append)
        name = "without a worker" if workers == 0 else "with one worker process"
        last = [event for event in heard if isinstance(event, Step)][-1]
        print(f"{name:34s} {last.slices_per_s:8.1f}   {last.waiting_fraction:7.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--recipe", default="glioma_25d")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data = options.data
        if data is None:
            data = work / "phantoms"
            for seed in range(4):
                command = [sys.executable, "-m", "neuroinsight", "phantom", "--out", str(data), "--seed", str(seed)]
                command += ["--case-id", f"Brats18_PHANTOM_A{seed}_1"]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        measure(load_recipe(options.recipe), find_cases([data])[:4], work, options.seconds)


if __name__ == "__main__":
    main()
