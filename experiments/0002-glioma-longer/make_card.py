"""Make the shipped model's card from its words and from the summary of its cross-validation.

python experiments/0002-glioma-longer/make_card.py EVALUATION/summary.json
"""

import argparse
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from neuroinsight.core.card import ModelCard
from neuroinsight.inference import bundle

HERE = Path(__file__).parent
SHOWN = ("dice", "iou", "sensitivity", "precision", "hd95_mm", "surface_dice", "lesionwise_dice", "lesionwise_hd95_mm")


def figures(summary: Mapping[str, Mapping[str, Mapping[str, object]]]) -> dict[str, dict[str, object]]:
    """Return the metrics of the card, by region or class, where they have an interval."""
    fields = ("mean", "median", "ci95", "cases")
    return {
        metric: {
            region: {field: found[field] for field in fields}
            for region, found in summary[metric].items()
            if found["ci95"] is not None
        }
        for metric in SHOWN
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("summary", type=Path)
    options = parser.parse_args()
    words = tomllib.loads((HERE / "card.toml").read_text(encoding="utf-8"))
    measured = figures(json.loads(options.summary.read_text(encoding="utf-8")))
    card = TypeAdapter(ModelCard).validate_python({**words, "figures": measured})
    target = Path(bundle.__file__).parent / "weights" / card.name / bundle.CARD_FILE
    target.write_text(bundle.card_to_json(card), encoding="utf-8")


if __name__ == "__main__":
    main()
