"""One shape for every answer that is no success, made from our tree of errors.

`{"error": {"code", "problem", "seen", "allowed", "remedy", "reference"}}`; the reference also stands in the log, so
that a person can say which line of it concerns them. Nothing of a patient goes into the log.
"""

import logging
import secrets
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from neuroinsight.core.errors import NeuroInsightError, explained

# What is well formed and yet against a rule of this installation, or of what is there.
_CONFLICTS = {
    "account.last_administrator",
    "account.name",
    "account.name_taken",
    "account.weak_password",
    "backup.no_database",
    "model.damaged",
    "model.unknown",
}
_LOG = logging.getLogger("neuroinsight.server")


class RefusedError(NeuroInsightError):
    """A request that the server refuses, with its HTTP status."""

    def __init__(self, problem: str, *, status: HTTPStatus, seen: str, allowed: str, remedy: str, code: str) -> None:
        """Keep the texts and the status."""
        super().__init__(problem, seen=seen, allowed=allowed, remedy=remedy, code=code)
        self.status = status


class Problem(BaseModel):
    """What went wrong, what was seen, what is allowed, what to do; `code` for programs, `reference` for the log."""

    code: str
    problem: str
    seen: str
    allowed: str
    remedy: str
    reference: str = ""


class ErrorAnswer(BaseModel):
    """The body of every answer that is no success."""

    error: Problem


def problem_of(error: Exception) -> Problem:
    """Return the problem that an error stands for."""
    told = explained(error)
    return Problem(
        code=told.code or "unnamed",
        problem=told.problem,
        seen=told.seen,
        allowed=told.allowed,
        remedy=told.remedy,
        reference=secrets.token_hex(4),
    )


def not_found(what: str) -> RefusedError:
    """Return the answer for what is not there and for what is somebody else's: nobody learns which of both."""
    return RefusedError(
        f"There is no such {what}",
        status=HTTPStatus.NOT_FOUND,
        seen="an address that leads to nothing of yours",
        allowed="what you uploaded yourself, and what was not removed",
        remedy="go back to the work list",
        code=f"{what}.not_found",
    )


def answer_errors(app: FastAPI) -> None:
    """Have every error of `app` answered in the one shape."""
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(NeuroInsightError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def answer(problem: Problem, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the response of a problem."""
    return JSONResponse(ErrorAnswer(error=problem).model_dump(), status_code=status, headers=headers)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)  # noqa: S101 - the handler is registered for it
    problem = problem_of(error)
    _LOG.info("%s %s refused: %s [%s]", request.method, route_of(request), problem.code, problem.reference)
    return answer(problem, error.status)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    problem = problem_of(error)
    _LOG.info("%s %s refused: %s [%s]", request.method, route_of(request), problem.code, problem.reference)
    return answer(problem, HTTPStatus.CONFLICT if problem.code in _CONFLICTS else HTTPStatus.UNPROCESSABLE_ENTITY)


async def _invalid(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - the handlers' signature
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the handler is registered for it
    faults = "; ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()[:5])
    problem = Problem(
        code="request.invalid",
        problem="The request is not as the interface describes it",
        seen=faults,
        allowed="what the interface's description says of this route",
        remedy="mend the fields named",
        reference=secrets.token_hex(4),
    )
    return answer(problem, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler is registered for it
    problem = Problem(
        code=f"http.{error.status_code}",
        problem=HTTPStatus(error.status_code).phrase,
        seen=f"{request.method} {request.url.path}",
        allowed="the routes and methods of the interface's description",
        remedy="check address and method",
        reference=secrets.token_hex(4),
    )
    headers: dict[str, str] | None = dict(error.headers) if error.headers else None
    return answer(problem, error.status_code, headers)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    problem = problem_of(error)
    _LOG.error("%s %s failed [%s]", request.method, route_of(request), problem.reference, exc_info=error)
    inside = problem.model_copy(update={"seen": "an error inside the server; its log has the details"})
    status = HTTPStatus.INSUFFICIENT_STORAGE if problem.code == "system.refused" else HTTPStatus.INTERNAL_SERVER_ERROR
    return answer(inside, status)


def route_of(request: Request) -> str:
    """Return the route's pattern, without the ids of the address."""
    route: Any = request.scope.get("route")
    return getattr(route, "path", "an unknown route")
