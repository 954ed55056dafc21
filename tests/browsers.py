"""What the tests in a browser share: a served application, a page of it, and what is looked for on it."""

import json
import shutil
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

CHROMIUM = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
# software rendering: the viewer draws with WebGL where there is no graphics card
FLAGS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
NAME, PASSWORD = "admin-a", "sailing over quiet water"
PATIENCE_MS = 90_000  # of a machine that does much else
SIZES = {"workstation": (1280, 720), "tablet": (1024, 768)}


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    url: str
    data_dir: Path

    def post(self, path: str, body: object, cookie: str = "") -> str:
        """Post JSON as the page would, and return the cookie that was set."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/api{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Origin": self.url, "Cookie": cookie},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return str(answer.headers.get("Set-Cookie", "")).split(";")[0]


def open_page(
    browser: Browser,
    served: Served,
    path: str = "/",
    *,
    size: str = "workstation",
) -> Page:
    """Return a page of a new browser, at an address of the server; what the policy forbids fails the test."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page broke: {error}"))
    page.on("console", lambda told: pytest.fail(told.text) if "Content Security Policy" in told.text else None)
    page.goto(served.url + path)
    return page


def sign_in(page: Page, name: str = NAME, password: str = PASSWORD) -> None:
    """Type name and password."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']} at {node['target']}" for one in found for node in one["nodes"]]


CUT = """() => [...document.querySelectorAll('h1, h2, h3, p, a, button, label, th, td, dt, dd, legend, .chip')]
  .filter(one => one.checkVisibility() && !one.closest('.sr') && one.textContent.trim() !== '')
  .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
  .map(one => one.textContent.trim())"""
BEYOND = "() => document.documentElement.scrollWidth - window.innerWidth"


def cut_texts(page: Page) -> list[str]:
    """Return texts that their box cuts; and whether the page is wider than the window."""
    beyond = page.evaluate(BEYOND)
    return [*page.evaluate(CUT), *([f"the page is {beyond} px wider than the window"] if beyond > 0 else [])]
