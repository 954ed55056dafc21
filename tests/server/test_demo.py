import pytest
from starlette.testclient import TestClient

from neuroinsight.server import demo
from neuroinsight.server.demo import add_demo
from neuroinsight.server.services import Services
from tests.analyzed import SMALL
from tests.servers import make_person, secret_of


def test_the_first_visit_finds_a_synthetic_patient_on_its_way(
    services: Services, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = make_person(services, "anna")
    monkeypatch.setattr(demo, "PhantomSettings", lambda: SMALL)
    study = add_demo(services, owner)
    stranger.cookies.set("neuroinsight_session", secret_of(services, "anna"))
    row = stranger.get(f"/api/studies/{study.id}").json()
    assert (row["patient"], row["status"], row["job"]["place_in_queue"]) == ("Phantom", "queued", 1)
    files = stranger.get(f"/api/studies/{study.id}/intake").json()["files"]
    assert {one["use"] for one in files} == {"t1", "t1ce", "t2", "flair"}
