"""The built page: its files by name, and `index.html` for every address that the page itself understands."""

from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response

from neuroinsight.server.problems import not_found

_FOREVER = "public, max-age=31536000, immutable"  # assets carry their digest in the name
_NOT_BUILT = """The page is not built.

The interface under /api works. A wheel contains it; in the source, `make serve` builds it.
"""


def add_page(app: FastAPI, folder: Path) -> None:
    """Serve the page in `folder`; without one, say how it is had."""
    root = folder.resolve()

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        if path.startswith("api/") or path == "api":
            raise not_found("route")
        if not (root / "index.html").is_file():
            return PlainTextResponse(_NOT_BUILT, status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        file = (root / path).resolve()
        if path and file.is_relative_to(root) and file.is_file():
            lasting = request.url.path.startswith("/assets/")
            return FileResponse(file, headers={"cache-control": _FOREVER if lasting else "no-cache"})
        if path.startswith("assets/"):
            return PlainTextResponse("There is no such file.\n", status_code=HTTPStatus.NOT_FOUND)
        return FileResponse(root / "index.html", headers={"cache-control": "no-cache"})
