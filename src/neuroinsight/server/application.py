"""The application put together: routes, one shape of errors, the guard before them, the page behind them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import resources
from pathlib import Path

from fastapi import FastAPI

from neuroinsight.core.version import VERSION
from neuroinsight.server.page import add_page
from neuroinsight.server.problems import ErrorAnswer, answer_errors
from neuroinsight.server.routes import ROUTERS
from neuroinsight.server.security import Guard
from neuroinsight.server.services import Services

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_DESCRIPTION = """From the MRI of a brain tumor patient to measurements and a report. Not a medical device.

Positions are in RAS+ millimeters, times in UTC (ISO 8601), ids are random words. Every answer that is no success has
one shape, `error`, with a code, what was seen, what is allowed and what to do."""


def create_app(services: Services, *, page: Path | None = None, lifespan: Lifespan | None = None) -> FastAPI:
    """Return the application on these services; `page` is the folder of the built page, by default the package's."""
    app = FastAPI(
        title="NeuroInsight",
        version=VERSION,
        description=_DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages load scripts of other hosts
        redoc_url=None,
        lifespan=lifespan or _nothing,
        responses={
            code: {"model": ErrorAnswer, "description": words}
            for code, words in {
                400: "Another host's name",
                401: "Nobody is signed in",
                403: "Not allowed to this person, or asked by another page",
                404: "Not there, or not yours",
                409: "Against a rule, or against what is there by now",
                422: "Not as described",
                429: "Too many tries",
                500: "A defect, or a disk that is full",
            }.items()
        },
    )
    app.state.services = services
    answer_errors(app)
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    add_page(app, page or packaged_page())
    app.add_middleware(Guard, settings=services.settings)
    return app


def packaged_page() -> Path:
    """Return the folder of the page inside this package, built or not."""
    return Path(str(resources.files("neuroinsight.server"))) / "static"


@asynccontextmanager
async def _nothing(_: FastAPI) -> AsyncIterator[None]:
    yield
