"""Make the shipped model's card from its words and from the summaries of its cross-validation.

python experiments/shipping/make_card.py EVALUATION/summary.json [--without-optional EVALUATION/summary.json]
"""

import argparse
import csv
import json
import tomllib
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from neuroinsight.core.card import ModelCard
from neuroinsight.core.labels import MEASURED_REGIONS
from neuroinsight.inference import bundle

HERE = Path(__file__).parent
SHOWN = ("dice", "iou", "sensitivity", "precision", "hd95_mm", "surface_dice", "lesionwise_dice", "lesionwise_hd95_mm")
CASES = "cases.csv"  # beside the summary
HALF = 0.5
SHOWN_WITHOUT_OPTIONAL = ("dice", "hd95_mm", "lesionwise_dice")


def figures(path: Path, metrics: tuple[str, ...]) -> dict[str, dict[str, object]]:
    """Return a summary's metrics, by region or class, where they have an interval."""
    summary = json.loads(path.read_text(encoding="utf-8"))
    fields = ("mean", "median", "ci95", "cases")
    return {
        metric: {
            region: {field: found[field] for field in fields}
            for region, found in summary[metric].items()
            if found["ci95"] is not None
        }
        for metric in metrics
    }


def volume_errors(path: Path) -> dict[str, dict[str, object]]:
    """Return how far each region's volumes were off in a table of cases, in thirds of the predicted volumes.

    Errors are shares of the true volume; where nothing is true, all of what was predicted is wrong (1), or nothing (0).
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, dict[str, object]] = {}
    for region in (one.value for one in MEASURED_REGIONS):
        cases = sorted((float(r["predicted_ml"]), float(r["truth_ml"])) for r in rows if r["region"] == region)
        errors = np.array([abs(p - t) / t if t > 0 else float(p > 0) for p, t in cases])
        thirds = np.array_split(np.arange(len(cases)), 3)
        found[region] = {
            "cases": len(cases),
            "off_by_half": int((errors > HALF).sum()),
            "sizes": [
                {
                    "to_ml": None if third is thirds[-1] else cases[third[-1]][0],
                    "cases": len(third),
                    "median_error": round(float(np.median(errors[third])), 4),
                    "ninetieth_error": round(float(np.quantile(errors[third], 0.9, method="higher")), 4),
                }
                for third in thirds
            ],
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("summary", type=Path)
    parser.add_argument("--without-optional", type=Path, help="the same where optional sequences are left out")
    options = parser.parse_args()
    words = tomllib.loads((HERE / "card.toml").read_text(encoding="utf-8"))
    words["figures"] = figures(options.summary, SHOWN)
    words["volume_errors"] = volume_errors(options.summary.with_name(CASES))
    if options.without_optional:
        cases = options.without_optional.with_name(CASES)
        words["volume_errors_without_optional"] = volume_errors(cases)
        words["figures_without_optional"] = figures(options.without_optional, SHOWN_WITHOUT_OPTIONAL)
    card = TypeAdapter(ModelCard).validate_python(words)
    target = Path(bundle.__file__).parent / "weights" / card.name / bundle.CARD_FILE
    target.write_text(bundle.card_to_json(card), encoding="utf-8")


if __name__ == "__main__":
    main()
