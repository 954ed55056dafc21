"""Print how far real images are from what the checks of mirrored images and of missing slices doubt.

python experiments/0006-sequence-from-pixels/measure.py --data FOLDER [--data FOLDER]
"""

import argparse
from itertools import permutations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.grid import Grid
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_study
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.imaging.orientation import canonical_order, to_canonical
from neuroinsight.preprocess.completeness import gaps
from neuroinsight.preprocess.mirroring import detail, mirror_ratio
from neuroinsight.preprocess.thumbnail import thumbnail

SPACINGS = ((1, 1, 1), (1, 1, 5), (5, 1, 1), (3, 3, 3))  # mm, by leaving slices out


def every(image: NDArray[np.generic], spacing: tuple[int, int, int]) -> Volume:
    thin = image[:: spacing[0], :: spacing[1], :: spacing[2]]
    shape = (thin.shape[0], thin.shape[1], thin.shape[2])
    return Volume(array=thin, grid=Grid(shape=shape, affine=np.diag([*map(float, spacing), 1.0])))  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", required=True)
    options = parser.parse_args()
    in_place: list[tuple[float, str]] = []
    mirrored: list[tuple[float, str]] = []
    unsure = 0
    for case in find_cases(options.data):
        study = load_study(case)
        images = {s: to_canonical(v.array, canonical_order(v.grid)) for s, v in study.volumes.items()}
        for spacing in SPACINGS:
            volumes = {sequence: every(image, spacing) for sequence, image in images.items()}
            small = {sequence: thumbnail(volume) for sequence, volume in volumes.items()}
            for sequence, gap in gaps(volumes, small):
                print(f"{case.key} {sequence} {spacing}: {gap.flaw} {gap.plane} {gap.slices}", flush=True)
            box = bounding_box(np.asarray(np.logical_or.reduce([one.brain for one in small.values()])))
            if box is None:
                continue
            levels = {sequence: detail(one, box) for sequence, one in small.items()}
            for one, other in permutations(levels, 2):
                name = f"{case.key} {one} {other} {spacing}"
                for results, second in ((in_place, levels[other]), (mirrored, levels[other][::-1])):
                    ratio = mirror_ratio(levels[one], second)
                    unsure += ratio is None
                    if ratio is not None:
                        results.append((ratio, name))
    print("in place, lowest:", sorted(in_place)[:5], len(in_place))
    print("mirrored, highest:", sorted(mirrored)[-5:], len(mirrored))
    print("no more than chance:", unsure)


if __name__ == "__main__":
    main()
