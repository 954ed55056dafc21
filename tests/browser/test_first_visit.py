"""The first minutes with the program, as a person has them."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browsers import NAME, PASSWORD, Served, open_page, sign_in, violations

pytestmark = pytest.mark.browser


def test_the_first_visit_makes_the_administrator_and_ends_at_an_empty_work_list(
    chromium: Browser, fresh: Served
) -> None:
    page = open_page(chromium, fresh)
    expect(page.get_by_role("heading", name="Create the administrator")).to_be_visible()
    expect(page.get_by_text(str(fresh.data_dir))).to_be_visible()
    expect(page.get_by_text("this machine only")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Password", exact=True).fill("short")
    expect(page.get_by_text("5 characters: at least 12 are needed.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Create and continue").click()
    expect(page.get_by_role("heading", name="No studies yet")).to_be_visible()
    expect(page.get_by_text("Not a medical device.")).to_be_visible()
    assert violations(page) == []
    page.context.close()


def test_a_wrong_password_is_told_and_the_right_one_leads_back_to_where_one_wanted(
    chromium: Browser, served: Served
) -> None:
    page = open_page(chromium, served, "/account")
    expect(page).to_have_url(f"{served.url}/sign-in?next=%2Faccount")
    sign_in(page, password="not the right one")  # noqa: S106 - of nobody
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    sign_in(page)
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.context.close()


def test_a_session_that_ends_asks_for_the_password_and_leaves_the_page_as_it_is(
    chromium: Browser, served: Served
) -> None:
    page = open_page(chromium, served, "/account")
    sign_in(page)
    label = page.get_by_label("What it is for")
    label.fill("PACS router")
    page.context.clear_cookies()
    page.get_by_role("button", name="Make token").click()
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(label).to_have_value("PACS router")
    page.context.close()


def test_a_new_person_chooses_a_password_of_their_own_first(chromium: Browser, served: Served) -> None:
    page = open_page(chromium, served, "/admin/users")
    sign_in(page)
    page.get_by_role("button", name="Add user").click()
    dialog = page.get_by_role("dialog", name="Add user")
    dialog.get_by_label("Name", exact=True).fill("reader-a")
    dialog.get_by_role("button", name="Add user").click()
    phrase = page.get_by_label("Password for one sign-in").input_value()
    page.context.close()
    other = open_page(chromium, served, "/")
    sign_in(other, "reader-a", phrase)
    expect(other.get_by_role("heading", name="Choose your password")).to_be_visible()
    other.get_by_label("Password until now").fill(phrase)
    other.get_by_label("New password").fill("a sentence of my own")
    other.get_by_label("Password again").fill("a sentence of my own")
    other.get_by_role("button", name="Change password").click()
    expect(other.get_by_role("heading", name="Work list")).to_be_visible()
    expect(other.get_by_role("link", name="Administration")).to_be_hidden()
    other.context.close()
