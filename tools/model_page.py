"""Write `docs/models/glioma.md` from the shipped model's card and the tables of its cross-validation.

python tools/model_page.py
"""

from pathlib import Path

from neuroinsight.core.card import ModelCard
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DEFAULT_MODEL

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "models" / "glioma.md"
EXPERIMENT = ROOT / "experiments" / "0009-border-of-the-core"
TABLES = EXPERIMENT / "evaluation" / "summary.md"
WITHOUT_OPTIONAL = EXPERIMENT / "t1ce-and-flair" / "summary.md"
CALIBRATION = ROOT / "experiments" / "0010-calibration" / "calibration.md"

COMMANDS = """```
neuroinsight train glioma_25d --data DATA --tables TABLES \\
    --split experiments/folds/folds.json --hold-out fold-0 --out FIRST_0
neuroinsight train experiments/0005-glioma-second-cycle/second_cycle.toml --start-from FIRST_0/model \\
    --data DATA --tables TABLES --split experiments/folds/folds.json --hold-out fold-0 --out RUN_0
python experiments/shipping/place.py RUN_0/model experiments/folds/fold-0 \\
    --name glioma-fold-0 --version 0.3.1 --averaging mirror --decision experiments/shipping/decision.json
neuroinsight evaluate --folds experiments/folds --split experiments/folds/folds.json \\
    --data DATA --tables TABLES --out EVALUATION
neuroinsight evaluate --folds experiments/folds --split experiments/folds/folds.json \\
    --data DATA --tables TABLES --without t1 --without t2 --out EVALUATION_WITHOUT
```"""


LEARNED = (
    "The commands that make what follows, and the file beside the weights that says it of each new patient"
    " ([how](../how-to/calibrate.md)):"
)
CALIBRATING = """```
neuroinsight evaluate --folds experiments/folds --split experiments/folds/folds.json \\
    --data DATA --tables TABLES --save label-maps,probabilities --out ANSWERS
neuroinsight evaluate --folds experiments/folds --split experiments/folds/folds.json \\
    --data DATA --tables TABLES --without t1 --without t2 --save label-maps,probabilities --out ANSWERS_WITHOUT
python experiments/0010-calibration/slices.py --data DATA --tables TABLES --answers ANSWERS --out SLICES.json
neuroinsight calibrate --folds experiments/folds --split experiments/folds/folds.json \\
    --model src/neuroinsight/inference/weights/glioma --data DATA --tables TABLES \\
    --answers ANSWERS --answers ANSWERS_WITHOUT --baselines SLICES.json --out CALIBRATION
```"""


def page(card: ModelCard, tables: str, without_optional: str, calibration: str) -> str:
    """Return the page as Markdown."""
    parts = [
        f"# The model `{card.name}` {card.version}",
        "**For research. Not a medical device.** This page is made by `python tools/model_page.py`.",
        card.summary,
        f"**Intended use.** {card.intended_use}",
        f"**Training cases.** {card.training_cases}",
        f"**Protocol.** {card.protocol}",
        "**Limits.**\n\n" + "\n".join(f"- {limit}" for limit in card.limits),
        f"**Terms.** {card.terms}",
        "**Please cite.**\n\n" + "\n".join(f"- {citation}" for citation in card.citations),
        "## Cross-validation\n\nThe commands that make these figures (the first three for each of the five folds):",
        COMMANDS,
        tables.replace("\n## ", "\n### ").replace("# ", "### ", 1).strip(),
        "## The same cases without T1 and T2",
        _section(without_optional, "All cases"),
        f"## Intervals, expected Dice and the class\n\n{LEARNED}",
        CALIBRATING,
        calibration.partition("\n")[2].strip(),
    ]
    return "\n\n".join(parts) + "\n"


def _section(tables: str, heading: str) -> str:
    """Return what stands below one of the second headings."""
    return tables.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].strip()


def main() -> None:
    """Write the page."""
    card = open_model(DEFAULT_MODEL).card
    if card is None:
        raise SystemExit("the shipped model has no card: experiments/shipping/make_card.py makes it")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    tables = [path.read_text(encoding="utf-8") for path in (TABLES, WITHOUT_OPTIONAL, CALIBRATION)]
    TARGET.write_text(page(card, *tables), encoding="utf-8")


if __name__ == "__main__":
    main()
