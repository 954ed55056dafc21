"""Work on other processes: the same files, and nothing lost when a process is killed or somebody cancels."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from neuroinsight.analysis import workers as room
from neuroinsight.analysis.batch import State, run_many
from neuroinsight.analysis.outputs import Existing, Output
from neuroinsight.analysis.requests import requests_for
from neuroinsight.analysis.spread import run_many_on, run_one_on
from neuroinsight.analysis.work import Canceled, ModelChoice, Tell
from neuroinsight.analysis.workers import Workers, local_workers, workers_at
from neuroinsight.core.errors import ModelError, StudyError, WorkerError
from neuroinsight.core.progress import Progress
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.segmenter import Segmenter
from tests.networks import load_untrained

QUICK = Output(views=("measurements.csv",))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_untrained(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def choice(tmp_path_factory: pytest.TempPathFactory) -> ModelChoice:
    folder = tmp_path_factory.mktemp("model")
    load_untrained(folder)
    return ModelChoice(name_or_path=str(folder))


@pytest.fixture(scope="module")
def workers(choice: ModelChoice) -> Iterator[Workers]:
    with local_workers(choice) as started:
        yield started


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases, the second of them broken."""
    root = tmp_path_factory.mktemp("cohort")
    for name in ("a", "b", "c"):
        write_phantom(make_phantom(PhantomSettings(case_id=name, spacing_mm=(6.0, 6.0, 6.0))), root / name)
    broken = next((root / "b").glob("*_flair.nii.gz"))
    broken.write_bytes(broken.read_bytes()[:2000])
    return root


def answer_with_process(_model: Segmenter, _given: None, _tell: Tell) -> int:
    return os.getpid()


def environment(_model: Segmenter, _given: None, _tell: Tell) -> dict[str, str]:
    return {name: os.environ[name] for name in os.environ if name.startswith(("OMP_", "MALLOC_"))}


def die_once(_model: Segmenter, marker: Path, _tell: Tell) -> int:
    with marker.open("a") as file:
        file.write(f"{os.getpid()}\n")
    if marker.read_text().count("\n") == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def die(_model: Segmenter, _given: None, _tell: Tell) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def step_on(_model: Segmenter, marker: Path, tell: Tell) -> int:
    marker.touch()
    for done in range(600):
        tell(Progress(stage="stepping", fraction=done / 600))
        time.sleep(0.05)
    return 0


def hang(_model: Segmenter, marker: Path, _tell: Tell) -> int:
    marker.touch()
    time.sleep(60)
    return 0


def refuse(_model: Segmenter, _given: None, _tell: Tell) -> int:
    raise StudyError("No", seen="a", allowed="b", remedy="c", code="d.e")


def stop_once_there(marker: Path) -> threading.Event:
    """Return an event that is set as soon as the work has begun."""
    stop = threading.Event()

    def watch() -> None:
        while not marker.exists():
            time.sleep(0.02)
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    return stop


def test_workers_write_the_same_bytes_in_the_same_order(
    workers: Workers, bundle: Bundle, cohort: Path, tmp_path: Path
) -> None:
    requests = requests_for([cohort])
    here = list(run_many(requests, bundle, tmp_path / "here", output=QUICK))
    there = list(run_many_on(workers, requests, tmp_path / "there", output=QUICK))
    told = [[(one.name, one.state, one.record, str(one.error)) for one in outcomes] for outcomes in (here, there)]
    assert told[0] == told[1]
    assert [one.state for one in there] == [State.DONE, State.FAILED, State.DONE]
    files = {path.relative_to(tmp_path / "here") for path in (tmp_path / "here").rglob("*")}
    assert files == {path.relative_to(tmp_path / "there") for path in (tmp_path / "there").rglob("*")}
    for name in files:
        if (tmp_path / "here" / name).is_file():
            assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes(), name


def test_workers_skip_what_is_finished(workers: Workers, cohort: Path, tmp_path: Path) -> None:
    requests = requests_for([cohort / "a"])
    first = run_one_on(workers, requests[0], tmp_path / "a", output=QUICK)
    (again,) = run_many_on(workers, requests, tmp_path, output=Output(views=QUICK.views, existing=Existing.KEEP))
    assert (first.state, again.state, again.record) == (State.DONE, State.KEPT, first.record)


def test_stages_are_heard_in_their_order(workers: Workers, cohort: Path, tmp_path: Path) -> None:
    heard: list[Progress] = []
    run_one_on(workers, requests_for([cohort / "a"])[0], tmp_path / "a", output=QUICK, progress=heard.append)
    stages = list(dict.fromkeys(one.stage for one in heard))
    assert stages == ["starting", "loading", "checking", "predicting", "measuring", "rendering"]
    assert max(one.fraction for one in heard if one.stage == "predicting") == 1.0


def test_an_error_arrives_with_all_its_words(workers: Workers) -> None:
    with pytest.raises(StudyError) as caught:
        workers.run(refuse, None)
    error = caught.value
    assert (error.problem, error.seen, error.allowed, error.remedy, error.code) == ("No", "a", "b", "c", "d.e")


def test_a_model_that_is_none_is_told_in_words(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no model"):
        workers.run(answer_with_process, None, model=ModelChoice(name_or_path=str(tmp_path / "none")))


@pytest.mark.skipif("MALLOC_TRIM_THRESHOLD_" in os.environ, reason="set by whoever runs the tests")
def test_a_workers_memory_and_threads_are_not_slowed_by_what_dask_sets(workers: Workers) -> None:
    found = workers.run(environment, None)
    assert found == {
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", str(os.cpu_count())),
        "OMP_WAIT_POLICY": "passive",
    }


def test_work_stops_at_its_next_step_and_its_process_lives(workers: Workers, tmp_path: Path) -> None:
    before = set(workers.processes)
    began = time.monotonic()
    with pytest.raises(Canceled):
        workers.run(step_on, tmp_path / "there", stop=stop_once_there(tmp_path / "there"))
    assert time.monotonic() - began < 20
    assert set(workers.processes) == before


def test_those_of_a_scheduler_are_joined_by_its_address(workers: Workers, choice: ModelChoice) -> None:
    with workers_at(workers.address, choice) as joined:
        assert joined.run(answer_with_process, None) in workers.processes
        assert joined.lanes > workers.lanes
    assert workers.run(answer_with_process, None) in workers.processes  # who leaves takes nobody along


def test_killed_work_is_done_once_more(workers: Workers, tmp_path: Path) -> None:
    survivor = workers.run(die_once, tmp_path / "tries")
    tries = [int(line) for line in (tmp_path / "tries").read_text().split()]
    assert len(tries) == 2
    assert tries[1] == survivor != tries[0]


@pytest.mark.slow
def test_work_that_kills_its_process_twice_is_told(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="killed twice"):
        workers.run(die, None)
    assert workers.run(answer_with_process, None) in workers.processes


@pytest.mark.slow
def test_work_that_does_not_stop_is_ended_and_its_worker_comes_back(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_PATIENCE_S", 0.3)
    before = set(workers.processes)
    with pytest.raises(Canceled):
        workers.run(hang, tmp_path / "there", stop=stop_once_there(tmp_path / "there"))
    assert workers.run(answer_with_process, None) in workers.processes
    assert len(set(workers.processes) - before) == 1


def test_a_scheduler_that_does_not_answer_is_told(choice: ModelChoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_CONNECT_S", 0.2)
    with pytest.raises(WorkerError, match="There are no workers"):
        workers_at("tcp://127.0.0.1:1", choice)


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "neuroinsight.analysis.workers")
    with pytest.raises(WorkerError, match="extra named server"):
        import_module("neuroinsight.analysis.workers")
