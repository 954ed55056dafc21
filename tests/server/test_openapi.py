"""The interface does what its description says, whatever is asked; the examples are the same each time."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.schemas import BaseSchema

from neuroinsight.server.application import create_app
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Role
from tests.read_studies import add_result
from tests.servers import make_person, token_of

_NEVER_ENDS = {"/api/events"}
_SETTINGS: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": list(HealthCheck),
    "database": None,
}


@pytest.fixture
def described(services: Services) -> tuple[BaseSchema, dict[str, str], str]:
    """The description, the headers of an administrator's program, and a study of theirs with a result."""
    make_person(services, "root", Role.ADMINISTRATOR)
    app = create_app(services)
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.app = app
    headers = {"authorization": f"Bearer {token_of(services, 'root')}", "host": "127.0.0.1"}
    return schema, headers, add_result(services, "root")


def _faults(described: tuple[BaseSchema, dict[str, str], str], examples: int) -> Iterator[str]:
    schema, headers, study = described
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        if operation.path in _NEVER_ENDS:
            continue
        name = f"{operation.method.upper()} {operation.path}"

        @settings(max_examples=examples, **_SETTINGS)
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.headers = {**(case.headers or {}), **headers}
            if case.path_parameters and len(str(case.body)) % 2:
                case.path_parameters["study"] = study
            case.call_and_validate()

        try:
            ask()
        except Exception as fault:  # noqa: BLE001 - each is told by its route
            yield f"{name}: {fault}"


def test_strange_questions_get_the_answers_that_are_described(
    described: tuple[BaseSchema, dict[str, str], str],
) -> None:
    assert list(_faults(described, 3)) == []


@pytest.mark.slow
def test_many_strange_questions_get_the_answers_that_are_described(
    described: tuple[BaseSchema, dict[str, str], str],
) -> None:
    assert list(_faults(described, 60)) == []


def test_every_route_says_what_it_does(services: Services) -> None:
    paths = create_app(services).openapi()["paths"]
    silent = [
        f"{method} {path}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if not operation.get("description") or "401" not in operation["responses"]
    ]
    assert silent == []
