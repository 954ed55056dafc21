"""The page's types are those of the server."""

import hashlib
import re
from pathlib import Path

from neuroinsight.server.application import create_app
from neuroinsight.server.services import Services
from tools.openapi import as_text, schemas

TYPES = Path(__file__).parents[2] / "web" / "src" / "api" / "schema.ts"


def test_the_types_of_the_page_are_made_of_this_servers_description(services: Services) -> None:
    told = as_text(schemas(create_app(services).openapi()))
    found = re.search(r"sha256 of the description: (\w+)", TYPES.read_text(encoding="utf-8"))
    assert found is not None
    assert found[1] == hashlib.sha256(told.encode()).hexdigest(), "the interface has changed: `make types`"
