"""The check finds what is wrong, says where, and finds nothing where nothing is; litter goes at the next start."""

from pathlib import Path

import pytest
from sqlalchemy import text, update
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.server import audit
from neuroinsight.server.consistency import Fault, clear_litter, faults_of
from neuroinsight.server.receiving import key_of
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Job, JobState, Status, Study, StudyFile, User, Version, VersionKind
from neuroinsight.server.versions import key_of_version
from tests.servers import make_person

RECORD, LABELS = "analysis.json", "segmentation.nii.gz"


def keep_file(services: Services, study: str, name: str) -> str:
    row = StudyFile(
        id=f"file-{name}", study_id=study, name=f"{name}.nii.gz", received_bytes=3, created_at=services.now()
    )
    row.sha256 = services.store.put(key_of(row), name.encode())
    with services.database.writing() as session:
        session.add(row)
    return key_of(row)


@pytest.fixture
def version(services: Services) -> Version:
    """An installation with one study that was analyzed."""
    owner = make_person(services, "anna")
    at = services.now()
    made = Version(id="v", study_id="s", number=1, kind=VersionKind.AUTOMATIC, author="m", volumes={}, created_at=at)
    made.label_map_sha256 = services.store.put(key_of_version(made, LABELS), b"labels")
    made.record_sha256 = services.store.put(key_of_version(made, RECORD), b"record")
    services.store.put(key_of_version(made, "thumbnail.png"), b"picture")
    with services.database.writing() as session:
        session.add(Study(id="s", owner_id=owner.id, status=Status.DONE, version=1, created_at=at, changed_at=at))
        session.flush()
        session.add(made)
        audit.record(session, at=at, by=owner, action="study.made", object_id="s")
    keep_file(services, "s", "flair")
    return made


def test_nothing_is_found_where_nothing_is_wrong(services: Services, version: Version) -> None:
    assert version.number == 1
    assert faults_of(services) == []


def test_rows_without_files_and_changed_files_are_found(services: Services, version: Version) -> None:
    key = keep_file(services, "s", "t1")
    services.store.remove(key)
    services.store.path(key_of_version(version, LABELS)).write_bytes(b"other labels")
    assert set(faults_of(services)) == {
        Fault(code="row.without_file", concerns=key),
        Fault(code="file.changed", concerns=key_of_version(version, LABELS)),
    }


def test_what_was_on_its_way_when_something_died_goes_at_the_next_start(services: Services, version: Version) -> None:
    litter = ["studies/s/versions/half/analysis.json", "studies/s/files/nobody.nii.gz", "studies/gone/files/x.nii"]
    for key in litter:
        services.store.put(key, b"half")
    part = services.store.path(key_of_version(version, RECORD)).with_name(".12ab.neuroinsight.part.json")
    part.write_bytes(b"ha")
    work = Path(services.settings.data_dir) / "work" / "job-1"
    work.mkdir(parents=True)
    assert {fault.concerns for fault in faults_of(services)} == set(litter)
    assert sorted(clear_litter(services)) == sorted(litter)
    assert faults_of(services) == []
    assert not part.exists()
    assert not work.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": Status.RUNNING}, "study.job"),
        ({"version": 2}, "study.version"),
        ({"version": None}, "study.version"),
    ],
)
def test_a_study_that_says_other_than_its_versions_and_jobs_is_found(
    services: Services, version: Version, change: dict[str, object], code: str
) -> None:
    with services.database.writing() as session:
        session.execute(update(Study).where(Study.id == version.study_id).values(**change))
    assert faults_of(services) == [Fault(code=code, concerns="s")]


def test_a_job_that_waits_beside_a_finished_study_is_found(services: Services, version: Version) -> None:
    with services.database.writing() as session:
        owner = session.query(User).one()
        session.add(
            Job(
                id="j",
                study_id=version.study_id,
                owner_id=owner.id,
                kind="analyze",
                state=JobState.QUEUED,
                created_at=services.now(),
            )
        )
    assert faults_of(services) == [Fault(code="study.job", concerns="s")]


def test_the_command_says_what_is_wrong_and_where(services: Services, version: Version) -> None:
    words = ["check", "--data-dir", str(services.settings.data_dir)]
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout) == (0, "Rows and files say the same.\n")
    services.store.remove(key_of_version(version, RECORD))
    with services.database.writing() as session:
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("UPDATE audit SET actor = 'somebody else'"))
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert f"{key_of_version(version, RECORD)}: a file that is named is not there" in done.stdout
    assert "1: the audit trail was changed from this line on" in done.stdout
    assert "2 faults." in done.stdout
