"""Compare sizes taken on predicted outlines with those on the experts', patient by patient.

python experiments/0007-rano-predicted-against-expert/compare.py --data FOLDER [--data FOLDER] --predictions FOLDER
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.lesions import lesions
from neuroinsight.clinical.rano import rano
from neuroinsight.clinical.size import size
from neuroinsight.clinical.volumes import volumes
from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.measurement import Measured, Measurement, Stated
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_labels, load_study
from neuroinsight.evaluation.bootstrap import FEWEST_PATIENTS, RESAMPLING
from neuroinsight.evaluation.predictions import find_predictions
from neuroinsight.io.labels import read_label_map

HERE = Path(__file__).parent
LENGTHS = ("rano.longest", "rano.perpendicular", "size.longest_3d")
RATIOS = ("rano.product", "rano.sum_of_products", "size.surface_area", "volume.TC", "volume.WT")
WORDS = ("rano.basis", "rano.measurable", "lesions.pattern")
Pairs = NDArray[np.float64]  # [patients, (expert, predicted)]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One patient's measurements on both outlines."""

    groups: tuple[str, ...]  # where the patient was scanned, and the data set's grade
    expert: dict[str, Measurement]
    predicted: dict[str, Measurement]

    @property
    def same_basis(self) -> bool:
        """Whether the diameters of both are of the same thing."""
        return self.expert["rano.basis"] == self.predicted["rano.basis"]


def measured(study: Study, label_map: LabelMap) -> dict[str, Measurement]:
    evidence = Evidence(study=study, label_map=label_map)
    return {name: one for take in (volumes, lesions, rano, size) for name, one in take(evidence).items()}


def pairs_of(compared: list[Compared], name: str) -> Pairs:
    """Values of the patients where both outlines have one; diameters only where they are of the same thing."""
    both = [
        (one.expert[name], one.predicted[name]) for one in compared if one.same_basis or not name.startswith("rano.")
    ]
    values = [
        (expert.value, predicted.value)
        for expert, predicted in both
        if isinstance(expert, Measured) and isinstance(predicted, Measured)
    ]
    return np.array(values, dtype=np.float64).reshape(-1, 2)


def icc(pairs: Pairs) -> float:
    """Agreement of single measurements, two ways, random: ICC(2,1) of Shrout and Fleiss 1979."""
    count, raters = pairs.shape
    mean = pairs.mean()
    between = raters * ((pairs.mean(axis=1) - mean) ** 2).sum() / (count - 1)
    of_raters = count * ((pairs.mean(axis=0) - mean) ** 2).sum() / (raters - 1)
    rest = ((pairs - pairs.mean(axis=1, keepdims=True) - pairs.mean(axis=0) + mean) ** 2).sum()
    rest /= (count - 1) * (raters - 1)
    return float((between - rest) / (between + (raters - 1) * rest + raters * (of_raters - rest) / count))


def with_interval(pairs: Pairs, statistic: Callable[[Pairs], float]) -> list[float]:
    """Value and 95 % bootstrap interval over patients; of few there is none."""
    if len(pairs) < FEWEST_PATIENTS:
        return [round(statistic(pairs), 3)]
    draws = np.random.default_rng(RESAMPLING.seed).integers(0, len(pairs), (2000, len(pairs)))
    drawn = [statistic(pairs[draw]) for draw in draws]
    return [round(float(value), 3) for value in (statistic(pairs), *np.quantile(drawn, (0.025, 0.975)))]


def agreement(pairs: Pairs, *, ratio: bool) -> dict[str, object]:
    """Bland and Altman's mean and limits, of differences or of ratios, and the ICC of the values as they are."""
    if len(pairs) < 3:
        return {"patients": len(pairs)}
    scaled = np.log(pairs) if ratio else pairs

    def limit(factor: float) -> Callable[[Pairs], float]:
        def value(chosen: Pairs) -> float:
            apart = chosen[:, 1] - chosen[:, 0]
            found = apart.mean() + factor * apart.std(ddof=1)
            return float(np.exp(found) if ratio else found)

        return value

    return {
        "patients": len(pairs),
        "mean": with_interval(scaled, limit(0)),
        "lower_limit": with_interval(scaled, limit(-1.96)),
        "upper_limit": with_interval(scaled, limit(1.96)),
        "icc": with_interval(pairs, icc),
        "within_5_mm" if not ratio else "within_25_percent": round(
            float(
                np.mean(np.abs(np.exp(scaled[:, 1] - scaled[:, 0]) - 1) < 0.25)
                if ratio
                else np.mean(np.abs(pairs[:, 1] - pairs[:, 0]) < 5)
            ),
            3,
        ),
    }


def plot(compared: list[Compared]) -> None:
    mpl.rcParams["svg.hashsalt"] = "0"
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for axis, name, title in zip(axes, LENGTHS, ("longest diameter", "perpendicular diameter"), strict=False):
        pairs = pairs_of(compared, name)
        apart = pairs[:, 1] - pairs[:, 0]
        axis.scatter(pairs.mean(axis=1), apart, s=14, color="black", alpha=0.6, linewidths=0)
        for level, style in ((0, "-"), (-1.96, "--"), (1.96, "--")):
            axis.axhline(apart.mean() + level * apart.std(ddof=1), color="tab:blue", linestyle=style, linewidth=1)
        axis.axhline(0, color="gray", linewidth=0.5)
        axis.set(title=title, xlabel="mean of both, mm", ylabel="predicted less expert, mm", xlim=(0, None))
    figure.savefig(HERE / "bland-altman.svg", metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    options = parser.parse_args()
    cases = [case for case in find_cases(options.data) if case.is_labelled]
    files = find_predictions(options.predictions, cases)
    compared = []
    for case in cases:
        study = load_study(case, (Sequence.T1CE,))
        predicted = read_label_map(files[case.key], BRATS_2017)
        compared.append(
            Compared(
                groups=(case.source, str(case.grade)),
                expert=measured(study, load_labels(case)),
                predicted=measured(study, predicted),
            )
        )
        print(
            case.key,
            *(
                shown(one)
                for name in (*LENGTHS, *WORDS)
                for one in (compared[-1].expert[name], compared[-1].predicted[name])
            ),
            flush=True,
        )
    names = sorted({group for one in compared for group in one.groups})
    groups = {"all": compared} | {name: [one for one in compared if name in one.groups] for name in names}
    result = {
        name: {
            **{length: agreement(pairs_of(group, length), ratio=False) for length in LENGTHS},
            **{ratio: agreement(pairs_of(group, ratio), ratio=True) for ratio in RATIOS},
            **{
                f"{word}, same": [sum(one.expert[word] == one.predicted[word] for one in group), len(group)]
                for word in WORDS
            },
        }
        for name, group in groups.items()
    }
    (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    plot(compared)


def shown(one: Measurement) -> str:
    return f"{one.value:.0f}" if isinstance(one, Measured) else one.code if isinstance(one, Stated) else "-"


if __name__ == "__main__":
    main()
