"""Killed, raced and starved analyses never leave half a result, nor a mix of two patients."""

import os
import secrets
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from tests.networks import PLAN, save_untrained

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cases")
    for seed in (0, 1):
        settings = PhantomSettings(case_id=f"P{seed}", seed=seed, spacing_mm=(6.0, 6.0, 6.0))
        write_phantom(make_phantom(settings), root / f"P{seed}")
    return root


@pytest.mark.parametrize("kills", [6, pytest.param(120, marks=pytest.mark.slow)])
def test_no_kill_race_or_full_disk_leaves_half_a_result_or_two_patients_mixed(
    kills: int, cases: Path, tmp_path: Path
) -> None:
    model = save_untrained(tmp_path / "model", plan=replace(PLAN, sequences=(Sequence.T1CE,), mm=(4.0, 4.0, 6.0)))
    seed = secrets.randbelow(10**6)
    (tmp_path / "room").mkdir()
    words = [str(cases), str(model), str(tmp_path / "room"), str(kills), str(seed)]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("killing.py")), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"seed {seed}: {done.stdout}{done.stderr}"
    assert f"held after {kills} kills" in done.stdout
    assert "output.in_use" in done.stdout or "output.occupied" in done.stdout
    assert "output.refused" in done.stdout
