import tarfile
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.server.backups import make_backup, restore_backup
from neuroinsight.server.routes.administration import router
from neuroinsight.server.services import Services, open_services
from neuroinsight.server.settings import Settings
from neuroinsight.server.studies import remove_expired
from tests.servers import Clock

ROUTES = [
    (method, route.path) for route in router.routes if isinstance(route, APIRoute) for method in route.methods or ()
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_clinician_is_refused(anna: TestClient, method: str, path: str) -> None:
    answer = anna.request(method, f"/api{path}", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (HTTPStatus.FORBIDDEN, "account.no_administrator")


def test_the_default_model_stands_first_with_its_card(root: TestClient) -> None:
    first = root.get("/api/admin/models").json()[0]
    assert (first["name"], first["is_default"]) == ("glioma", True)
    figure = next(one for one in first["card"]["figures"] if (one["metric"], one["region"]) == ("dice", "WT"))
    assert figure["low"] < figure["mean"] < figure["high"]
    assert first["card"]["limits"]


def test_an_unknown_model_is_not_chosen(root: TestClient) -> None:
    answer = root.put("/api/admin/settings", json={"model": "nothing"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "model.unknown")
    assert root.get("/api/admin/settings").json()["model"] == "glioma"


def test_the_days_that_an_administrator_sets_are_the_days_that_count(
    services: Services, root: TestClient, clock: Clock
) -> None:
    study = root.post("/api/studies", json={}).json()["id"]
    root.delete(f"/api/studies/{study}")
    root.put("/api/admin/settings", json={"retention_days": 3})
    clock.at += timedelta(days=4)
    assert remove_expired(services) == 1


def test_space_is_counted_by_what_takes_it(services: Services, root: TestClient) -> None:
    kept, gone = (root.post("/api/studies", json={}).json()["id"] for _ in range(2))
    services.store.put(f"studies/{kept}/files/a", b"x" * 1000)
    services.store.put(f"studies/{kept}/versions/1/label-map", b"x" * 100)
    services.store.put(f"studies/{gone}/files/a", b"x" * 10)
    root.delete(f"/api/studies/{gone}")
    found = {one["kind"]: one["size_bytes"] for one in root.get("/api/admin/storage").json()["shares"]}
    assert (found["uploads"], found["results"], found["deleted"]) == (1000, 100, 10)
    assert found["database"] > 0


def test_health_tells_of_a_trail_that_was_changed(services: Services, root: TestClient) -> None:
    for _ in range(2):
        root.post("/api/studies", json={})
    assert root.get("/api/admin/health").json()["trail_is_whole"]
    with services.database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        connection.exec_driver_sql("DELETE FROM audit WHERE id = 1")
    assert "trail-broken" in root.get("/api/admin/health").json()["problems"]


def test_the_trail_is_found_by_person_patient_action_and_day(root: TestClient, anna: TestClient) -> None:
    anna.post("/api/studies", json={"patient": "NI-0042"})
    root.post("/api/studies", json={"patient": "NI-0043"})

    def found(**filters: str) -> list[tuple[str, str]]:
        items = root.get("/api/admin/audit", params=filters).json()["items"]
        return [(one["actor"], one["action"]) for one in items]

    assert found(q="ni-0042") == [("anna", "study.made")]
    assert ("anna", "study.made") in found(q="ann")
    assert {action for _, action in found(action="study.made")} == {"study.made"}
    assert found(**{"from": "2030-01-01"}) == []
    assert "NI-0042" not in root.get("/api/admin/audit.csv").text


def test_what_was_backed_up_comes_back(services: Services, root: TestClient, tmp_path: Path, clock: Clock) -> None:
    study = root.post("/api/studies", json={"patient": "NI-0042"}).json()["id"]
    services.store.put(f"studies/{study}/files/a", b"image")
    name = root.post("/api/admin/backups").json()["name"]
    root.delete(f"/api/studies/{study}")
    new = tmp_path / "new"
    assert restore_backup(services.settings.data_dir / "backups" / name, new) == 2
    restored = open_services(Settings(data_dir=new, argon2_memory_kib=32), now=clock)
    assert restored.store.read(f"studies/{study}/files/a") == b"image"
    with restored.database.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT patient, deleted_at FROM studies").all()
    restored.database.engine.dispose()
    assert [tuple(row) for row in rows] == [("NI-0042", None)]


@pytest.mark.parametrize("damage", ["cut", "changed", "foreign"])
def test_a_damaged_backup_leaves_nothing(services: Services, tmp_path: Path, clock: Clock, damage: str) -> None:
    services.store.put("studies/s/files/a", b"image" * 1000)
    archive = make_backup(services.settings.data_dir, tmp_path / "a.tar", at=clock())
    content = archive.read_bytes()
    if damage == "cut":
        archive.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        archive.write_bytes(content.replace(b"imageimage", b"imagfimage", 1))
    else:
        with tarfile.open(archive, "w") as made:
            made.add(__file__, "hello.txt")
    with pytest.raises(NeuroInsightError) as refused:
        restore_backup(archive, tmp_path / "new")
    assert refused.value.code == "backup.damaged"
    assert not (tmp_path / "new").exists()
