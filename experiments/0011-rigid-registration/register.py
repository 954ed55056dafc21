"""How well two dates of one head are laid onto each other, and whether two persons' brains can be told from one's.

    python experiments/0011-rigid-registration/register.py --data DATA --brats CASES --out FOLDER

DATA holds the longitudinal patients (`special/`), CASES the unpacked BraTS cases. Three questions: the error in mm
where the answer is known (a real multiple-sclerosis patient with published transforms; synthetic heads turned and moved
by known amounts), overlap and likeness of one person's dates, and of pairs of different persons.
"""

import argparse
import json
import time
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import PhantomSettings, TumorSettings, make_phantom
from neuroinsight.datasets.phantom.grid import turn_of
from neuroinsight.datasets.phantom.head import CENTER_MM
from neuroinsight.imaging.rigid import Head, Rigid, align
from neuroinsight.io import nifti
from neuroinsight.io.study import load_study

_LPS = np.diag([-1.0, -1.0, 1.0, 1.0])  # ITK's world from RAS
_PATIENTS, _TURNS = 12, 8
Points = NDArray[np.float64]


def main() -> None:
    """Measure and write `result.json`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--brats", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    found = {
        "known_transform": known(arguments.data / "special" / "open_ms_longitudinal_01"),
        "synthetic": synthetic(),
        "one_person": follow_ups(arguments.data / "special" / "follow_up"),
        "two_persons": strangers(arguments.brats),
    }
    (arguments.out / "result.json").write_text(json.dumps(_rounded(found), indent=1) + "\n", encoding="utf-8")


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value


def known(folder: Path) -> dict[str, dict[str, float]]:
    """Both dates of a real patient, sequence by sequence, against the published transforms."""
    rows = {}
    for sequence in ("FLAIR", "T1W"):
        heads, ways = [], []
        for study in ("study1", "study2"):
            way = _onto_common(folder, study, sequence)
            heads.append(_extracted(folder, study, sequence, way))
            ways.append(way)
        began = time.process_time()
        found = _aligned(heads[0], heads[1])
        truth = np.linalg.inv(ways[1]) @ ways[0]
        rows[sequence] = _row(found, _brain_points(heads[0]), truth, began)
    return rows


def _onto_common(folder: Path, study: str, sequence: str) -> NDArray[np.float64]:
    """RAS+ mm of a study's image to RAS+ mm of the common space: the files hold the ways back, for resampling."""
    back = _matrix(folder / f"{study}_FLAIR_to_common_space.txt")
    if sequence != "FLAIR":
        back = _matrix(folder / f"{study}_{sequence}_intrastudy_to_FLAIR.txt") @ back
    return np.linalg.inv(back).astype(np.float64)


def _matrix(path: Path) -> NDArray[np.float64]:
    lines = dict(line.split(": ") for line in path.read_text().splitlines() if ": " in line)
    numbers, center = (np.array(lines[name].split(), float) for name in ("Parameters", "FixedParameters"))
    matrix = np.eye(4)
    matrix[:3, :3] = numbers[:9].reshape(3, 3)
    matrix[:3, 3] = center + numbers[9:] - matrix[:3, :3] @ center
    return _LPS @ matrix @ _LPS


def _extracted(folder: Path, study: str, sequence: str, way: NDArray[np.float64]) -> Head:
    image = nifti.read(folder / f"{study}_{sequence}.nii.gz")
    mask = nifti.read(folder / "coreg_brainmask.nii.gz")
    step = np.linalg.inv(mask.grid.affine) @ way @ image.grid.affine
    inside = ndimage.affine_transform(
        mask.array.astype(np.float32), step[:3, :3], step[:3, 3], output_shape=image.array.shape, order=1
    )
    brain = inside > 0.5
    return Head(array=np.where(brain, image.array, 0), grid=image.grid, changing=np.zeros(brain.shape, np.bool_))


def synthetic() -> list[dict[str, float]]:
    """One head turned and moved, its tumor grown, on another grid."""
    random, rows = np.random.default_rng(0), []
    first = make_phantom(PhantomSettings())
    for turn in range(_TURNS):
        tilt = tuple(float(value) for value in random.uniform(-15, 15, 3))
        settings = PhantomSettings(
            tilt_deg=(tilt[0], tilt[1], tilt[2]),
            spacing_mm=(1.0, 1.0, 5.0) if turn % 2 else (1.0, 1.0, 1.0),
            orientation="RAS",
            tumor=TumorSettings(size_mm=float(random.uniform(25, 55))),
        )
        moved = random.uniform(-25, 25, 3)
        second = make_phantom(settings)
        truth, rotation = np.eye(4), turn_of(settings).astype(float)
        truth[:3, :3], truth[:3, 3] = rotation, CENTER_MM - rotation @ CENTER_MM + moved
        one, other = (_head(made.study.volumes[Sequence.T1CE], made.truth.array) for made in (first, second))
        affine = other.grid.affine.copy()
        affine[:3, 3] += moved
        other = Head(array=other.array, grid=Grid(shape=other.grid.shape, affine=affine), changing=other.changing)
        began = time.process_time()
        found = _aligned(one, other)
        rows.append(_row(found, _brain_points(one), truth, began) | {"slice_mm": settings.spacing_mm[2]})
    return rows


def follow_ups(folder: Path) -> list[dict[str, float]]:
    """Real dates of one person that were registered by others: overlap and likeness."""
    rows = []
    for patient in sorted(folder.iterdir()):
        heads = []
        for date in sorted(patient.iterdir()):
            image, tumor = nifti.read(date / "t1ce.nii.gz"), nifti.read(date / "tumor.nii.gz")
            heads.append(Head(array=image.array, grid=image.grid, changing=tumor.array > 0))
        began = time.process_time()
        found = _aligned(heads[0], heads[1])
        rows.append(_row(found, _brain_points(heads[0]), np.eye(4), began))
    return rows


def strangers(folder: Path) -> list[dict[str, float]]:
    """Pairs of different patients, all in one atlas space: the hardest strangers there are."""
    cases = sorted(folder.glob("*/*"))
    chosen = np.random.default_rng(0).choice(len(cases), _PATIENTS, replace=False)
    heads = []
    for place in chosen:
        study = load_study(cases[place])
        label = nifti.read(next(cases[place].glob("*seg*")))
        heads.append(_head(study.volumes[Sequence.T1CE], label.array))
    rows = []
    for one, other in combinations(heads, 2):
        found = _aligned(one, other)
        rows.append({"overlap": found.overlap, "likeness": found.likeness})
    return rows


def _aligned(moving: Head, fixed: Head) -> Rigid:
    found = align(moving, fixed)
    if found is None:
        raise SystemExit("next to no brain")
    return found


def _head(volume: Volume, labels: NDArray[np.generic]) -> Head:
    return Head(array=volume.array, grid=volume.grid, changing=labels != 0)


def _brain_points(head: Head) -> Points:
    places = np.argwhere(head.array != 0).astype(np.float64)
    return head.grid.to_world_mm(places[:: max(1, len(places) // 5000)])


def _row(found: Rigid, points_mm: Points, truth: NDArray[np.float64], began: float) -> dict[str, float]:
    error = np.linalg.norm(found.apply(points_mm) - (points_mm @ truth[:3, :3].T + truth[:3, 3]), axis=1)
    return {
        "mean_error_mm": float(error.mean()),
        "largest_error_mm": float(error.max()),
        "overlap": found.overlap,
        "likeness": found.likeness,
        "turn_deg": found.turn_deg,
        "cpu_s": time.process_time() - began,
    }


if __name__ == "__main__":
    main()
