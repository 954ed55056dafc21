import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from starlette.testclient import TestClient

from neuroinsight.server import audit
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Trace


def _actions(services: Services) -> list[str]:
    with services.database.reading() as session:
        return list(session.scalars(select(Trace.action).order_by(Trace.id)))


def test_what_a_person_does_stands_in_the_trail_without_the_patient(services: Services, anna: TestClient) -> None:
    study = anna.post("/api/studies", json={"patient": "NI-0042"}).json()["id"]
    anna.get(f"/api/studies/{study}")
    anna.patch(f"/api/studies/{study}", json={"patient": "NI-0043"})
    anna.delete(f"/api/studies/{study}")
    assert _actions(services)[-4:] == ["study.made", "study.seen", "study.changed", "study.deleted"]
    with services.database.reading() as session:
        assert not any("NI-004" in str(line.details) for line in session.scalars(select(Trace)))


def test_looking_twice_is_one_line(services: Services, anna: TestClient) -> None:
    study = anna.post("/api/studies", json={}).json()["id"]
    for _ in range(3):
        anna.get(f"/api/studies/{study}")
    assert _actions(services).count("study.seen") == 1


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_database_changes_and_removes_no_line(services: Services, anna: TestClient, change: str) -> None:
    anna.post("/api/studies", json={})
    with pytest.raises(DatabaseError, match="only grows"), services.database.writing() as session:
        session.execute(text(change))


def test_a_line_changed_behind_the_databases_back_is_found(services: Services, anna: TestClient) -> None:
    for _ in range(3):
        anna.post("/api/studies", json={})
    with services.database.writing() as session:
        assert audit.first_broken(session) is None
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("UPDATE audit SET actor = 'nobody' WHERE id = 2"))
        assert audit.first_broken(session) == 2


def test_what_is_undone_leaves_no_line(services: Services) -> None:
    before = _actions(services)

    def fail() -> None:
        with services.database.writing() as session:
            audit.record(session, at=services.now(), by="test", action="study.made")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _actions(services) == before
