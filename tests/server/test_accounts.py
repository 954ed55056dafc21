from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.server.passwords import Passwords, new_phrase
from neuroinsight.server.services import Services
from tests.servers import PASSWORD, Clock, make_person


def _code(response: object) -> str:
    return str(response.json()["error"]["code"])  # type: ignore[attr-defined]


def test_the_first_visit_makes_the_administrator_and_signs_them_in(stranger: TestClient) -> None:
    assert stranger.get("/api/setup").json()["needed"]
    answer = stranger.post("/api/setup", json={"name": "Root", "display_name": "Dr. R", "password": PASSWORD})
    assert answer.status_code == HTTPStatus.CREATED
    assert stranger.get("/api/session").json()["role"] == "administrator"


def test_a_second_first_visit_is_refused(stranger: TestClient) -> None:
    body = {"name": "root", "password": PASSWORD}
    stranger.post("/api/setup", json=body)
    answer = stranger.post("/api/setup", json=body | {"name": "thief"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert _code(answer) == "setup.done"
    assert stranger.get("/api/setup").json()["data_dir"] is None  # nobody learns the path any more


def test_the_right_password_signs_in_and_signing_out_ends_it(services: Services, stranger: TestClient) -> None:
    make_person(services, "anna")
    assert stranger.post("/api/session", json={"name": "ANNA ", "password": PASSWORD}).status_code == HTTPStatus.OK
    secret = stranger.cookies["neuroinsight_session"]
    assert stranger.delete("/api/session").status_code == HTTPStatus.NO_CONTENT
    stranger.cookies.set("neuroinsight_session", secret)  # who kept the cookie has nothing
    assert stranger.get("/api/session").status_code == HTTPStatus.UNAUTHORIZED


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(services: Services, stranger: TestClient) -> None:
    make_person(services, "anna")
    answers = [
        stranger.post("/api/session", json={"name": name, "password": "not the right one"}) for name in ("anna", "otto")
    ]
    told = [answer.json()["error"] | {"reference": ""} for answer in answers]
    assert told[0] == told[1]
    assert {answer.status_code for answer in answers} == {HTTPStatus.UNAUTHORIZED}


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(
    services: Services, stranger: TestClient, clock: Clock
) -> None:
    make_person(services, "anna")
    for _ in range(5):
        stranger.post("/api/session", json={"name": "anna", "password": "not the right one"})
    locked = stranger.post("/api/session", json={"name": "anna", "password": PASSWORD})
    assert locked.status_code == HTTPStatus.TOO_MANY_REQUESTS
    clock.at += timedelta(minutes=16)
    assert stranger.post("/api/session", json={"name": "anna", "password": PASSWORD}).status_code == HTTPStatus.OK


@pytest.mark.parametrize("later", [timedelta(hours=13), timedelta(minutes=61)], ids=["lasting", "idle"])
def test_a_sign_in_ends_by_itself(anna: TestClient, clock: Clock, later: timedelta) -> None:
    assert anna.get("/api/session").status_code == HTTPStatus.OK
    clock.at += later
    assert anna.get("/api/session").status_code == HTTPStatus.UNAUTHORIZED


def test_a_sign_in_that_is_used_goes_on(anna: TestClient, clock: Clock) -> None:
    for _ in range(5):
        clock.at += timedelta(minutes=50)
        assert anna.get("/api/session").status_code == HTTPStatus.OK


def test_a_sign_in_left_on_another_machine_can_be_ended(anna: TestClient, stranger: TestClient) -> None:
    stranger.post("/api/session", json={"name": "anna", "password": PASSWORD})
    other = next(one for one in anna.get("/api/sessions").json() if not one["is_this"])
    assert anna.delete(f"/api/sessions/{other['id']}").status_code == HTTPStatus.NO_CONTENT
    assert stranger.get("/api/session").status_code == HTTPStatus.UNAUTHORIZED
    assert anna.get("/api/session").status_code == HTTPStatus.OK


def test_a_new_password_ends_all_other_sign_ins(anna: TestClient, stranger: TestClient) -> None:
    stranger.post("/api/session", json={"name": "anna", "password": PASSWORD})
    body = {"old": PASSWORD, "new": "another calm morning"}
    assert anna.post("/api/account/password", json=body).status_code == HTTPStatus.NO_CONTENT
    assert anna.get("/api/session").status_code == HTTPStatus.OK
    assert stranger.get("/api/session").status_code == HTTPStatus.UNAUTHORIZED


def test_the_old_password_is_asked_for_and_guessing_it_is_limited(anna: TestClient) -> None:
    body = {"old": "not the right one", "new": "another calm morning"}
    answers = [anna.post("/api/account/password", json=body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [HTTPStatus.FORBIDDEN] * 5 + [HTTPStatus.TOO_MANY_REQUESTS]


def test_a_person_made_by_an_administrator_changes_the_password_first(root: TestClient, stranger: TestClient) -> None:
    phrase = root.post("/api/users", json={"name": "carl"}).json()["one_time_password"]
    stranger.post("/api/session", json={"name": "carl", "password": phrase})
    refused = stranger.get("/api/studies")
    assert (refused.status_code, _code(refused)) == (HTTPStatus.FORBIDDEN, "account.must_change_password")
    stranger.post("/api/account/password", json={"old": phrase, "new": "another calm morning"})
    assert stranger.get("/api/studies").status_code == HTTPStatus.OK


def test_a_reset_gives_a_password_for_one_sign_in_and_ends_the_others(root: TestClient, anna: TestClient) -> None:
    user = next(one for one in root.get("/api/users").json() if one["name"] == "anna")
    phrase = root.post(f"/api/users/{user['id']}/reset").json()["one_time_password"]
    assert anna.get("/api/session").status_code == HTTPStatus.UNAUTHORIZED
    anna.cookies.clear()
    assert anna.post("/api/session", json={"name": "anna", "password": phrase}).json()["must_change_password"]


def test_a_disabled_person_is_out_at_once(root: TestClient, anna: TestClient) -> None:
    token = anna.post("/api/tokens", json={"label": "router"}).json()["secret"]
    user = next(one for one in root.get("/api/users").json() if one["name"] == "anna")
    root.patch(f"/api/users/{user['id']}", json={"disabled": True})
    assert anna.get("/api/session").status_code == HTTPStatus.UNAUTHORIZED
    anna.cookies.clear()
    assert anna.get("/api/session", headers={"authorization": f"Bearer {token}"}).status_code == 401
    assert anna.post("/api/session", json={"name": "anna", "password": PASSWORD}).status_code == 401


def test_an_administrator_sees_who_was_here_who_is_locked_and_what_they_have(
    services: Services, root: TestClient, anna: TestClient, stranger: TestClient
) -> None:
    make_person(services, "otto")
    anna.post("/api/studies", json={})
    anna.post("/api/tokens", json={"label": "router"})
    for _ in range(5):
        stranger.post("/api/session", json={"name": "otto", "password": "not the right one"})
    found = {person["name"]: person for person in root.get("/api/users").json()}
    assert [found["anna"][name] for name in ("studies", "tokens", "is_locked")] == [1, 1, False]
    assert found["anna"]["seen_at"] is not None
    assert [found["otto"][name] for name in ("studies", "tokens", "is_locked")] == [0, 0, True]
    assert found["otto"]["seen_at"] is None


def test_the_last_administrator_stays(root: TestClient) -> None:
    user = root.get("/api/session").json()["id"]
    for change in ({"disabled": True}, {"role": "clinician"}):
        answer = root.patch(f"/api/users/{user}", json=change)
        assert _code(answer) == "account.last_administrator"


def test_a_clinician_administers_nobody(anna: TestClient) -> None:
    assert anna.get("/api/users").status_code == HTTPStatus.FORBIDDEN
    assert anna.post("/api/users", json={"name": "friend"}).status_code == HTTPStatus.FORBIDDEN


def test_a_token_opens_the_interface_until_it_is_removed(anna: TestClient, stranger: TestClient) -> None:
    made = anna.post("/api/tokens", json={"label": "router"}).json()
    header = {"authorization": f"Bearer {made['secret']}"}
    assert stranger.get("/api/session", headers=header).json()["name"] == "anna"
    assert made["secret"] not in anna.get("/api/tokens").text
    anna.delete(f"/api/tokens/{made['id']}")
    assert stranger.get("/api/session", headers=header).status_code == HTTPStatus.UNAUTHORIZED


def test_nothing_that_signs_in_lies_in_the_database(anna: TestClient, tmp_path: Path) -> None:
    secret = anna.post("/api/tokens", json={"label": "router"}).json()["secret"]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())
    for known in (secret, anna.cookies["neuroinsight_session"], PASSWORD):
        assert known.encode() not in kept


@pytest.mark.parametrize(
    "password", ["short one", "aaaaaaaaaaaaaaaa", "Password12345678", "maria-is-my-name", "x" * 2000]
)
def test_what_is_guessed_first_is_refused(services: Services, password: str) -> None:
    with pytest.raises(NeuroInsightError) as refused:
        services.passwords.require_good(password, "maria")
    assert refused.value.code == "account.weak_password"


def test_phrases_are_good_passwords(services: Services) -> None:
    phrases = {new_phrase() for _ in range(50)}
    assert len(phrases) == 50
    for phrase in phrases:
        services.passwords.require_good(phrase)


def test_a_damaged_hash_lets_nobody_in(services: Services) -> None:
    assert isinstance(services.passwords, Passwords)
    assert not services.passwords.matches(PASSWORD, "no hash")
