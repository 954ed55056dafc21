"""What stands before every route: whose address is asked, from which page, and what browsers may do with answers."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from neuroinsight.server.access import COOKIE
from neuroinsight.server.problems import RefusedError, answer, problem_of
from neuroinsight.server.settings import LOOPBACK, Settings

# The page and its viewer need no more; NiiVue's font and matcap are data: pictures.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
ANSWER_POLICY = "default-src 'none'; frame-ancestors 'none'"
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """ASGI middleware: refuses foreign hosts and foreign pages, and adds the headers; a route's own headers win."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Keep what stands behind, and the settings."""
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_api = scope["path"].startswith("/api")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", ANSWER_POLICY if is_api else PAGE_POLICY)
                if is_api:
                    headers.setdefault("cache-control", "no-store")
                if self.settings.is_encrypted:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        if refusal := self._refusal(scope["method"], Headers(scope=scope), is_api=is_api):
            await answer(problem_of(refusal), refusal.status)(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)

    def _refusal(self, method: str, headers: Headers, *, is_api: bool) -> RefusedError | None:
        host = headers.get("host", "")
        if not self.settings.is_reachable and urlsplit(f"//{host}").hostname not in LOOPBACK:
            return RefusedError(
                "This name is not the server's",
                status=HTTPStatus.BAD_REQUEST,
                seen=f"a request for the host {host[:100]!r}",
                allowed="the address that the server printed at its start",
                remedy="open that address",
                code="request.host",
            )
        if not is_api or method in _SAFE or headers.get("authorization", "").lower().startswith("bearer "):
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        signed_in = f"{COOKIE}=" in headers.get("cookie", "")
        ours = {host, urlsplit(self.settings.public_url or "").netloc} - {""}
        if origin is not None and urlsplit(origin).netloc in ours:
            return None
        if origin is None and (site == "same-origin" or (site is None and not signed_in)):
            return None
        return RefusedError(
            "Another page asked for this",
            status=HTTPStatus.FORBIDDEN,
            seen=f"the origin {origin or site or 'none'}",
            allowed="this application's own pages, and programs with a token",
            remedy="open the application itself and try again there",
            code="request.origin",
        )
