"""Raw heads with a known answer: an expert's tumor, HD-BET's brains, true transforms.

    python experiments/0014-raw-scans/raw_heads.py DATA experiments/0014-raw-scans/result.json

DATA holds `special/` with the raw study of TCGA-FG-6692, its reference, and the first patient of open_ms_data.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroinsight import Sequence, Study, open_model
from neuroinsight.analysis.preparing import PreparedHead, prepare_head
from neuroinsight.core.grid import Grid
from neuroinsight.core.study import Identity
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.registration import laid_onto
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.study import load_study
from neuroinsight.preprocess.admission import admit

TCGA = {Sequence.T1: "t1", Sequence.T1CE: "t1c", Sequence.T2: "t2", Sequence.FLAIR: "fla"}
MS = {Sequence.T1: "T1W", Sequence.T2: "T2W", Sequence.FLAIR: "FLAIR"}
Points = NDArray[np.float64]


def dice(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    both = np.count_nonzero(one & other)
    return round(2 * both / (np.count_nonzero(one) + np.count_nonzero(other)), 4)


def carried(head: PreparedHead, image: NDArray[np.generic], source: Grid, onto: tuple[Sequence, Grid]) -> Points:
    back = np.linalg.inv(head.ways[onto[0]])
    return np.asarray(laid_onto(image, source, onto[1], np.asarray(back, np.float64)), np.float64)


def glioma(special: Path) -> dict[str, object]:
    """The raw study of TCGA-FG-6692."""
    study, started = load_study(special / "raw_native_TCGA-FG-6692"), time.process_time()
    head = prepare_head(study)
    seconds, bundle = time.process_time() - started, open_model("glioma")
    found = bundle.segment(admit(head.working, bundle.plan).study).probabilities
    if found is None or found.grid is None:
        raise SystemExit("the model gives no probabilities on a grid")
    flair = study.volumes[Sequence.FLAIR].grid
    whole = carried(head, found.array[0], found.grid, (Sequence.FLAIR, flair)) > 0.5
    truth = read_volume(special / "raw_reference/TCGA_FG_6692_20020606_flair_tumor_truth.nii.gz").array > 0
    brain = carried(head, head.mask.array, head.mask.grid, (Sequence.FLAIR, flair)) > 0.5
    brains = {}
    for sequence, name in TCGA.items():
        grid = study.volumes[sequence].grid
        reference = read_volume(special / f"raw_reference/mask_{name}.nii.gz").array > 0
        brains[sequence.value] = dice(carried(head, head.mask.array, head.mask.grid, (sequence, grid)) > 0.5, reference)
    return {
        "model": f"{bundle.identity.name} {bundle.identity.version}",
        "whole_tumor_dice": dice(whole, truth),
        "whole_tumor_ml": round(float(np.count_nonzero(whole) * flair.voxel_volume_ml), 2),
        "expert_ml": round(float(np.count_nonzero(truth) * flair.voxel_volume_ml), 2),
        "tumor_outside_of_brain": round(float(np.count_nonzero(truth & ~brain) / np.count_nonzero(truth)), 4),
        "brain_dice": brains,
        "preparation_cpu_s": round(seconds, 1),
        "steps": [dict(step.values) for step in head.steps if step.code == "raw.registered"],
    }


def sclerosis(folder: Path, date: int) -> dict[str, object]:
    """A patient of open_ms_data: T1 stands in for T1CE, which there is none of, so that the model can be asked."""
    volumes = {sequence: read_volume(folder / f"study{date}_{name}.nii.gz") for sequence, name in MS.items()}
    head = prepare_head(Study(identity=Identity(case_id="ms"), volumes=volumes))
    mask = read_volume(folder / "coreg_brainmask.nii.gz")
    common = mask.grid.to_world_mm(np.argwhere(mask.array > 0)[::997].astype(np.float64))
    to_flair = transform(folder / f"coreg_study{date}_FLAIR_to_common_space.txt")
    ways = {Sequence.FLAIR: to_flair}
    for sequence, name in ((Sequence.T1, "T1W"), (Sequence.T2, "T2W")):
        ways[sequence] = transform(folder / f"study{date}_{name}_intrastudy_to_FLAIR.txt") @ to_flair
    here = moved(common, ways[head.reference])
    errors, brains = {}, {}
    for sequence, way in ways.items():
        true = np.asarray(np.linalg.inv(way), np.float64)  # from the sequence's points to the common space
        reference = laid_onto((mask.array > 0).astype(np.float32), mask.grid, volumes[sequence].grid, true) > 0.5
        own = carried(head, head.mask.array, head.mask.grid, (sequence, volumes[sequence].grid)) > 0.5
        brains[sequence.value] = dice(own, reference)
        if sequence is not head.reference:
            apart = moved(here, np.asarray(head.ways[sequence])) - moved(common, way)
            errors[sequence.value] = round(float(np.linalg.norm(apart, axis=1).mean()), 2)
    given: dict[Sequence, Volume] = {}
    for sequence, volume in head.working.volumes.items():
        given[Sequence.T1CE if sequence is Sequence.T1 else sequence] = volume
    found = open_model("glioma").segment(Study(identity=Identity(case_id="ms"), volumes=given)).label_map
    return {
        "reference": head.reference.value,
        "registration_error_mm": errors,
        "brain_dice": brains,
        "tumor_ml_with_t1_for_t1ce": round(float(np.count_nonzero(found.array) * found.grid.voxel_volume_ml), 2),
    }


def transform(path: Path) -> NDArray[np.float64]:
    """Return an ITK transform file's matrix, from points of the fixed image to the moving one's, in RAS."""
    lines = path.read_text().split("\n")
    numbers = np.array([float(word) for word in lines[3].split(":")[1].split()])
    center = np.array([float(word) for word in lines[4].split(":")[1].split()])
    matrix = np.eye(4)
    matrix[:3, :3] = numbers[:9].reshape(3, 3)
    matrix[:3, 3] = numbers[9:] + center - matrix[:3, :3] @ center
    flip = np.diag([-1.0, -1.0, 1.0, 1.0])
    return np.asarray(flip @ matrix @ flip, np.float64)


def moved(points: Points, matrix: Points) -> Points:
    return points @ matrix[:3, :3].T + matrix[:3, 3]


if __name__ == "__main__":
    special = Path(sys.argv[1]) / "special"
    result = {"TCGA-FG-6692": glioma(special)}
    for date in (1, 2):
        result[f"open_ms_longitudinal_01, date {date}"] = sclerosis(special / "open_ms_longitudinal_01", date)
    Path(sys.argv[2]).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))
