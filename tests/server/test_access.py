"""Every route refuses strangers, and every route of an object refuses everybody but its owner."""

import re
from http import HTTPStatus

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from neuroinsight.server.access import PUBLIC
from neuroinsight.server.routes import ROUTERS
from tests.servers import URL

ROUTES = sorted(
    (method, f"/api{route.path}")
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)
OF_STUDIES = [one for one in ROUTES if "{study}" in one[1]]
_NUMBERS = {"number", "n", "version"}


def _address(path: str, **known: str) -> str:
    """Return an address of a route: known ids, and others that nothing has."""

    def value(found: re.Match[str]) -> str:
        return known.get(found[1], "1" if found[1] in _NUMBERS else "nothing")

    return re.sub(r"\{(\w+)\}", value, path)


def test_the_public_routes_are_those_that_are_named() -> None:
    assert set(ROUTES) >= PUBLIC


@pytest.mark.parametrize(("method", "path"), [one for one in ROUTES if one not in PUBLIC])
def test_a_stranger_is_refused(stranger: TestClient, method: str, path: str) -> None:
    answer = stranger.request(method, _address(path))
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    if method != "HEAD":
        assert answer.json()["error"]["code"] == "account.signed_out"


@pytest.mark.parametrize(("method", "path"), OF_STUDIES)
def test_another_person_finds_nothing(anna: TestClient, berta: TestClient, method: str, path: str) -> None:
    study = anna.post("/api/studies", json={"patient": "NI-1"}).json()["id"]
    answer = berta.request(method, _address(path, study=study), json={})
    assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert "NI-1" not in answer.text
    assert anna.get(f"/api/studies/{study}").json()["deleted_at"] is None


@pytest.mark.parametrize(("method", "path"), [one for one in OF_STUDIES if one[0] == "GET"])
def test_another_person_is_told_what_nobody_is_told(
    anna: TestClient, berta: TestClient, method: str, path: str
) -> None:
    study = anna.post("/api/studies", json={}).json()["id"]
    answers = [berta.request(method, _address(path, study=one)) for one in (study, "nothing")]
    told = [answer.json()["error"] | {"reference": ""} for answer in answers]
    assert told[0] == told[1]


def test_one_persons_list_holds_nothing_of_another(anna: TestClient, berta: TestClient) -> None:
    anna.post("/api/studies", json={"patient": "NI-1"})
    assert berta.get("/api/studies").json()["items"] == []
    assert "NI-1" not in berta.get("/api/studies.csv").text


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {}],
    ids=["foreign", "null", "fetched", "silent"],
)
def test_another_page_changes_nothing_in_ones_name(anna: TestClient, headers: dict[str, str]) -> None:
    anna.headers.pop("origin")
    answer = anna.post("/api/studies", json={}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (HTTPStatus.FORBIDDEN, "request.origin")


def test_a_name_that_is_made_to_lead_here_is_refused(stranger: TestClient) -> None:
    answer = stranger.get("/api/health", headers={"host": "rebound.example"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (HTTPStatus.BAD_REQUEST, "request.host")


@pytest.mark.parametrize("path", ["/api/health", "/api/nothing", "/", "/studies/x", "/api/studies"])
def test_every_answer_carries_the_headers(stranger: TestClient, path: str) -> None:
    headers = stranger.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_cookie_is_for_the_server_alone(stranger: TestClient) -> None:
    answer = stranger.post("/api/setup", json={"name": "root", "password": "sailing over quiet water"})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert URL.startswith("http:")
    assert "secure" not in cookie
