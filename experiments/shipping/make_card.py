"""Make the shipped model's card from its words and from the summaries of its cross-validation.

python experiments/shipping/make_card.py EVALUATION/summary.json [--without-optional EVALUATION/summary.json]
"""

import argparse
import json
import tomllib
from pathlib import Path

from pydantic import TypeAdapter

from neuroinsight.core.card import ModelCard
from neuroinsight.inference import bundle

HERE = Path(__file__).parent
SHOWN = ("dice", "iou", "sensitivity", "precision", "hd95_mm", "surface_dice", "lesionwise_dice", "lesionwise_hd95_mm")
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("summary", type=Path)
    parser.add_argument("--without-optional", type=Path, help="the same where optional sequences are left out")
    options = parser.parse_args()
    words = tomllib.loads((HERE / "card.toml").read_text(encoding="utf-8"))
    words["figures"] = figures(options.summary, SHOWN)
    if options.without_optional:
        words["figures_without_optional"] = figures(options.without_optional, SHOWN_WITHOUT_OPTIONAL)
    card = TypeAdapter(ModelCard).validate_python(words)
    target = Path(bundle.__file__).parent / "weights" / card.name / bundle.CARD_FILE
    target.write_text(bundle.card_to_json(card), encoding="utf-8")


if __name__ == "__main__":
    main()
