"""Versions of a study: their label maps, records, findings in words, and new ones that a reader saves."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, Response

from neuroinsight.analysis.outputs import RECORD, SEGMENTATION, probabilities_name
from neuroinsight.core.labels import Region
from neuroinsight.report.context import Language
from neuroinsight.server import audit
from neuroinsight.server.access import Here, Me, OwnStudy, OwnVersion
from neuroinsight.server.findings import findings_of
from neuroinsight.server.jobs.news import tell_study
from neuroinsight.server.problems import ErrorAnswer, RefusedError, not_found
from neuroinsight.server.schemas.findings import Findings
from neuroinsight.server.schemas.studies import StudyRow
from neuroinsight.server.schemas.versions import ToReview, VersionRow
from neuroinsight.server.services import Services
from neuroinsight.server.studies import rows_of
from neuroinsight.server.tables import Review, Study, Version
from neuroinsight.server.versions import (
    LARGEST_LABEL_MAP_BYTES,
    keep_edited,
    key_of_version,
    not_newest,
    record_of_version,
    versions_of,
)

router = APIRouter(tags=["versions"])
_NIFTI = "application/gzip"
_CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": ErrorAnswer, "description": "Another version is the newest, or the report is signed"}
}
_TOO_LARGE: dict[int | str, dict[str, Any]] = {413: {"model": ErrorAnswer, "description": "More than is taken"}}
_RAW: Mapping[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _file_of(media_type: str, what: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {}}, "description": what}}


async def _label_map(request: Request) -> bytes:
    """Return the body, counted while it comes.

    Raises:
        RefusedError: It is larger than any label map.
    """
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_LABEL_MAP_BYTES:
            raise RefusedError(
                "The label map is too large",
                status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                seen=f"more than {LARGEST_LABEL_MAP_BYTES:,} bytes",
                allowed="a compressed NIfTI file of 8-bit labels",
                remedy="compress the file, and write its labels as bytes",
                code="version.too_large",
            )
    return bytes(content)


@router.get("/studies/{study}/versions")
def list_versions(study: OwnStudy, here: Here) -> list[VersionRow]:
    """List the versions of the label map, the oldest first."""
    with here.database.reading() as session:
        return [VersionRow.of(one) for one in versions_of(session, study.id)]


@router.post(
    "/studies/{study}/versions",
    status_code=HTTPStatus.CREATED,
    responses={**_CONFLICT, **_TOO_LARGE},
    openapi_extra=dict(_RAW),
)
def save(
    *,
    study: OwnStudy,
    based_on: Annotated[int, Query(ge=1, le=2**31 - 1, description="The version that was edited: the newest")],
    content: Annotated[bytes, Depends(_label_map)],
    me: Me,
    here: Here,
) -> VersionRow:
    """Save an edited label map (NIfTI, on the study's grid) as the next version; it is measured like any other."""
    made = keep_edited(here, study, me, content, based_on=based_on)
    tell_study(here, study.id)
    return VersionRow.of(made)


@router.get(
    "/studies/{study}/versions/{version}/label-map.nii.gz",  # noqa: FAST003 - OwnVersion takes it
    response_class=FileResponse,
    responses=_file_of(_NIFTI, "Labels 1 necrotic core, 2 edema, 4 enhancing (BraTS 2017 to 2021)"),
)
def label_map(version: OwnVersion, here: Here) -> FileResponse:
    """Return the label map of a version, on the grid of the images."""
    return _file(here, version, SEGMENTATION, _NIFTI)


@router.get(
    "/studies/{study}/versions/{version}/record",  # noqa: FAST003 - OwnVersion takes it
    response_class=Response,
    responses=_file_of("application/json", "The record, as docs/record.schema.json describes it"),
)
def record(version: OwnVersion, here: Here) -> Response:
    """Return the record of a version: every measurement, with codes in place of words."""
    return Response(here.store.read(key_of_version(version, RECORD)), media_type="application/json")


@router.get(
    "/studies/{study}/versions/{version}/probability/{region}.nii.gz",  # noqa: FAST003 - OwnVersion takes it
    response_class=FileResponse,
    responses=_file_of(_NIFTI, "Probability of a region, 0 to 1"),
)
def probability(version: OwnVersion, region: Region, here: Here) -> FileResponse:
    """Return how likely the model thinks a region is at each voxel; only of versions that a model made."""
    return _file(here, version, probabilities_name(region), _NIFTI)


@router.get("/studies/{study}/versions/{version}/findings")  # noqa: FAST003 - OwnVersion takes it
def findings(version: OwnVersion, me: Me, here: Here, language: Language | None = None) -> Findings:
    """Return what the record says in words, by default in the person's language."""
    return findings_of(record_of_version(here, version), language or Language(me.language))


@router.post("/studies/{study}/review", responses=_CONFLICT)
def review(study: OwnStudy, body: ToReview, me: Me, here: Here) -> StudyRow:
    """Say that the newest version was read by a person; what is further than that stays."""
    with here.database.writing() as session:
        row = session.get_one(Study, study.id)
        if row.version is None:
            raise not_found("version")
        if body.version != row.version:
            raise not_newest(body.version, row.version)
        if row.review in {None, Review.AI}:
            row.review, row.changed_at = Review.REVIEWED, here.now()
            details = {"version": body.version}
            audit.record(session, at=here.now(), by=me, action="study.reviewed", object_id=study.id, details=details)
        told = rows_of(session, [row], me)[0]
    here.events.tell(me.id, "study", told)
    return told


def _file(here: Services, version: Version, name: str, media_type: str) -> FileResponse:
    """Return a file of a version: it never changes, so that a browser need not ask again."""
    key = key_of_version(version, name)
    if not here.store.has(key):
        raise not_found("file")
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return FileResponse(here.store.path(key), media_type=media_type, headers=headers)
