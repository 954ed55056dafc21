"""Write `docs/reproduction.md`: both published tables, and what of them was run again, from the outcomes that are kept.

python tools/reproduction_page.py > docs/reproduction.md
"""

from pathlib import Path

from neuroinsight.studies.published import REFERENCES
from neuroinsight.studies.reproduce import read_outcomes
from neuroinsight.studies.reproduction_page import MINUTES, to_section

OUTCOMES = Path(__file__).parent.parent / "experiments" / "0012-reference-table" / "outcomes"
_HEAD = """# Published tables, run again

Two systems that came before this one publish figures. Each row is a recipe here (`neuroinsight recipes list`), and is
trained and measured by one command, which can be stopped and called again:

```
neuroinsight reproduce lgg --data kaggle_3m --out LGG --budget 25
neuroinsight reproduce neuroinsight --data BRATS --tables TABLES --out FIRST --budget 25
```

What stands below was run so; of the rest it is said that it was not. How it was run, and what failed, is in
`experiments/0012-reference-table`, where each outcome is kept.
"""


def page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD, MINUTES + "\n"]
    for reference in REFERENCES.values():
        section = to_section(reference, read_outcomes(reference, OUTCOMES / reference.name))
        parts.append(f"## {reference.title}\n\n{section}")
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
