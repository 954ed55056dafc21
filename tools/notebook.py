"""Write and execute the notebook of each `docs/notebooks/*.md`.

    python tools/notebook.py

The page is the source: its text becomes cells of text, its fenced Python becomes cells of code.
"""

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "docs" / "notebooks"
_FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def build(page: Path) -> nbformat.NotebookNode:
    """Return the notebook of a page, without outputs."""
    notebook: nbformat.NotebookNode = nbformat.v4.new_notebook()
    for number, piece in enumerate(_FENCE.split(page.read_text(encoding="utf-8"))):
        if not piece.strip():
            continue
        text = piece.strip()
        cell = nbformat.v4.new_code_cell(text) if number % 2 else nbformat.v4.new_markdown_cell(text)
        cell["id"] = f"cell-{number:02d}"  # the same every time, so that a new execution changes outputs alone
        notebook.cells.append(cell)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


def main() -> None:
    """Execute every page."""
    for page in sorted(FOLDER.glob("*.md")):
        notebook = build(page)
        NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)  # clocks
        nbformat.write(notebook, page.with_suffix(".ipynb"))


if __name__ == "__main__":
    main()
