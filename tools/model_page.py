"""Write `docs/models/glioma.md` from the shipped model's card and the tables of its cross-validation.

python tools/model_page.py
"""

from pathlib import Path

from neuroinsight.core.card import ModelCard
from neuroinsight.inference.store import DEFAULT_MODEL, open_model

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "models" / "glioma.md"
TABLES = ROOT / "experiments" / "0002-glioma-longer" / "evaluation" / "summary.md"

COMMANDS = """```
neuroinsight train glioma_25d --data DATA --tables TABLES \\
    --split experiments/folds/folds.json --hold-out fold-0 --out RUN_0
python experiments/shipping/place.py RUN_0/model experiments/folds/fold-0 \\
    --name glioma-fold-0 --version 0.2.0 --averaging mirror --decision experiments/shipping/decision.json
neuroinsight evaluate --folds experiments/folds --split experiments/folds/folds.json \\
    --data DATA --tables TABLES --out EVALUATION
```"""


def page(card: ModelCard, tables: str) -> str:
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
        "## Cross-validation\n\nThe commands that make these figures (the first two for each of the five folds):",
        COMMANDS,
        tables.replace("\n## ", "\n### ").replace("# ", "### ", 1).strip(),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the page."""
    card = open_model(DEFAULT_MODEL).card
    if card is None:
        raise SystemExit("the shipped model has no card: experiments/shipping/make_card.py makes it")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page(card, TABLES.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
