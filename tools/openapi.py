"""Print the description of the application's interface (OpenAPI, JSON): `python tools/openapi.py [--schemas]`.

With `--schemas` it is only what enters and leaves, of which `make types` makes the page's types.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from neuroinsight.server.application import create_app
from neuroinsight.server.services import open_services
from neuroinsight.server.settings import Settings


def description() -> dict[str, Any]:
    """Return the description of a server as it is shipped."""
    with TemporaryDirectory() as folder:
        services = open_services(Settings(data_dir=Path(folder), argon2_memory_kib=32))
        try:
            return create_app(services).openapi()
        finally:
            services.database.engine.dispose()


def schemas(whole: dict[str, Any]) -> dict[str, Any]:
    """Return a description of the bodies alone."""
    info = {"title": whole["info"]["title"], "version": "of the checkout"}
    return {"openapi": whole["openapi"], "info": info, "paths": {}, "components": whole["components"]}


def as_text(told: dict[str, Any]) -> str:
    """Return a description as JSON that only its content changes."""
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    found = description()
    sys.stdout.write(as_text(schemas(found) if "--schemas" in sys.argv[1:] else found))
