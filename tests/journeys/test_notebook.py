"""The notebook that walks the Python interface from files to report."""

import importlib.util
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "notebooks" / "from_files_to_report.md"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebook_tool", ROOT / "tools" / "notebook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_notebook_holds_the_cells_of_its_source_and_was_executed(tool: ModuleType) -> None:
    committed, source = nbformat.read(PAGE.with_suffix(".ipynb"), as_version=4), tool.build(PAGE)
    assert [cell.source for cell in committed.cells] == [cell.source for cell in source.cells]
    code = [cell for cell in committed.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)


@pytest.mark.slow
@pytest.mark.journey
def test_every_cell_runs(tool: ModuleType) -> None:
    notebook = tool.build(PAGE)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "volume.WT" in printed
    assert "report.pdf" in printed
