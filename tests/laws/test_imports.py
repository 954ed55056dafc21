"""Who imports whom: floors, heavy libraries, and what a first import costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import neuroinsight

ROOT = Path(__file__).parents[2]
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
