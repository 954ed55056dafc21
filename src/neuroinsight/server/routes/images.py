"""Images of a study for the viewer, and its small picture."""

from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request, Response

from neuroinsight.core.sequences import Sequence
from neuroinsight.server.access import Here, OwnStudy
from neuroinsight.server.images import image_file, small_picture
from neuroinsight.server.problems import not_found
from neuroinsight.server.routes.sending import send_file

router = APIRouter(tags=["images"])


class SequenceName(StrEnum):
    """Sequences as addresses call them."""

    T1 = "t1"
    T1CE = "t1ce"
    T2 = "t2"
    FLAIR = "flair"


_NIFTI: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/gzip": {}}, "description": "NIfTI, compressed"}
}
_PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "96 pixels wide"}}


@router.get("/studies/{study}/images/{sequence}.nii.gz", response_class=Response, responses=_NIFTI)
def image(study: OwnStudy, sequence: SequenceName, request: Request, here: Here) -> Response:
    """Return the image of a sequence as it was uploaded, as soon as it is known which it is."""
    found = image_file(here, study, Sequence(sequence.value))
    if found is None:
        raise not_found("image")
    return send_file(request, found, "application/gzip", found.name.partition(".")[0])


@router.get("/studies/{study}/thumbnail.png", response_class=Response, responses=_PNG)
def thumbnail(study: OwnStudy, request: Request, here: Here) -> Response:
    """Return a small picture: the slice that shows the tumor best, before that one of the images."""
    found = small_picture(here, study)
    if found is None:
        raise not_found("picture")
    content, tag = found
    headers = {"etag": f'"{tag}"', "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="image/png", headers=headers)
