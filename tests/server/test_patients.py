"""A patient is followed over one's own dated studies, in the library's words."""

from datetime import date
from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from neuroinsight.server.services import Services
from neuroinsight.server.tables import Study
from tests.read_studies import add_result

DAYS = (date(2026, 3, 9), date(2026, 6, 15), date(2026, 9, 14))


@pytest.fixture
def exams(anna: TestClient, services: Services) -> list[str]:
    """Three dated studies of one patient."""
    assert anna.get("/api/patients").json() == []
    made = [add_result(services, "anna", patient="NI-0017") for _ in DAYS]
    with services.database.writing() as session:
        for study, day in zip(made, DAYS, strict=True):
            session.get_one(Study, study).exam_date = day
    return made


def test_patients_are_those_of_ones_own_studies(anna: TestClient, berta: TestClient, exams: list[str]) -> None:
    listed = anna.get("/api/patients").json()
    assert listed == [{"code": "NI-0017", "exams": 3, "first": "2026-03-09", "last": "2026-09-14"}]
    assert [one["study"] for one in anna.get("/api/patients/NI-0017").json()["exams"]] == exams
    assert berta.get("/api/patients").json() == []
    for path in ("/api/patients/NI-0017", "/api/patients/NI-0017/follow-up", "/api/patients/nobody"):
        answer = berta.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (HTTPStatus.NOT_FOUND, "patient.not_found")


@pytest.mark.parametrize(("language", "word"), [("en", "Diameters and volume agree."), ("es", "coinciden")])
def test_a_follow_up_says_what_changed_with_plots_from_zero(
    anna: TestClient, exams: list[str], language: str, word: str
) -> None:
    told = anna.get("/api/patients/NI-0017/follow-up", params={"language": language}).json()
    assert told["dates"] == [str(day) for day in DAYS]
    text = " ".join("".join(runs) for runs in told["sentences"])
    assert word in text
    assert told["disagree"] is False
    for plot in told["plots"]:
        assert plot["ticks"][0]["y"] == 0.0
        spots = [spot for one in plot["series"] for run in one["runs"] for spot in run]
        assert all(spot["low"] < spot["y"] < spot["high"] for spot in spots)
    assert len(exams) == len(told["change"]["head"]) - 6
    again = anna.get("/api/patients/NI-0017/follow-up", params={"language": language})
    assert again.json() == told


def test_two_dates_are_chosen_and_foreign_ones_refused(anna: TestClient, exams: list[str], services: Services) -> None:
    told = anna.get("/api/patients/NI-0017/follow-up", params={"a": exams[1], "b": exams[0]}).json()
    assert told["dates"] == ["2026-03-09", "2026-06-15"]
    foreign = add_result(services, "anna", patient="NI-0099")
    answer = anna.get("/api/patients/NI-0017/follow-up", params={"a": foreign})
    assert (answer.status_code, answer.json()["error"]["code"]) == (HTTPStatus.NOT_FOUND, "follow_up.no_exam")
    alone = anna.get("/api/patients/NI-0099/follow-up")
    assert alone.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert alone.json()["error"]["code"] == "follow_up.too_few"
