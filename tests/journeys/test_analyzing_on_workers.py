"""`analyze --workers`: the order of the cohort, one bad case told, and a Ctrl-C that leaves nothing half-made."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from neuroinsight.analysis.work import ModelChoice
from neuroinsight.analysis.workers import local_workers
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from tests.networks import PLAN, save_untrained

pytestmark = [pytest.mark.journey, pytest.mark.slow]
CASES = ("a", "b", "c", "d", "e", "f")
ANALYZE = [sys.executable, "-m", "neuroinsight", "analyze"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = replace(PLAN, sequences=(Sequence.T1CE,), mm=(4.0, 4.0, 6.0))
    return save_untrained(tmp_path_factory.mktemp("model"), plan=plan)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("cohort")
    for seed, name in enumerate(CASES):
        settings = PhantomSettings(case_id=name, seed=seed, spacing_mm=(6.0, 6.0, 6.0))
        write_phantom(make_phantom(settings), root / name)
    broken = next((root / "b").glob("*_t1ce.nii.gz"))
    broken.write_bytes(broken.read_bytes()[:2000])
    return root


def call(*words: object) -> tuple[int, str]:
    done = subprocess.run([*ANALYZE, *map(str, words)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_cohort_on_two_workers_is_told_in_order_and_written_byte_for_byte_as_without(
    cohort: Path, model: Path, tmp_path: Path
) -> None:
    code, told = call(cohort, "--out", tmp_path / "two", "--model", model, "--workers", 2)
    lines = [line for line in told.splitlines() if line.endswith((": done", ": failed"))]
    assert lines == ["a: done", "b: failed", "c: done", "d: done", "e: done", "f: done"]
    assert code == 2
    assert "b: " in told
    assert call(cohort, "--out", tmp_path / "none", "--model", model)[0] == 2
    files = {path.relative_to(tmp_path / "two") for path in (tmp_path / "two").rglob("*") if path.is_file()}
    assert len(files) == 5 * 7
    for name in files:
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "none" / name).read_bytes(), name


def test_workers_of_a_scheduler_analyze_a_single_case(cohort: Path, model: Path, tmp_path: Path) -> None:
    with local_workers(ModelChoice(name_or_path=str(model))) as workers:
        address = workers.address
        code, told = call(cohort / "a", "--out", tmp_path / "a", "--model", model, "--scheduler", address)
    assert code == 0, told
    assert (tmp_path / "a" / "report.pdf").is_file()


def test_ctrl_c_leaves_whole_cases_alone_and_the_next_call_goes_on(cohort: Path, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [cohort, "--out", out, "--model", model, "--workers", "2"]
    running = subprocess.Popen(
        [*ANALYZE, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: (out / "a").is_dir() or running.poll() is not None)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all processes of the call
    told = "".join(running.communicate(timeout=60))
    assert running.returncode == 130, told
    assert "the same call with --resume goes on from here" in told
    assert "Traceback" not in told
    assert not [path.name for path in out.rglob("*") if ".neuroinsight." in path.name]
    assert {path.name for path in out.iterdir()} <= set(CASES)
    code, told = call(*words, "--resume")
    assert (code, "a: kept" in told) == (2, True), told
    assert {path.name for path in out.iterdir()} == set(CASES) - {"b"}


def wait_for(there: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 120
    while not there() and time.monotonic() < until_s:
        time.sleep(0.01)
    assert there()
