"""A server of the application, asked by a program with a token."""

import io
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.io.atomic import new_folder

_PIECE_BYTES = 1 << 20
_TRIES = 3
_POLL_S = 0.5
_TIMEOUT = httpx.Timeout(60, connect=10)


class ServerError(NeuroInsightError):
    """The server refused, or cannot be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteStudy:
    """A study on the server, as its work list shows it."""

    id: str
    patient: str
    exam_date: str | None
    status: str
    review: str | None
    whole_tumor_ml: float | None


class Server:
    """A server, opened with a token of one of its people.

    Use it as a context: the connection ends with the block. `transport` is for tests.
    """

    def __init__(self, url: str, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        """Remember where the server is; nothing is asked yet."""
        self._http = httpx.Client(
            base_url=url.rstrip("/"),
            headers={"authorization": f"Bearer {token}"},
            timeout=_TIMEOUT,
            transport=transport,
        )

    def __enter__(self) -> Self:
        """Return the server."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the connection."""
        self._http.close()

    def studies(self, q: str = "") -> Iterator[RemoteStudy]:
        """Yield one's own studies, the newest exam first; `q` is a part of the patient's code."""
        page = 1
        while items := self._ask("GET", "/api/studies", params={"q": q, "page": page})["items"]:
            yield from (_study(one) for one in items)
            page += 1

    def study(self, study_id: str) -> RemoteStudy:
        """Return one study."""
        return _study(self._ask("GET", f"/api/studies/{study_id}"))

    def upload(
        self,
        paths: Iterable[Path],
        *,
        declared: dict[str, Any] | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> str:
        """Upload files and folders as one study, and return its id; a file that breaks off is sent again.

        `declared` is what the images do not tell: `patient`, `exam_date`, `age_years`, `treated`, `steroids`.

        Raises:
            ServerError: The server refuses a file, or cannot be reached.
            NeuroInsightError: There is nothing to upload.
        """
        files = [pair for path in paths for pair in _files(path)]
        if not files:
            raise NeuroInsightError(
                "There is nothing to upload",
                seen="no file",
                allowed="files, or folders with files",
                remedy="name the images of one study",
                code="client.nothing",
            )
        study_id: str = self._ask("POST", "/api/studies", json=declared or {})["id"]
        for name, path in files:
            progress(name)
            self._send(study_id, name, path)
        return study_id

    def analyze(self, study_id: str) -> None:
        """Have a study analyzed.

        Raises:
            ServerError: Something must be chosen or added first; the error says what.
        """
        self._ask("POST", f"/api/studies/{study_id}/analyze")

    def wait(self, study_id: str, *, progress: Callable[[str, float], None] = lambda _, __: None) -> RemoteStudy:
        """Return the study once its analysis has ended.

        Raises:
            ServerError: It failed or was canceled.
        """
        while True:
            job = self._ask("GET", f"/api/studies/{study_id}/job")
            progress(job["stage"] or job["state"], job["fraction"])
            if job["state"] == "done":
                return self.study(study_id)
            if job["state"] in {"failed", "canceled"}:
                raise _error(job["error"] or {}, f"The analysis was {job['state']}")
            time.sleep(_POLL_S)

    def download(self, study_id: str, out: Path, *, overwrite: bool = False) -> Path:
        """Fetch record, label map and views of a study into a new folder, and return it.

        Raises:
            OutputError: The folder holds something already.
            ServerError: There is no result yet.
        """
        with new_folder(out, overwrite=overwrite) as work:
            answer = self._http_or_words("GET", f"/api/studies/{study_id}/export.zip")
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                archive.extractall(work)
        return out

    def _send(self, study_id: str, name: str, path: Path) -> None:
        for tries_left in reversed(range(_TRIES)):
            try:
                self._ask(
                    "PUT",
                    f"/api/studies/{study_id}/files",
                    params={"name": name},
                    content=_pieces(path),
                    headers={"content-length": str(path.stat().st_size), "content-type": "application/octet-stream"},
                )
            except ServerError as error:
                if error.code != "client.unreachable" or not tries_left:
                    raise
                time.sleep(1)
            else:
                return

    def _ask(self, method: str, path: str, **rest: Any) -> Any:
        answer = self._http_or_words(method, path, **rest)
        return answer.json() if answer.content else None

    def _http_or_words(self, method: str, path: str, **rest: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **rest)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServerError(
                "The server cannot be reached",
                seen=f"{self._http.base_url}: {error}",
                allowed="the address that the server printed at its start",
                remedy="check the address, and that the server runs",
                code="client.unreachable",
            ) from error
        if answer.is_success:
            return answer
        try:
            told = answer.json()["error"]
        except (ValueError, KeyError, TypeError):
            told = {}
        raise _error(told, f"The server answered {answer.status_code}")


def _error(told: dict[str, str], otherwise: str) -> ServerError:
    return ServerError(
        told.get("problem") or otherwise,
        seen=told.get("seen") or otherwise,
        allowed=told.get("allowed") or "what the server's interface describes",
        remedy=told.get("remedy") or "ask the administrator of the server",
        code=told.get("code") or "client.refused",
    )


def _study(row: dict[str, Any]) -> RemoteStudy:
    volume = row["whole_tumor_ml"]
    return RemoteStudy(
        id=row["id"],
        patient=row["patient"],
        exam_date=row["exam_date"],
        status=row["status"],
        review=row["review"],
        whole_tumor_ml=None if volume is None else volume["value"],
    )


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
                yield file.relative_to(path.parent).as_posix(), file
    else:
        yield path.name, path


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            yield piece
