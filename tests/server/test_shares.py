"""A link opens with its pass phrase alone, shows what was chosen, and ends when its sender says so."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from neuroinsight.server.services import Services
from neuroinsight.server.tables import Review
from tests.read_studies import add_result
from tests.server.test_reports import actions, code_of, sign, write
from tests.servers import Clock, browser

PHRASE = "maple-orbit-seven-lamp"


@pytest.fixture
def study(anna: TestClient, services: Services) -> str:
    """A signed study of Anna's."""
    made = add_result(services, "anna", review=Review.REVIEWED)
    write(anna, made)
    sign(anna, made)
    return made


@pytest.fixture
def recipient(services: Services) -> Iterator[TestClient]:
    """A fresh browser, without an account."""
    with browser(services) as client:
        yield client


def share(client: TestClient, study: str, **more: object) -> tuple[str, str]:
    """Return the address below the interface, and the id, of a new link."""
    answer = client.post(f"/api/studies/{study}/shares", json={"pass_phrase": PHRASE, **more})
    assert answer.status_code == HTTPStatus.CREATED, answer.text
    return f"/api/shared/{answer.json()['path'].removeprefix('/s/')}", answer.json()["id"]


def unlock(client: TestClient, link: str, phrase: str = PHRASE) -> object:
    return client.post(link, json={"pass_phrase": phrase})


def test_a_fresh_browser_reads_the_report_with_the_pass_phrase_alone(
    anna: TestClient, recipient: TestClient, services: Services, study: str
) -> None:
    link, _ = share(anna, study)
    before = recipient.get(link).json()
    assert (before["is_open"], before["code"], before["views"]) == (False, None, [])
    assert code_of(recipient.get(f"{link}/report.pdf")) == (HTTPStatus.UNAUTHORIZED, "share.locked")
    opened = unlock(recipient, link).json()  # type: ignore[attr-defined]
    assert (opened["is_open"], opened["code"], opened["signed_by"]) == (True, "NI-0042", "anna")
    assert opened["views"] == ["report.pdf", "report.html"]
    assert recipient.get(f"{link}/report.pdf").content.startswith(b"%PDF-")
    assert recipient.get(f"{link}/paper/1.png").content.startswith(b"\x89PNG")
    page = recipient.get(f"{link}/report.html")
    assert "FINAL" in page.text
    assert "P-17" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert anna.get(f"/api/studies/{study}/shares").json()[0]["opened"] == 1
    assert {"report.shared", "share.opened"} <= set(actions(services))


@pytest.mark.parametrize("view", ["overlay.png", "analysis.json", "measurements.csv", "nothing"])
def test_nothing_is_shown_but_what_was_chosen(anna: TestClient, recipient: TestClient, study: str, view: str) -> None:
    link, _ = share(anna, study)
    unlock(recipient, link)
    assert recipient.get(f"{link}/{view}").status_code == HTTPStatus.NOT_FOUND
    assert recipient.get(f"/api/studies/{study}").status_code == HTTPStatus.UNAUTHORIZED


def test_names_are_shown_where_the_sender_said_so(anna: TestClient, recipient: TestClient, study: str) -> None:
    link, _ = share(anna, study, is_named=True)
    unlock(recipient, link)
    assert "P-17" in recipient.get(f"{link}/report.html").text


def test_a_wrong_pass_phrase_opens_nothing_and_few_are_tried(
    anna: TestClient, recipient: TestClient, services: Services, clock: Clock, study: str
) -> None:
    link, _ = share(anna, study)
    for _ in range(5):
        assert code_of(unlock(recipient, link, "another-four-words-here")) == (
            HTTPStatus.FORBIDDEN,
            "share.wrong_phrase",
        )
    assert code_of(unlock(recipient, link)) == (HTTPStatus.TOO_MANY_REQUESTS, "share.too_many_tries")
    clock.at += timedelta(minutes=16)
    assert unlock(recipient, link).status_code == HTTPStatus.OK  # type: ignore[attr-defined]
    assert actions(services).count("share.refused") == 5


def test_a_revoked_link_closes_at_once(anna: TestClient, recipient: TestClient, study: str) -> None:
    link, number = share(anna, study)
    unlock(recipient, link)
    assert anna.delete(f"/api/studies/{study}/shares/{number}").status_code == HTTPStatus.NO_CONTENT
    for answer in (recipient.get(link), recipient.get(f"{link}/report.pdf"), unlock(recipient, link)):
        assert code_of(answer) == (HTTPStatus.GONE, "share.revoked")
    assert anna.get(f"/api/studies/{study}/shares").json()[0]["revoked_at"] is not None


def test_a_link_expires_and_so_does_an_opening(
    anna: TestClient, recipient: TestClient, clock: Clock, study: str
) -> None:
    link, _ = share(anna, study, days=1)
    unlock(recipient, link)
    clock.at += timedelta(hours=2)
    assert recipient.get(link).json()["is_open"] is False
    clock.at += timedelta(hours=23)
    assert code_of(recipient.get(link)) == (HTTPStatus.GONE, "share.expired")


def test_a_deleted_study_takes_its_links_with_it(anna: TestClient, recipient: TestClient, study: str) -> None:
    link, _ = share(anna, study)
    anna.delete(f"/api/studies/{study}")
    assert code_of(recipient.get(link)) == (HTTPStatus.GONE, "share.revoked")


def test_another_person_neither_lists_nor_revokes(anna: TestClient, berta: TestClient, study: str) -> None:
    _, number = share(anna, study)
    assert berta.get(f"/api/studies/{study}/shares").status_code == HTTPStatus.NOT_FOUND
    own = berta.post("/api/studies", json={}).json()["id"]
    assert code_of(berta.delete(f"/api/studies/{own}/shares/{number}")) == (HTTPStatus.NOT_FOUND, "share.not_found")
    assert anna.get(f"/api/studies/{study}/shares").json()[0]["revoked_at"] is None


def test_an_unsigned_report_is_not_shared_and_a_short_phrase_not_taken(anna: TestClient, services: Services) -> None:
    draft = add_result(services, "anna", review=Review.REVIEWED)
    answer = anna.post(f"/api/studies/{draft}/shares", json={"pass_phrase": PHRASE})
    assert code_of(answer) == (HTTPStatus.CONFLICT, "report.not_signed")
    weak = anna.post(f"/api/studies/{draft}/shares", json={"pass_phrase": "short"})
    assert code_of(weak) == (HTTPStatus.CONFLICT, "account.weak_password")


def test_the_database_holds_neither_the_link_nor_its_phrase(
    anna: TestClient, services: Services, recipient: TestClient, study: str
) -> None:
    link, _ = share(anna, study)
    unlock(recipient, link)
    database = sqlite3.connect(services.settings.data_dir / "neuroinsight.db")
    text = "\n".join(database.iterdump())
    database.close()
    assert link.rpartition("/")[2] not in text
    assert PHRASE not in text


def test_suggested_phrases_are_words_and_taken(anna: TestClient, study: str) -> None:
    phrase = anna.get(f"/api/studies/{study}/shares/phrase").json()["pass_phrase"]
    assert phrase.count("-") == 3
    share(anna, study, pass_phrase=phrase)
