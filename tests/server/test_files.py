"""Files go up in parts and are resumed, counted and recognized; what was answered is there."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from neuroinsight.core.sequences import Sequence
from neuroinsight.server.intakes import chosen_files, image_key
from neuroinsight.server.problems import RefusedError
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Role, Status, Study
from tests.networks import PLAN, save_untrained
from tests.server.uploads import dicom, phantom_files, zipped
from tests.servers import signed_in


def made(client: TestClient, **fields: object) -> str:
    return str(client.post("/api/studies", json=fields).json()["id"])


def put(
    client: TestClient, study: str, name: str, content: bytes, span: str | None = None
) -> Any:  # of starlette's own client
    headers = {} if span is None else {"content-range": f"bytes {span}"}
    return client.put(f"/api/studies/{study}/files?name={quote(name, safe='')}", content=content, headers=headers)


def uploaded(client: TestClient, files: dict[str, bytes]) -> str:
    study = made(client)
    for name, content in files.items():
        answer = put(client, study, name, content)
        assert answer.status_code == HTTPStatus.OK, answer.text
    return study


def intake(client: TestClient, study: str) -> dict[str, object]:
    answer = client.get(f"/api/studies/{study}/intake")
    assert answer.status_code == HTTPStatus.OK, answer.text
    found: dict[str, object] = answer.json()
    return found


def code(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


def offset(client: TestClient, study: str, name: str) -> int:
    return int(client.head(f"/api/studies/{study}/files", params={"name": name}).headers["upload-offset"])


def row(services: Services, study: str) -> Study:
    with services.database.reading() as session:
        return session.get_one(Study, study)


@pytest.fixture
def few(services: Services) -> Iterator[TestClient]:
    """A browser at an installation that takes little."""
    small = services.settings.model_copy(update={"max_file_bytes": 1000, "max_study_bytes": 1500, "max_files": 2})
    with signed_in(replace(services, settings=small), "carla", Role.CLINICIAN) as client:
        yield client


def test_a_study_goes_up_is_recognized_and_can_be_analyzed(anna: TestClient, services: Services) -> None:
    study = uploaded(anna, phantom_files())
    found = intake(anna, study)
    assert found["ready"] is True
    assert found["problems"] == []
    files = {one["name"]: one for one in found["files"]}  # type: ignore[attr-defined]
    flair = files["NI-0056_flair.nii.gz"]
    assert (flair["use"], flair["sure"], flair["spacing_mm"]) == ("flair", "sure", [5.0, 5.0, 5.0])
    assert flair["evidence"][0] == {"code": "name.says", "values": {"sequence": "flair", "words": "flair"}}
    picture = anna.get(flair["thumbnail"])
    assert picture.content.startswith(b"\x89PNG")
    assert found["suggested_patient"] == "NI-0056"
    chosen = chosen_files(services, row(services, study))
    assert set(chosen.images) == set(Sequence)
    assert services.store.read(chosen.images[Sequence.FLAIR]) == phantom_files()["NI-0056_flair.nii.gz"]
    assert image_key(services, row(services, study), Sequence.FLAIR) == chosen.images[Sequence.FLAIR]


def test_a_file_in_parts_is_one_and_goes_on_where_it_was_cut_off(anna: TestClient) -> None:
    content = bytes(range(256)) * 10
    study = made(anna)
    assert offset(anna, study, "a.nii") == 0
    first = put(anna, study, "a.nii", content[:1000], "0-999/2560").json()
    assert (first["is_whole"], first["received_bytes"], first["size_bytes"]) == (False, 1000, 2560)
    assert offset(anna, study, "a.nii") == 1000
    assert code(put(anna, study, "a.nii", content[1500:], "1500-2559/2560")) == "upload.offset"
    assert offset(anna, study, "a.nii") == 1000
    last = put(anna, study, "a.nii", content[1000:], "1000-2559/2560").json()
    assert (last["is_whole"], last["id"]) == (True, first["id"])
    assert offset(anna, study, "a.nii") == 2560


def test_a_part_that_is_sent_again_from_the_beginning_begins_again(anna: TestClient, services: Services) -> None:
    study = made(anna)
    put(anna, study, "a.json", b"abcdef", "0-5/9")
    again = put(anna, study, "a.json", b"ABCDEFGHI").json()
    assert again["is_whole"]
    assert services.store.read(f"studies/{study}/files/{again['id']}") == b"ABCDEFGHI"


@pytest.mark.parametrize("span", ["5-1/9", "0-5/3", "none", "0-2/9", "0-5/*", "-1-5/9"])
def test_a_range_that_cannot_be_is_refused(anna: TestClient, span: str) -> None:
    assert code(put(anna, made(anna), "a.nii", b"abcdef", span)) == "upload.range"


def test_the_same_file_sent_again_is_the_one_that_is_there(anna: TestClient) -> None:
    study = made(anna)
    ids = {put(anna, study, "a.json", b"abc").json()["id"] for _ in range(2)}
    assert len(ids) == 1
    other = put(anna, study, "a.json", b"abcd").json()
    assert other["id"] not in ids
    assert other["name"] == "a.json (2)"
    assert len(anna.get(f"/api/studies/{study}/files").json()) == 2


def test_limits_on_files_and_studies_are_kept_while_receiving(few: TestClient) -> None:
    study = made(few)
    assert put(few, study, "a.nii", bytes(1001)).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert put(few, study, "a.nii", b"x", "0-0/1001").status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert put(few, study, "a.nii", bytes(900)).status_code == HTTPStatus.OK
    assert code(put(few, study, "b.nii", bytes(700))) == "upload.too_large"
    assert put(few, study, "b.nii", bytes(100)).status_code == HTTPStatus.OK
    assert code(put(few, study, "c.nii", b"")) == "upload.too_large"


def test_a_body_longer_than_its_part_says_is_refused(few: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield bytes(100)

    study = made(few)
    answer = few.put(f"/api/studies/{study}/files?name=a.nii", content=endless())
    assert code(answer) == "upload.too_large"
    assert offset(few, study, "a.nii") == 0


def test_a_zip_becomes_its_files(anna: TestClient) -> None:
    study = uploaded(anna, {"study-0056.zip": zipped({**phantom_files(), "__MACOSX/._x.nii.gz": b"1"})})
    found = intake(anna, study)
    assert found["ready"] is True
    names = {one["name"] for one in found["files"]}  # type: ignore[attr-defined]
    assert "study-0056/NI-0056_t1.nii.gz" in names
    assert len(names) == 5
    assert "study-0056.zip" not in {one["name"] for one in anna.get(f"/api/studies/{study}/files").json()}


def test_a_zip_that_is_refused_stays_and_says_why(anna: TestClient, services: Services) -> None:
    study = uploaded(anna, {"secret.zip": zipped({"t1.nii": b"x"}, flag_bits=1)})
    found = intake(anna, study)
    problem = found["problems"][0]  # type: ignore[index]
    assert problem["error"]["code"] == "upload.zip_encrypted"
    assert row(services, study).status == Status.NEEDS_INPUT
    body = {"steps": problem["cures"][0]["steps"]}
    assert anna.patch(f"/api/studies/{study}/files", json=body).json()["files"] == []
    assert list(services.store.keys(f"studies/{study}")) == []


def test_the_cure_of_a_problem_is_one_press(anna: TestClient, services: Services) -> None:
    study = uploaded(anna, {**phantom_files(), **phantom_files(1, prefix="NI-0060_")})
    found = intake(anna, study)
    problem = found["problems"][0]  # type: ignore[index]
    assert problem["error"]["code"] == "upload.several_patients"
    assert (row(services, study).problem or {})["code"] == "upload.several_patients"
    assert anna.get(f"/api/studies/{study}").json()["status"] == "needs-input"
    with pytest.raises(RefusedError):
        chosen_files(services, row(services, study))
    after = anna.patch(f"/api/studies/{study}/files", json={"steps": problem["cures"][0]["steps"]}).json()
    assert after["ready"] is True
    assert (row(services, study).status, row(services, study).problem) == (Status.RECEIVING, None)


def test_a_recognition_corrected_by_hand_reaches_the_analysis(anna: TestClient, services: Services) -> None:
    files = phantom_files()
    files["last.nii.gz"] = files.pop("NI-0056_flair.nii.gz")
    files["first.nii.gz"] = files.pop("NI-0056_t2.nii.gz")
    study = uploaded(anna, files)
    ids = {one["name"]: one["id"] for one in anna.get(f"/api/studies/{study}/files").json()}
    for name, use in (("last.nii.gz", "T2"), ("first.nii.gz", "FLAIR"), ("NI-0056_seg.nii.gz", "mask")):
        answer = anna.patch(f"/api/studies/{study}/files/{ids[name]}", json={"use": use})
        assert answer.status_code == HTTPStatus.OK, answer.text
    chosen = chosen_files(services, row(services, study))
    assert services.store.read(chosen.images[Sequence.FLAIR]) == files["first.nii.gz"]
    assert services.store.read(chosen.mask or "") == files["NI-0056_seg.nii.gz"]
    assert chosen.mask_scheme == "brats2017"
    back = anna.patch(f"/api/studies/{study}/files/{ids['last.nii.gz']}", json={"use": None}).json()
    assert next(one for one in back["files"] if one["name"] == "last.nii.gz")["use"] == "leave-out"  # one is chosen


def test_files_are_removed_one_by_one_and_all_together(anna: TestClient, services: Services) -> None:
    study = uploaded(anna, {"a.json": b"1", "b.json": b"2", "c.dcm": dicom()})
    ids = {one["name"]: one["id"] for one in anna.get(f"/api/studies/{study}/files").json()}
    left = anna.delete(f"/api/studies/{study}/files/{ids['a.json']}").json()
    assert [one["name"] for one in left["files"]] == ["b.json", "c.dcm"]
    assert anna.delete(f"/api/studies/{study}/files").json()["files"] == []
    assert list(services.store.keys(f"studies/{study}")) == []


def test_a_file_of_another_study_is_not_found(anna: TestClient, berta: TestClient) -> None:
    file = put(anna, made(anna), "a.json", b"1").json()["id"]
    other, foreign = made(anna), made(berta)
    for client, study in ((anna, other), (berta, foreign)):
        for method in ("PATCH", "DELETE"):
            answer = client.request(method, f"/api/studies/{study}/files/{file}", json={"use": "t1"})
            assert answer.status_code == HTTPStatus.NOT_FOUND
        body = {"steps": [{"file": file, "use": None}]}
        assert client.patch(f"/api/studies/{study}/files", json=body).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("status", [Status.QUEUED, Status.RUNNING, Status.DONE])
def test_an_analyzed_study_takes_no_files(anna: TestClient, services: Services, status: Status) -> None:
    study = uploaded(anna, {"a.json": b"1"})
    with services.database.writing() as session:
        session.get_one(Study, study).status = status
    assert code(put(anna, study, "b.json", b"2")) == "upload.closed"
    assert code(anna.delete(f"/api/studies/{study}/files")) == "upload.closed"
    assert row(services, study).status == status


def test_what_systems_leave_behind_is_refused_and_markup_stays_text(anna: TestClient) -> None:
    study = made(anna)
    assert code(put(anna, study, "P/.DS_Store", b"1")) == "upload.leftover"
    name = '<img src=x onerror="alert(1)">.json'
    assert put(anna, study, name, b"1").json()["name"] == name
    assert put(anna, study, "a\nb.nii", b"1").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_two_requests_never_write_one_file(anna: TestClient, services: Services) -> None:
    study = made(anna)
    assert services.desk.begin(study, "a.nii")
    assert code(put(anna, study, "a.nii", b"1")) == "upload.busy"
    services.desk.end(study, "a.nii")
    assert put(anna, study, "a.nii", b"1").status_code == HTTPStatus.OK


def test_the_door_asks_what_the_model_asks_that_an_administrator_chose(
    anna: TestClient, root: TestClient, tmp_path: Path
) -> None:
    study = uploaded(anna, {name: content for name, content in phantom_files().items() if "flair" in name})
    assert intake(anna, study)["ready"] is False
    plan = replace(PLAN, sequences=(Sequence.FLAIR,))
    model = save_untrained(tmp_path / "flair-alone", plan=plan)
    assert root.put("/api/admin/settings", json={"model": str(model)}).status_code == HTTPStatus.OK
    assert intake(anna, study)["ready"] is True
