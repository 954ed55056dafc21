"""Choose smallest sizes from out-of-fold probabilities, nested, so that what is quoted stays unseen.

    python experiments/0001-glioma/choose_decision.py --folds experiments/folds --split experiments/folds/folds.json \
        --data DIR [--data DIR] [--tables DIR] --cache DIR --out experiments/folds

For each fold the rule is chosen on the other folds' cases alone, each predicted by the model that never saw it, and
written into that fold's `model.json`; the rule for the shipped model, chosen on all cases, goes to `decision.json`.
First the smallest part beside the largest one (the largest size that costs at most 0.001 of mean Dice of the whole
tumor), then the smallest enhancing volume (the best mean Dice of the enhancing tumor). Thresholds stay at 0.5. Scores
are taken on the model's grid; a region that is absent and not predicted scores 1.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from neuroinsight.core.labels import Region
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_labels, load_study
from neuroinsight.datasets.splits import read_split
from neuroinsight.imaging.components import without_small_components
from neuroinsight.inference.bundle import SPEC_FILE, Bundle, load_bundle
from neuroinsight.inference.decision import Decision
from neuroinsight.inference.predict import predict
from neuroinsight.preprocess.prepare import prepare, prepare_labels

SIZES_ML = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0)  # no larger: a satellite that a reader would miss must not be dropped
SMALLEST_TUMOR_ML = 0.5  # not chosen: no case is that small. A sphere of 10 mm, RANO's bar for measurable disease
ENHANCING_ML = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)
TOLERANCE = 0.001
CLASS_OF = {Region.NCR: 1, Region.ED: 2, Region.ET: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One case on the model's grid: probabilities `[3, k, j, i]` and class numbers `[k, j, i]`."""

    key: str
    fold: str
    probabilities: NDArray[np.float16]
    classes: NDArray[np.uint8]
    voxel_ml: float


def sample(case: Case, fold: str, bundle: Bundle, cache: Path) -> Sample:
    """Return a case's out-of-fold probabilities, from `cache` if they are there."""
    path = cache / f"{case.key}.npz"
    if not path.exists():
        study = load_study(case, bundle.spec.plan.sequences)
        prepared = prepare(study, bundle.spec.plan)
        np.savez(
            path,
            probabilities=predict(prepared.array, bundle).astype(np.float16),
            classes=prepare_labels(load_labels(case), prepared.trail),
            voxel_ml=study.grid.voxel_volume_ml * np.prod([axis.step for axis in prepared.trail.axes]),
        )
    with np.load(path) as stored:
        return Sample(
            key=case.key,
            fold=fold,
            probabilities=stored["probabilities"],
            classes=stored["classes"],
            voxel_ml=float(stored["voxel_ml"]),
        )


def dice(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """Return Dice; 1 if both masks are empty."""
    size = int(truth.sum()) + int(found.sum())
    return 2 * int((truth & found).sum()) / size if size else 1.0


def regions(one: Sample, rule: Decision) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return WT, TC and ET as the rule decides them, on the model's grid."""
    whole = one.probabilities[0] > rule.whole
    whole = without_small_components(
        whole,
        fewest_voxels=rule.smallest_component_ml / one.voxel_ml,
        fewest_of_largest=rule.smallest_tumor_ml / one.voxel_ml,
    )
    core = whole & (one.probabilities[1] > rule.core)
    enhancing = core & (one.probabilities[2] > rule.enhancing)
    if enhancing.sum() * one.voxel_ml < rule.smallest_enhancing_ml:
        enhancing = np.zeros_like(enhancing)
    return whole, core, enhancing


def choose(samples: Sequence[Sample]) -> Decision:
    """Return the rule that these cases ask for."""
    truths = [(s.classes > 0, np.isin(s.classes, (1, 3)), s.classes == CLASS_OF[Region.ET]) for s in samples]

    def mean(rule: Decision, region: int) -> float:
        scores = [dice(t[region], regions(s, rule)[region]) for s, t in zip(samples, truths, strict=True)]
        return float(np.mean(scores))

    sizes = [Decision(smallest_tumor_ml=SMALLEST_TUMOR_ML, smallest_component_ml=size) for size in SIZES_ML]
    scores = [mean(rule, 0) for rule in sizes]
    rule = max(
        (rule for rule, score in zip(sizes, scores, strict=True) if score >= max(scores) - TOLERANCE),
        key=lambda rule: rule.smallest_component_ml,
    )
    traces = [replace(rule, smallest_enhancing_ml=size) for size in ENHANCING_ML]
    return max(traces, key=lambda rule: mean(rule, 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--split", type=Path, required=True)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--tables", type=Path, action="append", default=[])
    parser.add_argument("--cache", type=Path, required=True, help="folder for the probabilities")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    cases, split = find_cases(options.data, options.tables), read_split(options.split)
    samples: list[Sample] = []
    for fold in split.parts:
        bundle = load_bundle(options.folds / fold)
        for case in split.select(cases, [fold]):
            samples.append(sample(case, fold, bundle, options.cache))
            print(f"{len(samples)} of {len(cases)}: {case.key}", flush=True)
    for fold in split.parts:
        rule = choose([one for one in samples if one.fold != fold])
        path = options.folds / fold / SPEC_FILE
        spec = load_bundle(path.parent).spec.model_copy(update={"decision": rule})
        path.write_text(spec.model_dump_json(indent=1) + "\n", encoding="utf-8")
        print(fold, asdict(rule))
    final = choose(samples)
    (options.out / "decision.json").write_text(
        TypeAdapter(Decision).dump_json(final, indent=1).decode() + "\n", encoding="utf-8"
    )
    print("all", asdict(final))


if __name__ == "__main__":
    main()
