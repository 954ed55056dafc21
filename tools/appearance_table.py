"""Write the table of VASARI features into `docs/measures.md`, between its two marks.

python tools/appearance_table.py
"""

from pathlib import Path

from neuroinsight.clinical.vasari import FEATURES, Feature
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.report.languages.notes_english import REASONS

PAGE = Path(__file__).parent.parent / "docs" / "measures.md"
BEGIN, END = "<!-- made by tools/appearance_table.py -->\n", "<!-- end -->"


def with_table(page: str) -> str:
    """Return the page with the table as the code has it."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


def table() -> str:
    """Return the table as Markdown."""
    lines = ["| | feature | measurement | codes | how it is measured, or why not |", "|---|---|---|---|---|"]
    lines += [_line(feature) for feature in FEATURES]
    return "\n".join(lines) + "\n"


def _line(feature: Feature) -> str:
    codes = "; ".join(f"{code}: {title}" for code, title in feature.codes.items())
    why = feature.take
    how = f"*not assessed: {REASONS[why.code]}*" if isinstance(why, NotMeasured) else feature.how
    return f"| {feature.number} | {feature.title} | `{feature.measurement}` | {codes} | {how} |"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
