"""Write the table of lesions, diameters and sizes into `docs/measures.md`, between its two marks.

python tools/sizes_table.py
"""

from pathlib import Path

from neuroinsight.clinical.catalogue import MEASURES, Measure

PAGE = Path(__file__).parent.parent / "docs" / "measures.md"
BEGIN, END = "<!-- made by tools/sizes_table.py -->\n", "<!-- end of sizes -->"
TOPICS = ("lesions", "rano", "size")


def with_table(page: str) -> str:
    """Return the page with the table as the catalogue has it."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


def table() -> str:
    """Return the table as Markdown."""
    lines = ["| measurement | what it is | unit | source |", "|---|---|---|---|"]
    lines += [_line(entry) for entry in MEASURES if entry.topic in TOPICS]
    return "\n".join(lines) + "\n"


def _line(entry: Measure) -> str:
    return f"| `{entry.name}` | {entry.title} | {entry.unit or 'word'} | {entry.source} |"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
