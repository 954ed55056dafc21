"""How long do all metrics of one case take?

    python benchmarks/metrics.py [--repeats 3]

Promise: at most 2 s of CPU on one core for 240x240x155 voxels, a scattered prediction included. Two rugged tumors of
about 100 ml are compared; the scattered one also has 200 false voxels all over the head.
"""

import argparse
import os
import time

import numpy as np
from scipy import ndimage

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.metrics.score import score

PROMISED_S = 2.0
SHAPE = (240, 240, 155)


def tumor(random: np.random.Generator, shift: tuple[int, int, int]) -> np.ndarray:
    """Return label numbers of a tumor with rugged borders."""
    center = np.array([90, 130, 80]) + shift
    distance = np.sqrt(sum((index - middle) ** 2 for index, middle in zip(np.indices(SHAPE), center, strict=True)))
    distance += ndimage.gaussian_filter(random.normal(0, 60, SHAPE), 4)
    return np.select([distance < 14, distance < 20, distance < 29], [1, 4, 2], 0).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    random = np.random.default_rng(0)
    grid = Grid(shape=SHAPE, affine=np.diag([-1.0, -1.0, 1.0, 1.0]))
    truth = LabelMap(array=tumor(random, (0, 0, 0)), grid=grid, scheme=BRATS_2017)
    near = tumor(random, (3, 2, 1))
    scattered = near.copy()
    scattered[tuple(random.integers(10, 145, (3, 200)))] = 2
    print(f"load {os.getloadavg()[0]:.1f}; CPU seconds, best of {options.repeats}")
    for name, array in (("near", near), ("scattered", scattered), ("nothing", np.zeros_like(near))):
        prediction = LabelMap(array=array, grid=grid, scheme=BRATS_2017)
        times = []
        for _ in range(options.repeats):
            began = time.process_time()
            score(truth, prediction)
            times.append(time.process_time() - began)
        print(f"{name:10s} {min(times):5.2f} of {PROMISED_S:.0f} promised")


if __name__ == "__main__":
    main()
