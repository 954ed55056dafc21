"""Every page of the frame, in both themes and languages, on both sizes: axe finds nothing, no text is cut."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import SIZES, Served, cut_texts, open_page, sign_in, violations

pytestmark = pytest.mark.browser
PAGES = {
    "/": "Work list",
    "/?q=nobody": "Work list",
    "/account": "Your account",
    "/admin/users": "Users",
    "/admin/models": "Models",
    "/admin/storage": "Storage and health",
    "/admin/audit": "Audit trail",
    "/nowhere": "There is no such page",
}


@pytest.fixture(scope="module")
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """The page of the administrator, signed in."""
    opened = open_page(chromium, served)
    sign_in(opened)
    expect(opened.get_by_role("heading", name="Work list")).to_be_visible()
    yield opened
    opened.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_barrier_or_a_cut_text_in_either_theme_or_language(page: Page, served: Served, path: str) -> None:
    for language, theme, size in (("en", "dark", "workstation"), ("es", "light", "tablet")):
        origin = served.url
        answer = page.request.patch(
            f"{origin}/api/account", data={"language": language, "theme": theme}, headers={"Origin": origin}
        )
        assert answer.ok, answer.text()
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.goto(origin + path)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_be_visible()
        if language == "en":
            expect(heading).to_have_text(PAGES[path])
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        assert page.evaluate("document.documentElement.lang") == language
        assert violations(page) == []
        assert cut_texts(page) == []


def test_the_language_menu_changes_the_page_at_once_and_for_the_next_visit(page: Page, served: Served) -> None:
    page.request.patch(
        f"{served.url}/api/account", data={"language": "en", "theme": "dark"}, headers={"Origin": served.url}
    )
    page.goto(served.url)
    page.get_by_role("button", name="Language: EN, English").click()
    page.get_by_role("menuitemradio", name="Español").click()
    expect(page.get_by_role("heading", name="Lista de trabajo")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Lista de trabajo")).to_be_visible()
    page.get_by_role("button", name="Idioma: ES, español").click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(page.get_by_role("heading", name="Work list")).to_be_visible()


def test_a_filter_stands_in_the_address_and_says_what_it_hides(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?q=NI-0042&side=right")
    expect(page.get_by_text("No study matches “NI-0042” and one filter")).to_be_visible()
    page.get_by_role("button", name="Show that one").click()
    expect(page.get_by_role("link", name="NI-0042", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{served.url}/?q=NI-0042")


def test_a_deleted_study_comes_back(page: Page, served: Served) -> None:
    page.goto(served.url)
    row = page.get_by_role("link", name="NI-0042", exact=True)
    page.get_by_role("button", name="More about NI-0042").click()
    page.get_by_role("menuitem", name="Delete…").click()
    dialog = page.get_by_role("dialog", name="Delete study NI-0042?")
    expect(dialog.get_by_text("restored for 30 days")).to_be_visible()
    dialog.get_by_role("button", name="Delete study").click()
    expect(row).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()


def test_the_keyboard_alone_reaches_search_and_the_list_of_keys(page: Page, served: Served) -> None:
    page.goto(served.url)
    expect(page.get_by_role("heading", name="Work list")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Work list").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_server_that_does_not_answer_is_told_with_what_is_kept(page: Page, served: Served) -> None:
    page.goto(served.url)
    expect(page.get_by_role("heading", name="Work list")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("NI")
    expect(page.get_by_text("No connection to the server since")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("No connection to the server since")).to_be_hidden()
