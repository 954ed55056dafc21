"""In a real browser: a report is written, signed, shared with somebody without an account, and taken back."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from neuroinsight.server.application import create_app, packaged_page
from neuroinsight.server.services import open_services
from neuroinsight.server.settings import Settings
from tests.browsers import violations
from tests.read_studies import add_result
from tests.servers import PASSWORD, make_person

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE_MS = 60_000
pytestmark = [pytest.mark.slow, pytest.mark.journey]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server with Anna, Berta, and an analyzed study of Anna's: its address, and the study."""
    if not (packaged_page() / "index.html").is_file():
        pytest.skip("the page is not built: `make page`")
    services = open_services(Settings(data_dir=tmp_path / "data", argon2_memory_kib=32))
    for name in ("anna", "berta"):
        make_person(services, name)
    study = add_result(services, "anna")
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{door.getsockname()[1]}", study
    server.should_exit = True
    thread.join()
    services.database.engine.dispose()


@pytest.fixture
def windows() -> Iterator[Browser]:
    """Chromium; each context is a browser of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def window(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def signed_in(browser: Browser, address: str, name: str) -> Page:
    page = window(browser)
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    return page


def paper(page: Page) -> None:
    page.wait_for_selector(".sheet:not(.old) img")


def test_a_report_is_signed_shared_opened_and_taken_back(place: tuple[str, str], windows: Browser) -> None:
    address, study = place
    page = signed_in(windows, address, "anna")
    page.goto(f"{address}/studies/{study}/report")
    paper(page)
    assert violations(page) == []
    page.get_by_role("button", name="mark as reviewed").click()
    page.get_by_text("Reviewed by anna").wait_for()
    page.get_by_label("Impression").fill("One lesion.\nTissue is needed.")
    page.get_by_text("Saved").wait_for()

    page.get_by_role("button", name="Sign as final").click()
    page.get_by_label("I have read the pictures").check()
    page.get_by_label("Your password").fill("another one")
    page.locator("footer").get_by_role("button", name="Sign as final").click()
    page.get_by_text("The password is wrong").wait_for()
    page.get_by_label("Your password").fill(PASSWORD)
    page.locator("footer").get_by_role("button", name="Sign as final").click()
    page.get_by_text("It cannot change.").wait_for()
    paper(page)
    assert page.get_by_label("Impression").count() == 0

    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Create link").click()
    link = page.get_by_label("The new link").input_value()
    phrase = page.get_by_label("Pass phrase").input_value()
    assert violations(page) == []

    recipient = window(windows)
    recipient.goto(link)
    recipient.get_by_label("Pass phrase").fill("wrong-words-four-times")
    recipient.get_by_role("button", name="Open report").click()
    recipient.get_by_text("The pass phrase is wrong").wait_for()
    recipient.get_by_label("Pass phrase").fill(phrase)
    recipient.get_by_role("button", name="Open report").click()
    paper(recipient)
    assert recipient.get_by_text("Report of NI-0042").is_visible()
    assert violations(recipient) == []

    page.get_by_role("button", name="Revoke").click()
    page.get_by_text("revoked").first.wait_for()
    recipient.reload()
    recipient.get_by_text("This link was ended").wait_for()


def test_another_person_is_refused_the_report(place: tuple[str, str], windows: Browser) -> None:
    address, study = place
    page = signed_in(windows, address, "berta")
    page.goto(f"{address}/studies/{study}/report")
    page.get_by_text("The report cannot be shown").wait_for()
    assert page.get_by_text("NI-0042").count() == 0
