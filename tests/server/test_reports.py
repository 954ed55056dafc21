"""A report is written, signed with the password, and then never changed; later remarks are addenda."""

import hashlib
from http import HTTPStatus

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from neuroinsight.report.context import Language
from neuroinsight.report.reading import is_signed_as_it_stands
from neuroinsight.server.reports.desk import desk_of, signed_reading
from neuroinsight.server.reports.material import frozen_material
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Report, Review, Study, Trace, User
from tests.read_studies import add_result, add_version, edited
from tests.servers import PASSWORD

WORDS = "One lesion on the right.\nTissue is needed."


@pytest.fixture
def study(anna: TestClient, services: Services) -> str:
    """A study of Anna's that she has reviewed."""
    assert anna.get("/api/session").status_code == HTTPStatus.OK
    return add_result(services, "anna", review=Review.REVIEWED)


def write(client: TestClient, study: str, impression: str = WORDS, **more: object) -> dict[str, object]:
    seen = client.get(f"/api/studies/{study}/report").json()["revision"]
    body = {"impression": impression, "revision": seen, **more}
    answer = client.put(f"/api/studies/{study}/report", json=body)
    assert answer.status_code == HTTPStatus.OK, answer.text
    return dict(answer.json())


def sign(client: TestClient, study: str, password: str = PASSWORD) -> object:
    revision = client.get(f"/api/studies/{study}/report").json()["revision"]
    body = {"revision": revision, "has_read": True, "password": password}
    return client.post(f"/api/studies/{study}/report/sign", json=body)


def code_of(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]  # type: ignore[attr-defined]


def actions(services: Services) -> list[str]:
    with services.database.reading() as session:
        return list(session.scalars(select(Trace.action).order_by(Trace.id)))


def test_before_anybody_writes_the_impression_is_made_from_the_findings(anna: TestClient, study: str) -> None:
    report = anna.get(f"/api/studies/{study}/report").json()
    assert report["impression"] == report["made_impression"]
    assert report["impression"].startswith("One lesion in the right hemisphere")
    assert (report["status"], report["revision"], report["signature"]) == ("reviewed", 0, None)
    page = anna.get(f"/api/studies/{study}/report/report.html")
    assert "REVIEWED" in page.text
    assert "NI-0042" in page.text
    assert "P-17" not in page.text


def test_what_was_written_is_in_the_report_and_words_of_nobody_follow_the_language(
    anna: TestClient, study: str
) -> None:
    spanish = write(anna, study, anna.get(f"/api/studies/{study}/report").json()["impression"])
    assert spanish["language"] == "en"
    turned = write(anna, study, str(spanish["impression"]), language="es")
    assert str(turned["impression"]).startswith("Una lesión")
    written = write(anna, study, language="es", note="Crisis.", is_named=True)
    assert written["impression"] == WORDS
    page = anna.get(f"/api/studies/{study}/report/report.html").text
    assert all(text in page for text in ("Tissue is needed.", "Crisis.", "P-17", 'lang="es"'))


def test_a_second_tab_overwrites_nothing(anna: TestClient, study: str) -> None:
    write(anna, study)
    answer = anna.put(f"/api/studies/{study}/report", json={"impression": "Other.", "revision": 0})
    assert code_of(answer) == (HTTPStatus.CONFLICT, "report.changed_elsewhere")
    assert anna.get(f"/api/studies/{study}/report").json()["impression"] == WORDS


def test_what_nobody_reviewed_is_not_signed(anna: TestClient, services: Services) -> None:
    unread = add_result(services, "anna")
    write(anna, unread)
    assert code_of(sign(anna, unread)) == (HTTPStatus.CONFLICT, "report.not_reviewed")
    body = {"revision": 1}
    answer = anna.post(f"/api/studies/{unread}/report/preliminary", json=body)
    assert code_of(answer) == (HTTPStatus.CONFLICT, "report.not_reviewed")
    assert "NOT REVIEWED" in anna.get(f"/api/studies/{unread}/report/report.html").text.upper()


def test_a_report_is_not_signed_without_impression_word_or_password(anna: TestClient, study: str) -> None:
    assert code_of(sign(anna, study)) == (HTTPStatus.CONFLICT, "report.no_impression")
    write(anna, study)
    assert code_of(sign(anna, study, "another one")) == (HTTPStatus.FORBIDDEN, "account.wrong_password")
    body = {"revision": 1, "has_read": False, "password": PASSWORD}
    assert anna.post(f"/api/studies/{study}/report/sign", json=body).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert anna.get(f"/api/studies/{study}/report").json()["signature"] is None


def test_preliminary_stands_on_every_view_and_in_the_work_list(anna: TestClient, study: str) -> None:
    write(anna, study)
    answer = anna.post(f"/api/studies/{study}/report/preliminary", json={"revision": 1})
    assert answer.json()["status"] == "preliminary"
    assert anna.get(f"/api/studies/{study}").json()["next_action"] == "sign"
    assert "PRELIMINARY" in anna.get(f"/api/studies/{study}/report/report.html").text


def test_what_was_signed_is_frozen_and_never_changes(anna: TestClient, services: Services, study: str) -> None:
    write(anna, study)
    signed = sign(anna, study).json()  # type: ignore[attr-defined]
    assert signed["status"] == "final"
    page, paper = (anna.get(f"/api/studies/{study}/report/{view}") for view in ("report.html", "report.pdf"))
    assert "FINAL" in page.text
    assert paper.content.startswith(b"%PDF-")
    for answer in (
        anna.put(f"/api/studies/{study}/report", json={"impression": "Other.", "revision": 1}),
        anna.post(f"/api/studies/{study}/report/preliminary", json={"revision": 1}),
        sign(anna, study),
    ):
        assert code_of(answer) == (HTTPStatus.CONFLICT, "report.signed")
    add_version(services, study, edited())
    with services.database.reading() as session:
        row = session.scalars(select(Report)).one()
        material = frozen_material(services, study, row.id)
        reading = signed_reading(row, (), None)
    assert is_signed_as_it_stands(material.record_sha256, reading, Language.ENGLISH)
    kept = [key for key in services.store.keys(f"studies/{study}/reports") if key.endswith("/0/coded/report.pdf")]
    assert services.store.read(kept[0]) == paper.content
    again = anna.get(f"/api/studies/{study}/report").json()
    assert (again["number"], again["status"], again["earlier"][0]["number"]) == (2, "reviewed", 1)
    assert "report.signed" in actions(services)


def test_an_addendum_is_added_with_the_password_and_the_signed_words_stay(anna: TestClient, study: str) -> None:
    write(anna, study)
    body = {"text": "Histology: glioblastoma.", "password": PASSWORD}
    assert code_of(anna.post(f"/api/studies/{study}/report/addenda", json=body))[0] == HTTPStatus.NOT_FOUND
    sign(anna, study)
    wrong = anna.post(f"/api/studies/{study}/report/addenda", json=body | {"password": "another one"})
    assert code_of(wrong) == (HTTPStatus.FORBIDDEN, "account.wrong_password")
    before = anna.get(f"/api/studies/{study}/report").json()["signature"]
    added = anna.post(f"/api/studies/{study}/report/addenda", json=body)
    assert added.status_code == HTTPStatus.CREATED
    assert [one["text"] for one in added.json()["addenda"]] == ["Histology: glioblastoma."]
    assert added.json()["signature"] == before
    page = anna.get(f"/api/studies/{study}/report/report.html").text
    assert "Histology: glioblastoma." in page
    assert "Tissue is needed." in page


def test_a_draft_of_an_older_version_is_not_signed_for_the_newer_one(
    anna: TestClient, services: Services, study: str
) -> None:
    write(anna, study)
    add_version(services, study, edited())
    assert code_of(sign(anna, study)) == (HTTPStatus.CONFLICT, "report.no_impression")
    write(anna, study)
    page = anna.get(f"/api/studies/{study}/report/report.html").text
    assert "not changed; automatic 21 (18 to 24)" in page
    assert sign(anna, study).status_code == HTTPStatus.OK  # type: ignore[attr-defined]


def test_views_are_kept_by_all_that_they_are_made_of(anna: TestClient, services: Services, study: str) -> None:
    def kept() -> set[str]:
        return {hashlib.sha256(services.store.read(key)).hexdigest() for key in services.store.keys(previews)}

    previews = f"studies/{study}/previews"
    write(anna, study)
    pages = anna.get(f"/api/studies/{study}/report/paper").json()["pages"]
    assert pages > 1
    first = anna.get(f"/api/studies/{study}/report/paper/1.png").content
    assert first.startswith(b"\x89PNG")
    assert anna.get(f"/api/studies/{study}/report/paper/{pages + 1}.png").status_code == HTTPStatus.NOT_FOUND
    before = kept()
    write(anna, study, "Other words.")
    assert anna.get(f"/api/studies/{study}/report/paper/1.png").content != first
    assert len(kept()) == len(before)
    assert hashlib.sha256(first).hexdigest() not in kept()


def test_the_web_page_can_be_framed_by_ours_and_nothing_runs_in_it(anna: TestClient, study: str) -> None:
    headers = anna.get(f"/api/studies/{study}/report/report.html").headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["content-security-policy"].endswith("sandbox")
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["cache-control"] == "no-store"


def test_a_study_without_a_result_has_no_report(anna: TestClient) -> None:
    empty = anna.post("/api/studies", json={}).json()["id"]
    assert anna.get(f"/api/studies/{empty}/report").status_code == HTTPStatus.NOT_FOUND


def test_the_desk_is_read_in_one_transaction(services: Services, anna: TestClient, study: str) -> None:
    write(anna, study)
    with services.database.reading() as session:
        row = session.get_one(Study, study)
        desk = desk_of(session, row, session.scalars(select(User).where(User.name == "anna")).one())
    assert (desk.number, desk.is_signed, desk.code) == (1, False, "NI-0042")
