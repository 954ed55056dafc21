"""Versions of a label map: none is changed, edits are measured, and two windows never overwrite each other."""

import base64
import gzip
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import nibabel as nib
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select
from starlette.testclient import TestClient

from neuroinsight.core.record import Reader
from neuroinsight.datasets.phantom import PhantomSettings
from neuroinsight.report.json import from_json
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Review, Study, Trace
from tests.analyzed import SLANTED, SMALL, add_analyzed, analyzed


@pytest.fixture
def study(services: Services, anna: TestClient) -> str:  # noqa: ARG001 - who owns it
    return add_analyzed(services, "anna")


def _labels(client: TestClient, study: str, version: int = 1) -> nib.Nifti1Image:
    content = client.get(f"/api/studies/{study}/versions/{version}/label-map.nii.gz").content
    return nib.Nifti1Image.from_bytes(gzip.decompress(content))


def _file_of(like: nib.Nifti1Image, array: NDArray[np.uint8]) -> bytes:
    return gzip.compress(nib.Nifti1Image(array, like.affine, like.header).to_bytes())


def _without_edema(like: nib.Nifti1Image) -> NDArray[np.uint8]:
    array = np.asarray(like.dataobj, dtype=np.uint8).copy()
    array[array == 2] = 0
    return array


def _save(client: TestClient, study: str, *, based_on: int = 1) -> tuple[int, Any]:
    like = _labels(client, study, based_on)
    answer = client.post(
        f"/api/studies/{study}/versions?based_on={based_on}", content=_file_of(like, _without_edema(like))
    )
    return answer.status_code, answer.json()


@pytest.mark.parametrize("settings", [SMALL, SLANTED])
def test_a_label_map_comes_back_voxel_for_voxel(
    services: Services, anna: TestClient, settings: PhantomSettings
) -> None:
    study = add_analyzed(services, "anna", settings)
    truth = analyzed(settings).label_map
    served = _labels(anna, study)
    assert np.array_equal(np.asarray(served.dataobj), truth.array)
    assert np.allclose(served.affine, truth.grid.affine, atol=1e-4)
    edited = _without_edema(served)
    edited[1, 2, 3] = 4
    assert (
        anna.post(f"/api/studies/{study}/versions?based_on=1", content=_file_of(served, edited)).status_code
        == HTTPStatus.CREATED
    )
    assert np.array_equal(np.asarray(_labels(anna, study, 2).dataobj), edited)


def test_an_edit_is_measured_and_nothing_of_the_first_version_changes(anna: TestClient, study: str) -> None:
    before = anna.get(f"/api/studies/{study}/versions/1/record").content
    status, made = _save(anna, study)
    assert status == HTTPStatus.CREATED
    assert (made["number"], made["kind"], made["based_on"], made["author"]) == (2, "edited", 1, "anna")
    assert anna.get(f"/api/studies/{study}/versions/1/record").content == before
    first, second = anna.get(f"/api/studies/{study}/versions").json()
    assert second["volumes"]["ED"] == 0
    assert second["volumes"]["WT"] == pytest.approx(first["volumes"]["TC"])
    record = from_json(anna.get(f"/api/studies/{study}/versions/2/record").text)
    assert isinstance(record.outline.author, Reader)
    assert record.outline.author.edited == from_json(before.decode()).outline
    row = anna.get(f"/api/studies/{study}").json()
    assert (row["version"], row["review"]) == (2, "reviewed")
    assert row["whole_tumor_ml"]["value"] == pytest.approx(second["volumes"]["WT"])


def test_the_second_of_two_windows_is_told(anna: TestClient, study: str) -> None:
    assert _save(anna, study)[0] == HTTPStatus.CREATED
    status, told = _save(anna, study, based_on=1)
    assert (status, told["error"]["code"]) == (HTTPStatus.CONFLICT, "version.not_newest")
    assert len(anna.get(f"/api/studies/{study}/versions").json()) == 2


def test_after_signing_no_edit_is_taken(services: Services, anna: TestClient, study: str) -> None:
    with services.database.writing() as session:
        session.get_one(Study, study).review = Review.FINAL
    status, told = _save(anna, study)
    assert (status, told["error"]["code"]) == (HTTPStatus.CONFLICT, "report.signed")


@pytest.mark.parametrize("wrong", ["another grid", "an unknown label", "no file", "cut off"])
def test_what_is_no_label_map_of_the_study_makes_no_version(anna: TestClient, study: str, wrong: str) -> None:
    like = _labels(anna, study)
    array = np.asarray(like.dataobj, dtype=np.uint8).copy()
    contents: dict[str, Callable[[], bytes]] = {
        "another grid": lambda: _file_of(nib.Nifti1Image(array[:-1], like.affine), array[:-1]),
        "an unknown label": lambda: _file_of(like, np.where(array == 2, 77, array).astype(np.uint8)),
        "no file": lambda: b"",
        "cut off": lambda: _file_of(like, array)[:-40],
    }
    answer = anna.post(f"/api/studies/{study}/versions?based_on=1", content=contents[wrong]())
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["error"]["remedy"]
    assert len(anna.get(f"/api/studies/{study}/versions").json()) == 1


def test_a_model_has_probabilities_and_a_reader_none(anna: TestClient, study: str) -> None:
    _save(anna, study)
    of_model = anna.get(f"/api/studies/{study}/versions/1/probability/TC.nii.gz")
    likely = np.asarray(nib.Nifti1Image.from_bytes(gzip.decompress(of_model.content)).dataobj)
    assert np.array_equal(likely > 0.5, np.isin(np.asarray(_labels(anna, study).dataobj), (1, 4)))
    assert anna.get(f"/api/studies/{study}/versions/2/probability/TC.nii.gz").status_code == HTTPStatus.NOT_FOUND


def test_reviewing_is_of_the_newest_version_and_stands_in_the_trail(
    services: Services, anna: TestClient, study: str
) -> None:
    assert anna.post(f"/api/studies/{study}/review", json={"version": 7}).status_code == HTTPStatus.CONFLICT
    assert anna.post(f"/api/studies/{study}/review", json={"version": 1}).json()["review"] == "reviewed"
    with services.database.reading() as session:
        actions = session.scalars(select(Trace.action).where(Trace.object_id == study)).all()
    assert list(actions).count("study.reviewed") == 1


def test_reviewing_takes_nothing_back_of_a_report(services: Services, anna: TestClient, study: str) -> None:
    with services.database.writing() as session:
        session.get_one(Study, study).review = Review.PRELIMINARY
    assert anna.post(f"/api/studies/{study}/review", json={"version": 1}).json()["review"] == "preliminary"


def _keep(client: TestClient, study: str, *, revision: int, history: bytes = b"strokes") -> tuple[int, Any]:
    body = {"based_on": 1, "revision": revision, "history": base64.b64encode(history).decode()}
    answer = client.put(f"/api/studies/{study}/draft", json=body)
    return answer.status_code, answer.json()


def test_a_draft_waits_until_it_is_thrown_away(anna: TestClient, study: str) -> None:
    assert anna.get(f"/api/studies/{study}/draft").status_code == HTTPStatus.NOT_FOUND
    assert _keep(anna, study, revision=0)[1]["revision"] == 1
    kept = anna.get(f"/api/studies/{study}/draft").json()
    assert (kept["based_on"], kept["revision"], base64.b64decode(kept["history"])) == (1, 1, b"strokes")
    assert anna.delete(f"/api/studies/{study}/draft").status_code == HTTPStatus.NO_CONTENT
    assert anna.get(f"/api/studies/{study}/draft").status_code == HTTPStatus.NOT_FOUND


def test_a_window_with_an_older_draft_overwrites_nothing(anna: TestClient, study: str) -> None:
    _keep(anna, study, revision=0, history=b"first")
    _keep(anna, study, revision=1, history=b"second")
    status, told = _keep(anna, study, revision=1, history=b"of another window")
    assert (status, told["error"]["code"]) == (HTTPStatus.CONFLICT, "draft.other_window")
    assert base64.b64decode(anna.get(f"/api/studies/{study}/draft").json()["history"]) == b"second"
