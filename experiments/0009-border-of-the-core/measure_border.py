"""Measure the rule for the core's rim on answers that an evaluation of the folds saved, nested by fold.

    neuroinsight evaluate --folds experiments/folds --split experiments/folds/folds.json --data DATA --tables TABLES \
        --save label-maps,probabilities --out ANSWERS
    python experiments/0009-border-of-the-core/measure_border.py ANSWERS --data DATA [--data DATA] --tables TABLES

Writes result.json beside this file.
"""

import argparse
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from scipy import ndimage

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, NESTED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_labels
from neuroinsight.datasets.splits import read_split
from neuroinsight.evaluation.paired import PairedValue, difference
from neuroinsight.imaging.boxes import bounding_box
from neuroinsight.inference.decision import Decision, decide
from neuroinsight.io.catalogue import read_volume
from neuroinsight.metrics.catalogue import METRICS, Better
from neuroinsight.metrics.pair import pair_masks

HERE = Path(__file__).parent
FOLDS = HERE.parent / "folds" / "folds.json"
RULE = TypeAdapter(Decision).validate_json((HERE.parent / "shipping" / "decision.json").read_bytes())
OFF = 1.0
BARS = (OFF, 0.6, 0.5, 0.4, 0.3, 0.2)
REGIONS = (*NESTED_REGIONS, Region.NCR, Region.ED)
KEPT = ("dice.ET", "dice.NCR", "lesionwise_dice.ET", "surface_dice.ET", "surface_dice.NCR")  # none may fall
SHOWN = (*KEPT, "dice.WT", "dice.TC", "dice.ED", "volume_error_ml.ET", "volume_error_ml.NCR")
Scores = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One case: the share of the experts' rim that does not enhance, and the scores under each bar."""

    key: str
    patient: str
    groups: tuple[str, ...]  # all, its grade, its source
    part: str
    rim: float
    by_bar: Mapping[float, Scores]

    def strangeness(self, bar: float) -> float:
        """How far the share of the rim is from the experts'."""
        return abs(self.by_bar[bar]["rim"] - self.rim)


def answer_of(place: tuple[Case, str], answers: Path) -> Answer:
    """Return what the saved probabilities of a case give under each bar."""
    case, part = place
    truth = load_labels(case)
    places = [answers / "probabilities" / f"{case.key}_{region}.nii.gz" for region in NESTED_REGIONS]
    array = np.stack([read_volume(place).array for place in places]).astype(np.float32)
    box = bounding_box((array[0] > RULE.thresholds.get(Region.WT, 0.5)) | (truth.array > 0), margin=3)
    if box is None:
        raise SystemExit(f"{case.key}: nothing is there")
    affine = truth.grid.affine.copy()
    affine[:3, 3] = truth.grid.to_world_mm(np.array([float(side.start) for side in box]))
    cropped = np.ascontiguousarray(truth.array[box])
    grid = Grid(shape=(cropped.shape[0], cropped.shape[1], cropped.shape[2]), affine=affine)
    truth = replace(truth, array=cropped, grid=grid)
    probabilities = Probabilities(array=array[(slice(None), *box)], regions=NESTED_REGIONS, grid=grid)
    by_bar = {
        bar: scores(decide(probabilities, replace(RULE, enhancing_rim_from=bar), BRATS_2017).label_map, truth)
        for bar in BARS
    }
    groups = ("all", str(case.grade), case.source)
    return Answer(key=case.key, patient=case.patient, groups=groups, part=part, rim=rim_share(truth), by_bar=by_bar)


def rim_share(label_map: LabelMap) -> float:
    """Return the share of the core's outermost voxels (by faces) that do not enhance; 0 without a core."""
    core = label_map.mask(Region.TC)
    shell: NDArray[np.bool_] = core & ~ndimage.binary_erosion(core)
    return float(label_map.mask(Region.NCR)[shell].mean()) if shell.any() else 0.0


def scores(label_map: LabelMap, truth: LabelMap) -> Scores:
    """Return metrics by `<metric>.<region>`, and the share of the rim; what the rule leaves alone has its Dice."""
    found = {"rim": rim_share(label_map)}
    for region in REGIONS:
        pair = pair_masks(truth.mask(region), label_map.mask(region), truth.grid)
        for metric in METRICS:
            name = f"{metric.name}.{region}"
            value = metric.measure(pair) if name in SHOWN else None
            if isinstance(value, Measured):
                found[name] = value.value
    return found


def chosen(answers: list[Answer]) -> float:
    """Return the bar whose rims are most like the experts', among those that cost nothing beyond noise.

    That is, no figure of `KEPT` falls by more than one standard error of its mean difference to what is without rule.
    """

    def costs_nothing(bar: float) -> bool:
        for name in KEPT:
            apart = np.array([one.by_bar[bar][name] - one.by_bar[OFF][name] for one in answers])
            if apart.mean() < -apart.std(ddof=1) / np.sqrt(len(apart)):
                return False
        return True

    return min(filter(costs_nothing, BARS), key=lambda bar: float(np.mean([one.strangeness(bar) for one in answers])))


def compared(answers: list[Answer], bars: Mapping[str, float]) -> dict[str, object]:
    """Return each metric without and with the rule, by the bar that was chosen without the case's own fold."""
    found: dict[str, object] = {"rim of experts": float(np.mean([one.rim for one in answers]))}
    better = {metric.name: metric.better for metric in METRICS}
    for name in ("rim", *SHOWN):
        pairs = [
            PairedValue(patient=one.patient, first=one.by_bar[OFF][name], second=one.by_bar[bars[one.part]][name])
            for one in answers
        ]
        figures = difference(pairs, better=better.get(name.partition(".")[0], Better.LOWER))
        if figures is not None:
            found[name] = asdict(figures)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--tables", type=Path, action="append", default=[])
    options = parser.parse_args()
    split = read_split(FOLDS)
    places = [(case, split.part_of(case) or "") for case in find_cases(options.data, tables=options.tables)]
    with ThreadPoolExecutor(2) as workers:
        answers = list(workers.map(partial(answer_of, answers=options.answers), places))
    bars = {
        part: chosen([one for one in answers if one.part != part]) for part in sorted({one.part for one in answers})
    }
    result = {
        "chosen_without_part": bars,
        "chosen_on_all": chosen(answers),
        "means": {
            str(bar): {name: float(np.mean([one.by_bar[bar][name] for one in answers])) for name in ("rim", *SHOWN)}
            for bar in BARS
        },
        "strangeness": {str(bar): float(np.mean([one.strangeness(bar) for one in answers])) for bar in BARS},
        "nested": {
            group: compared([one for one in answers if group in one.groups], bars)
            for group in sorted({group for one in answers for group in one.groups})
        },
    }
    head = json.dumps(rounded(result), indent=1)[:-2]
    cases = ",\n".join("  " + json.dumps(rounded(asdict(one))) for one in answers)
    (HERE / "result.json").write_text(f'{head},\n "cases": [\n{cases}\n ]\n}}\n', encoding="utf-8")


def rounded(tree: object) -> object:
    """Return the same with five decimals."""
    if isinstance(tree, Mapping):
        return {str(name): rounded(one) for name, one in tree.items()}
    if isinstance(tree, list | tuple):
        return [rounded(one) for one in tree]
    return round(tree, 5) if isinstance(tree, float) else tree


if __name__ == "__main__":
    main()
