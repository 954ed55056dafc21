"""Print the description of the application's interface (OpenAPI, JSON): `python tools/openapi.py`.

`npm run types` in `web/` makes the page's types of it.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from neuroinsight.server.application import create_app
from neuroinsight.server.services import open_services
from neuroinsight.server.settings import Settings


def description() -> str:
    """Return the description of a server as it is shipped, as JSON with sorted names."""
    with TemporaryDirectory() as folder:
        services = open_services(Settings(data_dir=Path(folder), argon2_memory_kib=32))
        try:
            return json.dumps(create_app(services).openapi(), indent=1, sort_keys=True) + "\n"
        finally:
            services.database.engine.dispose()


if __name__ == "__main__":
    sys.stdout.write(description())
