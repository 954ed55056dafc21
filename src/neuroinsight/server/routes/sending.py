"""Files of the store as answers: streamed, with a tag by which a browser asks again only for what changed."""

from http import HTTPStatus
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse


def send_file(request: Request, file: Path, media_type: str, tag: str) -> Response:
    """Answer with a file, or that what the browser has is still right."""
    headers = {"etag": f'"{tag}"', "cache-control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return FileResponse(file, media_type=media_type, headers=headers)
