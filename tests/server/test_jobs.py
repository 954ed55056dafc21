"""Jobs: the row is the truth. Fair between people, told as it goes, canceled, taken up again once, never lost."""

import gzip
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from neuroinsight.core.errors import StudyError
from neuroinsight.core.progress import Progress
from neuroinsight.inference.bundle import Bundle
from neuroinsight.report.json import from_json
from neuroinsight.server.jobs import queue
from neuroinsight.server.jobs.runner import Runner
from neuroinsight.server.problems import RefusedError
from neuroinsight.server.receiving import key_of
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Job, JobState, Status, Study, StudyFile, Trace, User, Version
from tests.networks import load_untrained
from tests.server import uploads
from tests.server.test_files import uploaded
from tests.server.uploads import phantom_files
from tests.servers import Here, make_person


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_untrained(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return phantom_files()


@pytest.fixture
def runner(services: Services, bundle: Bundle) -> Runner:
    services.bench.executor = Here(bundle)
    return Runner(services, lambda: Here(bundle))  # type: ignore[arg-type,return-value]  # as workers, but here


@pytest.fixture
def study(services: Services, anna: TestClient, files: dict[str, bytes]) -> str:
    """A study whose files were uploaded and chosen; the whole road over the upload has a test of its own."""
    made = str(anna.post("/api/studies", json={"patient": "NI-0056"}).json()["id"])
    with services.database.writing() as session:
        for name, content in files.items():
            sequence = name.partition("_")[2].partition(".")[0]
            row = StudyFile(
                id=f"{made}{sequence}",
                study_id=made,
                name=name,
                received_bytes=len(content),
                use=sequence,
                created_at=services.now(),
            )
            row.sha256 = services.store.put(key_of(row), content)
            session.add(row)
    return made


def do(runner: Runner) -> Job | None:
    """Claim a job and do it, as a lane would."""
    with runner._services.database.writing() as session:
        job = queue.claim(runner._services, session, runner._name)
    if job is not None:
        runner._do(job)
    return job


def ask(runner: Runner, study: str) -> None:
    """Queue an analysis as its owner does who has seen the upload's checks pass."""
    services = runner._services
    with services.database.writing() as session:
        row = session.get_one(Study, study)
        queue.add_job(services, session, row, session.get_one(User, row.owner_id))


def post(client: TestClient, study: str) -> dict[str, Any]:
    """Do the same over HTTP."""
    answer = client.post(f"/api/studies/{study}/analyze")
    assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
    found: dict[str, Any] = answer.json()
    return found


def queued(services: Services, owner: User, name: str, *, state: JobState = JobState.QUEUED, attempt: int = 0) -> str:
    """Add a study with a job that waits, or that a server that is gone was at."""
    at = services.now()
    with services.database.writing() as session:
        session.add(Study(id=name, owner_id=owner.id, status=Status(state.value), created_at=at, changed_at=at))
        session.flush()
        session.add(
            Job(
                id=name,
                study_id=name,
                owner_id=owner.id,
                kind="analyze",
                state=state,
                attempt=attempt,
                created_at=at,
                started_at=None if state == JobState.QUEUED else at,
            )
        )
    return name


def test_an_analysis_makes_a_version_whose_files_agree(
    anna: TestClient, files: dict[str, bytes], runner: Runner, services: Services
) -> None:
    study = uploaded(anna, files)
    assert anna.get(f"/api/studies/{study}/images/flair.nii.gz").content.startswith(b"\x1f\x8b")  # before any analysis
    asked = post(anna, study)
    assert (asked["state"], asked["place_in_queue"]) == ("queued", 1)
    do(runner)
    job = anna.get(f"/api/studies/{study}/job").json()
    assert (job["state"], job["error"], job["fraction"]) == ("done", None, 1.0)
    assert [one["stage"] for one in job["stages"]] == ["loading", "checking", "predicting", "measuring", "rendering"]
    row = anna.get(f"/api/studies/{study}").json()
    assert (row["status"], row["review"], row["next_action"], row["version"]) == ("done", "ai", "review", 1)
    (version,) = anna.get(f"/api/studies/{study}/versions").json()
    assert (version["number"], version["kind"], version["author"]) == (1, "automatic", "untrained 1")
    record = from_json(anna.get(f"/api/studies/{study}/versions/1/record").text)
    assert record.measurements["volume.WT"].value == row["whole_tumor_ml"]["value"] == version["volumes"]["WT"]  # type: ignore[union-attr]
    assert {source.file_name for source in record.sources.values()} <= set(phantom_files())
    labels = nifti(anna.get(f"/api/studies/{study}/versions/1/label-map.nii.gz").content)
    whole = float((labels > 0).sum()) * record.grid.voxel_volume_ml
    assert whole == pytest.approx(row["whole_tumor_ml"]["value"])
    likely = nifti(anna.get(f"/api/studies/{study}/versions/1/probability/WT.nii.gz").content)
    assert likely.shape == labels.shape
    assert 0 <= likely.min() <= likely.max() <= 1
    assert anna.get(f"/api/studies/{study}/thumbnail.png").content.startswith(b"\x89PNG")
    assert not list((services.settings.data_dir / "work").iterdir())


def test_a_mask_among_the_files_becomes_a_version_before_the_models_own(
    anna: TestClient, files: dict[str, bytes], runner: Runner
) -> None:
    mask = uploads.nifti(uploads.phantom_volumes()["seg"])
    study = uploaded(anna, {**files, "NI-0056_seg.nii.gz": mask})
    (file,) = [one["id"] for one in anna.get(f"/api/studies/{study}/files").json() if "seg" in one["name"]]
    assert anna.patch(f"/api/studies/{study}/files/{file}", json={"use": "mask"}).json()["ready"]
    post(anna, study)
    do(runner)
    given, automatic = anna.get(f"/api/studies/{study}/versions").json()
    assert (given["number"], given["kind"], given["author"]) == (1, "given", "NI-0056_seg.nii.gz")
    assert (automatic["number"], automatic["kind"]) == (2, "automatic")
    assert anna.get(f"/api/studies/{study}").json()["version"] == 2
    kept = nifti(anna.get(f"/api/studies/{study}/versions/1/label-map.nii.gz").content)
    assert np.array_equal(kept, nifti(mask))
    record = from_json(anna.get(f"/api/studies/{study}/versions/1/record").text)
    assert (record.outline.author.name, record.grade) == ("NI-0056_seg.nii.gz", None)


def test_what_did_not_change_is_not_sent_twice(anna: TestClient, study: str) -> None:
    first = anna.get(f"/api/studies/{study}/images/t1.nii.gz")
    again = anna.get(f"/api/studies/{study}/images/t1.nii.gz", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, b"")


def test_an_edit_is_measured_by_the_same_road_and_nothing_is_overwritten(
    anna: TestClient, study: str, runner: Runner
) -> None:
    ask(runner, study)
    do(runner)
    address = f"/api/studies/{study}/versions"
    first = anna.get(f"{address}/1/label-map.nii.gz").content
    image = nib.Nifti1Image.from_bytes(gzip.decompress(first))
    labels = np.asanyarray(image.dataobj).copy()
    labels[4:8, 4:8, 4:8] = 4
    edited = nib.Nifti1Image(labels.astype(np.uint8), image.affine).to_bytes()
    made = anna.post(f"{address}?based_on=1", content=edited)
    assert made.status_code == HTTPStatus.CREATED, made.text
    assert (made.json()["number"], made.json()["kind"], made.json()["based_on"]) == (2, "edited", 1)
    assert np.array_equal(nifti(anna.get(f"{address}/2/label-map.nii.gz").content), labels)
    assert anna.get(f"{address}/1/label-map.nii.gz").content == first
    record = from_json(anna.get(f"{address}/2/record").text)
    assert record.outline.author.name == "anna"
    assert record.outline.author.edited is not None  # type: ignore[union-attr]
    assert anna.get(f"/api/studies/{study}").json()["whole_tumor_ml"]["value"] == made.json()["volumes"]["WT"]
    late = anna.post(f"{address}?based_on=1", content=edited)
    assert (late.status_code, late.json()["error"]["code"]) == (HTTPStatus.CONFLICT, "version.not_newest")
    assert len(anna.get(address).json()) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no image", "file"),
        (nib.Nifti1Image(np.zeros((3, 3, 3), np.uint8), np.eye(4)).to_bytes(), "grid.different"),
    ],
)
def test_a_mask_that_is_none_of_this_study_is_refused_in_words(
    anna: TestClient, study: str, runner: Runner, content: bytes, code: str
) -> None:
    ask(runner, study)
    do(runner)
    answer = anna.post(f"/api/studies/{study}/versions?based_on=1", content=content)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["error"]["code"].startswith(code)
    assert len(anna.get(f"/api/studies/{study}/versions").json()) == 1


def test_people_take_turns_however_much_one_of_them_queues(services: Services) -> None:
    anna, berta, carla = (make_person(services, name) for name in ("anna", "berta", "carla"))
    for number in range(4):
        queued(services, anna, f"a{number}")
    for owner, name in ((berta, "b0"), (berta, "b1"), (carla, "c0")):
        queued(services, owner, name)
    with services.database.reading() as session:
        told = queue.places(session)
    order = []
    for _ in range(8):
        with services.database.writing() as session:
            job = queue.claim(services, session, "me")
        if job is not None:
            order.append(job.id)
    assert order == ["a0", "b0", "c0", "a1", "b1", "a2", "a3"]
    assert sorted(told, key=lambda name: told[name]) == order


def test_many_lanes_never_take_the_same_job(services: Services) -> None:
    owner = make_person(services, "anna")
    for number in range(12):
        queued(services, owner, f"a{number:02}")
    taken: list[str] = []

    def take() -> None:
        while True:
            with services.database.writing() as session:
                job = queue.claim(services, session, "me")
            if job is None:
                return
            taken.append(job.id)

    lanes = [threading.Thread(target=take) for _ in range(4)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert sorted(taken) == [f"a{number:02}" for number in range(12)]


def test_what_a_dead_server_was_at_is_taken_up_once(services: Services) -> None:
    owner = make_person(services, "anna")
    queued(services, owner, "first", state=JobState.RUNNING, attempt=1)
    queued(services, owner, "second", state=JobState.RUNNING, attempt=2)
    assert queue.take_up(services) == 2
    with services.database.reading() as session:
        states = {job.id: job.state for job in session.scalars(select(Job))}
        study = session.get_one(Study, "second")
    assert states == {"first": "queued", "second": "failed"}
    assert (study.status, study.problem and study.problem["code"]) == ("failed", "job.interrupted")


def test_a_waiting_job_is_canceled_at_once_and_asked_for_again(anna: TestClient, study: str, runner: Runner) -> None:
    ask(runner, study)
    with pytest.raises(RefusedError, match="analyzed already"):
        ask(runner, study)
    assert anna.post(f"/api/studies/{study}/job/cancel").json()["state"] == "canceled"
    assert anna.get(f"/api/studies/{study}").json()["next_action"] == "retry"
    assert anna.post(f"/api/studies/{study}/job/cancel").json()["error"]["code"] == "job.none"
    ask(runner, study)
    assert anna.get(f"/api/studies/{study}").json()["status"] == "queued"


def test_a_running_job_stops_at_its_next_step(
    anna: TestClient, study: str, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(runner, study)
    told: list[str] = []

    def cancel_while_checking(progress: Progress) -> None:
        told.append(progress.stage)
        if progress.stage == "checking":
            assert anna.post(f"/api/studies/{study}/job/cancel").json()["state"] == "running"

    original = Here.run

    def run(self: Here, work: Any, given: Any, *, hear: Any, stop: Any = None, model: Any = None) -> Any:
        def both(progress: Progress) -> None:
            hear(progress)
            cancel_while_checking(progress)

        return original(self, work, given, hear=both, stop=stop, model=model)

    monkeypatch.setattr(Here, "run", run)
    do(runner)
    assert told[-1] == "checking"
    assert anna.get(f"/api/studies/{study}/job").json()["state"] == "canceled"
    assert anna.get(f"/api/studies/{study}/versions").json() == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(28, "No space left on device", "x.nii.gz"), "system.refused"),
        (MemoryError("out of memory"), "system.memory"),
        (StudyError("No", seen="a", allowed="b", remedy="c", code="d.e"), "d.e"),
        (RuntimeError("of some library"), "system.unforeseen"),
    ],
)
def test_whatever_befalls_a_job_its_study_says_it(
    anna: TestClient, study: str, runner: Runner, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def run(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Here, "run", run)
    ask(runner, study)
    do(runner)
    row = anna.get(f"/api/studies/{study}").json()
    assert (row["status"], row["problem"]["code"], row["next_action"]) == ("failed", code, "read")
    assert anna.get(f"/api/studies/{study}/job").json()["error"]["code"] == code
    ask(runner, study)
    assert anna.get(f"/api/studies/{study}").json()["next_action"] == "cancel"


def test_a_full_disk_while_the_result_is_kept_leaves_no_half_version(
    anna: TestClient, study: str, runner: Runner, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(runner, study)
    adopt = type(services.store).adopt

    def full(self: Any, key: str, file: Path) -> str:
        if key.endswith("segmentation.nii.gz"):
            raise OSError(28, "No space left on device", key)
        return adopt(self, key, file)

    monkeypatch.setattr(type(services.store), "adopt", full)
    do(runner)
    assert anna.get(f"/api/studies/{study}").json()["problem"]["code"] == "system.refused"
    with services.database.reading() as session:
        assert session.scalars(select(Version)).all() == []
    assert list(services.store.keys(f"studies/{study}/versions")) == []
    monkeypatch.undo()
    services.bench.executor = runner._start()
    ask(runner, study)
    do(runner)
    assert anna.get(f"/api/studies/{study}").json()["status"] == "done"


def test_a_server_that_ends_in_order_leaves_its_job_for_the_next(
    anna: TestClient, study: str, runner: Runner, services: Services
) -> None:
    ask(runner, study)
    runner._closing.set()
    do(runner)
    job = anna.get(f"/api/studies/{study}/job").json()
    assert (job["state"], job["stages"], job["fraction"]) == ("queued", [], 0.0)
    with services.database.reading() as session:
        assert session.scalars(select(Job.attempt)).one() == 0


def test_lanes_do_what_is_queued_and_end_when_asked(anna: TestClient, study: str, runner: Runner) -> None:
    with runner:
        ask(runner, study)
        for _ in range(600):
            if anna.get(f"/api/studies/{study}").json()["status"] == "done":
                break
            threading.Event().wait(0.05)
    assert anna.get(f"/api/studies/{study}").json()["status"] == "done"
    assert not any(lane.is_alive() for lane in runner._lanes)


def test_the_trail_says_what_jobs_did(study: str, runner: Runner, services: Services) -> None:
    ask(runner, study)
    do(runner)
    with services.database.reading() as session:
        lines = [line.action for line in session.scalars(select(Trace).where(Trace.object_id == study))]
    assert [one for one in lines if one.startswith(("job", "version"))] == ["job.queued", "version.made", "job.done"]


def nifti(content: bytes) -> np.ndarray[Any, Any]:
    return np.asanyarray(nib.Nifti1Image.from_bytes(gzip.decompress(content)).dataobj)
