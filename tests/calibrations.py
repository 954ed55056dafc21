"""Calibrations made by hand, and a patient whose outlines have probabilities."""

import numpy as np
from scipy import ndimage

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.calibration import Calibration, ExpectedDice, GradeRule, SequenceSet, Spread, Weighted
from neuroinsight.core.findings import NOTHING_DECLARED, Alike, Declared
from neuroinsight.core.labels import BRATS_2017, NESTED_REGIONS, LabelMap
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.record import Caution
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from tests.strategies import ellipsoid, grid_of, permuted, tumor

SHAPE = (26, 30, 22)
SPACING_MM = 4.0
ALIKE = (
    Alike(from_probability=0.0, to_probability=0.5, patients=10, hgg=2),
    Alike(from_probability=0.5, to_probability=1.0, patients=20, hgg=19),
)


def weighted(constant: float, **weights: float) -> Weighted:
    """Return a sum of signs as they are: means 0, deviations 1."""
    names = tuple(name.replace("__", ".") for name in weights)
    count = len(names)
    return Weighted(
        signs=names, means=(0.0,) * count, deviations=(1.0,) * count, weights=tuple(weights.values()), constant=constant
    )


def calibration(
    *,
    sequences: tuple[Sequence, ...] = tuple(Sequence),
    off: float = 0.2,
    dice_log_odds: float = 2.0,
    grade: Weighted | None = None,
    readable_from: float = 0.5,
    model_sha256: str = "aa",
) -> Calibration:
    """Return one that expects volumes to be off by `off` cube roots of a milliliter, whatever the signs."""
    regions = [region.value for region in NESTED_REGIONS]
    known = SequenceSet(
        sequences=sequences,
        spreads={
            f"volume.{region}": Spread(root=3, log_error=weighted(float(np.log(off))), quantile=1.0, cases=9)
            for region in regions
        },
        dice={region: ExpectedDice(log_odds=weighted(dice_log_odds), quantile=1.0, cases=9) for region in regions},
        readable_from=readable_from,
        grade=GradeRule(
            log_odds=grade or weighted(0.5, enhancing=0.5, brightness_t1ce=0.1), undetermined=(0.3, 0.7), alike=ALIKE
        ),
    )
    return Calibration(
        model_sha256=model_sha256,
        folds={"fold-0": "bb"},
        reads=tuple(Sequence),
        confidence=0.9,
        coarsest_mm=SPACING_MM,
        sets=(known,),
    )


def outlined(
    codes: str = "RAS",
    *,
    known: Calibration | None = None,
    sequences: tuple[Sequence, ...] = tuple(Sequence),
    radius: float = 6.0,
    declared: Declared = NOTHING_DECLARED,
    noticed: tuple[Caution, ...] = (),
) -> Evidence:
    """Return a brain with a tumor of this radius in voxels (0: none), whose probabilities fall off at its borders."""
    grid = grid_of("RAS", shape=SHAPE, spacing_mm=(SPACING_MM,) * 3, origin_mm=(-50.0, -60.0, -40.0))
    brain = ellipsoid(SHAPE, (12.5, 14.5, 10.5), (12.0, 14.0, 10.0))
    labels = tumor(SHAPE, (16.0, 13.0, 11.0), radius) if radius else np.zeros(SHAPE, np.uint8)
    label_map = LabelMap(array=labels, grid=grid, scheme=BRATS_2017)
    soft = [ndimage.gaussian_filter(label_map.mask(r).astype(np.float32), 0.8) for r in NESTED_REGIONS]
    random = np.random.default_rng(3)
    volumes = {}
    for number, sequence in enumerate(sequences):
        tissue = random.normal(300 + 50 * number, 30, SHAPE) + 400 * (labels > 1)
        image, turned = permuted(np.where(brain, tissue.clip(1), 0).astype(np.float32), grid, codes)
        volumes[sequence] = Volume(array=image.astype(np.float32), grid=turned)
    numbers, turned = permuted(labels, grid, codes)
    array = np.stack([permuted(one, grid, codes)[0] for one in soft]).astype(np.float32)
    return Evidence(
        study=Study(identity=Identity(case_id="case"), volumes=volumes),
        label_map=LabelMap(array=numbers.astype(np.uint8), grid=turned, scheme=BRATS_2017),
        probabilities=Probabilities(array=array, regions=NESTED_REGIONS, grid=turned),
        calibration=known,
        declared=declared,
        noticed=noticed,
    )
