"""The cookie of a sign-in: no script reads it, no foreign page sends it with a change."""

from starlette.responses import Response

from neuroinsight.server.access import COOKIE
from neuroinsight.server.settings import Settings


def set_cookie(response: Response, settings: Settings, secret: str) -> None:
    """Give the browser the secret of a sign-in."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=settings.is_encrypted,
        path="/",
    )


def remove_cookie(response: Response) -> None:
    """Take the secret back."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
