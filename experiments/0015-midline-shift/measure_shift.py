"""Midline shifts of real cases, by all images and by either contrast alone, on outlines of models that never saw them.

python experiments/0015-midline-shift/measure_shift.py LABEL_MAPS DATA [DATA ...] > result.csv
"""

import sys
from pathlib import Path

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.mass_effect import CONTRASTS, deviation, mass_effect
from neuroinsight.core.labels import BRATS_2017, Region
from neuroinsight.core.measurement import Measured, NotMeasured, Stated
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_study
from neuroinsight.imaging.midsurface import middle_of
from neuroinsight.imaging.section import section_along
from neuroinsight.imaging.symmetry import Plane
from neuroinsight.io.labels import read_label_map

print("case,whole_ml,shift_mm,to,by_t1_mm,by_t2_mm,reason")
for case in find_cases([Path(name) for name in sys.argv[2:]]).cases:
    label_map = read_label_map(Path(sys.argv[1]) / f"{case.key}.nii.gz", BRATS_2017)
    evidence = Evidence(study=load_study(case), label_map=label_map)
    shift, to = mass_effect(evidence).values()
    alone, kinds, plane = [], list(evidence.study.volumes), evidence.midline
    if isinstance(plane, Plane):
        masks = (evidence.brain, label_map.mask(Region.TC), label_map.mask(Region.WT))
        section = section_along(plane, [one.array for one in evidence.study.volumes.values()], masks, label_map.grid)
        if section is not None:
            groups = [[kinds.index(one) for one in contrast] for contrast in CONTRASTS]
            alone = [deviation(section, middle_of(section, group))[0] * section.unit_mm for group in groups]
    whole_ml = evidence.voxels[Region.WT] * label_map.grid.voxel_volume_ml
    print(
        case.key,
        f"{whole_ml:.0f}",
        f"{shift.value:.2f}" if isinstance(shift, Measured) else "",
        to.code if isinstance(to, Stated) else "",
        *(f"{one:.2f}" for one in alone),
        shift.code if isinstance(shift, NotMeasured) else "",
        sep=",",
        flush=True,
    )
