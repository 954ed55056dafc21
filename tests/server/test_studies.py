import time
from datetime import timedelta
from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from neuroinsight.server import serve
from neuroinsight.server.services import Services
from neuroinsight.server.studies import remove_expired
from neuroinsight.server.tables import Review, Status, Study
from tests.servers import Clock


def _made(client: TestClient, **fields: object) -> str:
    return str(client.post("/api/studies", json=fields).json()["id"])


def _set(services: Services, study: str, **fields: object) -> None:
    with services.database.writing() as session:
        row = session.get_one(Study, study)
        for name, value in fields.items():
            setattr(row, name, value)


def _found(client: TestClient, **filters: object) -> list[str]:
    answer = client.get("/api/studies", params=filters)  # type: ignore[arg-type]
    assert answer.status_code == HTTPStatus.OK, answer.text
    return [one["patient"] for one in answer.json()["items"]]


def test_the_newest_exam_stands_first_and_one_without_a_date_last(anna: TestClient) -> None:
    for patient, day in (("old", "2026-01-01"), ("undated", None), ("new", "2026-02-01")):
        _made(anna, patient=patient, exam_date=day)
    assert _found(anna) == ["new", "old", "undated"]
    assert _found(anna, sort="exam_date") == ["old", "new", "undated"]


def test_a_search_finds_a_part_of_the_code_and_takes_no_sign_as_a_pattern(anna: TestClient) -> None:
    for patient in ("NI-0042", "ni-0043", "100%"):
        _made(anna, patient=patient)
    assert sorted(_found(anna, q="ni-004")) == ["NI-0042", "ni-0043"]
    assert _found(anna, q="%") == ["100%"]
    assert _found(anna, q="_") == []


def test_filters_join(services: Services, anna: TestClient) -> None:
    small, large = _made(anna, patient="small"), _made(anna, patient="large")
    _set(services, small, status=Status.DONE, whole_tumor_ml=3.0, side="left", review=Review.AI)
    _set(services, large, status=Status.DONE, whole_tumor_ml=80.0, side="left", review=Review.FINAL)
    assert _found(anna, status="done", volume_from_ml=10) == ["large"]
    assert sorted(_found(anna, side="left")) == ["large", "small"]
    assert _found(anna, status="failed") == []
    assert _found(anna, review="ai") == ["small"]


def test_the_list_counts_what_waits(services: Services, anna: TestClient) -> None:
    for status, review in ((Status.DONE, Review.AI), (Status.DONE, Review.PRELIMINARY), (Status.NEEDS_INPUT, None)):
        _set(services, _made(anna), status=status, review=review)
    assert anna.get("/api/studies").json()["waiting"] == {"review": 1, "sign": 1, "input": 1}


@pytest.mark.parametrize(
    ("status", "review", "action"),
    [
        (Status.NEEDS_INPUT, None, "choose"),
        (Status.QUEUED, None, "cancel"),
        (Status.RUNNING, None, "watch"),
        (Status.FAILED, None, "read"),
        (Status.CANCELED, None, "retry"),
        (Status.DONE, Review.AI, "review"),
        (Status.DONE, Review.PRELIMINARY, "sign"),
        (Status.DONE, Review.FINAL, "report"),
    ],
)
def test_each_study_has_one_thing_to_do_next(
    services: Services, anna: TestClient, status: Status, review: Review | None, action: str
) -> None:
    study = _made(anna)
    _set(services, study, status=status, review=review)
    assert anna.get(f"/api/studies/{study}").json()["next_action"] == action


def test_pages_follow_each_other_without_a_gap(anna: TestClient) -> None:
    for number in range(7):
        _made(anna, patient=f"P{number}")
    pages = [_found(anna, sort="patient", per_page=3, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [one for page in pages for one in page] == [f"P{number}" for number in range(7)]


def test_what_is_left_out_of_a_change_stays(anna: TestClient) -> None:
    study = _made(anna, patient="NI-1", age_years=58, treated=True)
    changed = anna.patch(f"/api/studies/{study}", json={"age_years": None, "exam_date": "2026-11-19"}).json()
    assert (changed["patient"], changed["age_years"], changed["treated"]) == ("NI-1", None, True)


@pytest.mark.parametrize(
    "wrong", [{"age_years": -1}, {"age_years": 1000}, {"exam_date": "19.11.2026"}, {"patient": "a\nb"}, {"name": "x"}]
)
def test_what_no_exam_has_is_refused(anna: TestClient, wrong: dict[str, object]) -> None:
    answer = anna.post("/api/studies", json=wrong)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "request.invalid")


def test_a_deleted_study_can_be_restored_until_it_is_removed_for_good(
    services: Services, anna: TestClient, clock: Clock
) -> None:
    study = _made(anna, patient="NI-1")
    services.store.put(f"studies/{study}/files/a", b"image")
    anna.delete(f"/api/studies/{study}")
    assert anna.get(f"/api/studies/{study}").status_code == HTTPStatus.NOT_FOUND
    assert _found(anna, deleted=True) == ["NI-1"]
    clock.at += timedelta(days=29)
    assert remove_expired(services) == 0
    anna.cookies.update({})
    _set(services, study, deleted_at=clock() - timedelta(days=31))
    assert remove_expired(services) == 1
    assert list(services.store.keys(f"studies/{study}")) == []
    with services.database.reading() as session:
        assert session.get(Study, study) is None


def test_restoring_brings_a_study_back(anna: TestClient) -> None:
    study = _made(anna, patient="NI-1")
    anna.delete(f"/api/studies/{study}")
    assert anna.post(f"/api/studies/{study}/restore").status_code == HTTPStatus.OK
    assert _found(anna) == ["NI-1"]
    assert anna.post(f"/api/studies/{study}/restore").status_code == HTTPStatus.NOT_FOUND


def test_a_table_for_a_spreadsheet_runs_no_formula(anna: TestClient) -> None:
    _made(anna, patient="=HYPERLINK(1)")
    lines = anna.get("/api/studies.csv").text.splitlines()
    assert lines[0].startswith("id,patient,exam_date")
    assert "'=HYPERLINK(1)" in lines[1]


def test_a_server_that_runs_on_removes_what_is_due(
    services: Services, anna: TestClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_RETENTION_EVERY_S", 0.01)
    study = _made(anna)
    anna.delete(f"/api/studies/{study}")
    with serve._retention(services):
        clock.at += timedelta(days=31)
        end = time.monotonic() + 10
        while _is_there(services, study) and time.monotonic() < end:
            time.sleep(0.01)
    assert not _is_there(services, study)


def _is_there(services: Services, study: str) -> bool:
    with services.database.reading() as session:
        return session.get(Study, study) is not None
