"""Who imports whom: floors, heavy libraries, and what a first import costs."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import neuroinsight
from neuroinsight.core.version import VERSION

ROOT = Path(__file__).parents[2]
EXTRAS = {
    "training": ("train",),
    "analysis": ("server",),
    "server": ("server",),
    "client": ("client",),
    "cli": ("server",),
}  # rooms that use what not everybody has
HEAVY = ("torch", "nibabel", "SimpleITK", "pydantic", "monai", "numpy", "scipy", "matplotlib", "typer", "accelerate")
TRAINING_ONLY = ("monai", "accelerate", "tensorboard")


def _modules_after(statement: str) -> set[str]:
    """Return the top-level packages that a fresh process has loaded after the statement."""
    program = f"import json, sys; {statement}; print(json.dumps(sorted({{n.partition('.')[0] for n in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert _modules_after("import neuroinsight; neuroinsight.__version__; dir(neuroinsight)") & set(HEAVY) == set()


def test_analyzing_never_waits_for_the_libraries_of_training() -> None:
    rooms = ("inference.store", "inference.predict", "analysis.batch", "report.render", "cli.app")
    statement = "; ".join(f"import neuroinsight.{room}" for room in rooms)
    assert _modules_after(statement) & set(TRAINING_ONLY) == set()


def test_analyzing_here_never_waits_for_the_library_of_workers() -> None:
    rooms = ("analysis.batch", "cli.analyzing", "cli.places")
    assert "distributed" not in _modules_after("; ".join(f"import neuroinsight.{room}" for room in rooms))


def test_torch_is_not_loaded_where_no_network_runs() -> None:
    rooms = (
        "core.record",
        "io.study",
        "preprocess.prepare",
        "metrics.catalogue",
        "report.render",
        "datasets.catalogue",
    )
    statement = "; ".join(f"import neuroinsight.{room}" for room in rooms)
    assert "torch" not in _modules_after(statement)


def test_the_server_leaves_torch_to_its_workers() -> None:
    rooms = ("server.serve", "server.jobs.runner", "server.routes")
    assert "torch" not in _modules_after("; ".join(f"import neuroinsight.{room}" for room in rooms))


def test_the_floors_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", neuroinsight.__all__)
def test_every_public_name_leads_to_something(name: str) -> None:
    assert getattr(neuroinsight, name) is not None
    assert name in dir(neuroinsight)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        neuroinsight.nothing  # noqa: B018 - looking it up is the test


def _declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {re.split(r"[^\w.-]", line)[0].lower() for line in lines}


def _imported(path: Path) -> set[str]:
    """Return the top-level packages that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names - sys.stdlib_module_names - {"neuroinsight", "pydantic_core"}  # the latter is a part of pydantic


def test_whatever_is_declared_is_imported() -> None:
    homes = metadata.packages_distributions()
    files = (ROOT / "src" / "neuroinsight").rglob("*.py")
    used = {home.lower() for path in files for name in _imported(path) for home in homes.get(name, [])}
    assert _declared("train", "server", "client") - used == {"tensorboard"}  # which torch imports for us


def test_whatever_is_imported_is_declared() -> None:
    homes = metadata.packages_distributions()
    undeclared = [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in sorted((ROOT / "src" / "neuroinsight").rglob("*.py"))
        for name in sorted(_imported(path))
        if not {home.lower() for home in homes.get(name, [])}
        & _declared(*EXTRAS.get(path.relative_to(ROOT / "src" / "neuroinsight").parts[0], ()))
    ]
    assert undeclared == []


def test_the_version_is_told_without_asking_what_is_installed() -> None:
    code = "import importlib.metadata as m; m.version = None; import neuroinsight; print(neuroinsight.__version__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == VERSION


def test_the_distribution_is_not_named_as_a_strangers_package_on_the_index() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] != "neuroinsight"
    assert set(project["scripts"]) == {"neuroinsight"}
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py")]
    assert not [page for page in pages if "neuroinsight[" in page.read_text(encoding="utf-8")]
