"""Sides and midlines of real cases from experts' outlines, beside a side that knows nothing of symmetry.

python experiments/0008-place-on-real-cases/measure_place.py DATA [DATA ...] > result.csv
"""

import sys
from pathlib import Path

import numpy as np

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.place import place
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured, NotMeasured, Stated
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_labels, load_study


def text(found: object) -> str:
    """Return a measurement as a cell of the table."""
    if isinstance(found, Measured):
        return f"{found.value:.3f}"
    return found.code if isinstance(found, Stated | NotMeasured) else ""


print("case,side,right_share,share_beside_center,midline_distance_mm,crosses_midline,depth_mm,turn_deg")
for case in find_cases([Path(name) for name in sys.argv[1:]]).cases:
    evidence = Evidence(study=load_study(case), label_map=load_labels(case))
    found, plane, grid = place(evidence), evidence.midline, evidence.label_map.grid
    brain_x = grid.to_world_mm(np.argwhere(evidence.brain)[::23].astype(np.float64))[:, 0]
    tumor_x = grid.to_world_mm(np.argwhere(evidence.label_map.mask(Region.WT)).astype(np.float64))[:, 0]
    beside = float(np.mean(tumor_x > brain_x.mean()))
    turn = "" if isinstance(plane, NotMeasured) else f"{np.degrees(np.arccos(plane.normal[0])):.1f}"
    names = ("side", "right_share", "midline_distance", "crosses_midline", "depth")
    cells = [text(found[f"place.{name}"]) for name in names]
    print(case.key, *cells[:2], f"{beside:.3f}", *cells[2:], turn, sep=",", flush=True)
