"""The upload page as a clinician has it: all that may be dropped, what is said of it, and the press that mends."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsers import Served, open_page, sign_in
from tests.server.uploads import phantom_files, zipped

pytestmark = pytest.mark.browser
SLOW_MS = 60_000  # until foreign files were looked at


@pytest.fixture(scope="module")
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    opened = open_page(chromium, served)
    sign_in(opened)
    expect(opened.get_by_role("heading", name="Work list")).to_be_visible()
    opened.request.patch(
        f"{served.url}/api/account", data={"language": "en", "theme": "dark"}, headers={"Origin": served.url}
    )
    yield opened
    opened.context.close()


def upload(page: Page, served: Served, files: Mapping[str, bytes], *, expecting: str = ".upload-files") -> None:
    page.goto(f"{served.url}/upload")
    payload = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files.items()
    ]
    page.locator("[data-choose=files]").set_input_files(payload)  # type: ignore[arg-type]
    expect(page.locator(expecting)).to_be_visible(timeout=SLOW_MS)


def analyze(page: Page) -> Locator:
    return page.get_by_role("button", name="Analyze")


def row(page: Page, name: str) -> Locator:
    return page.locator(f'tr[data-file="{name}"]')


def test_a_zip_is_recognized_one_press_chooses_and_it_can_be_analyzed(page: Page, served: Served) -> None:
    files = phantom_files(prefix="")
    files["flair_3d.nii.gz"] = files.pop("flair.nii.gz")
    files["flair_tra.nii.gz"] = phantom_files(1, prefix="")["flair.nii.gz"]
    upload(page, served, {"study-0056.zip": zipped(files)})
    expect(page).to_have_url(re.compile(r"/upload/\w+$"))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("2 files could be FLAIR. Choose one; leave the other out.")
    expect(analyze(page)).to_have_attribute("aria-disabled", "true")
    expect(row(page, "study-0056/flair_tra.nii.gz")).to_contain_text("Which one?")
    page.get_by_role("button", name="Use flair_3d.nii.gz").click()
    expect(analyze(page)).not_to_have_attribute("aria-disabled", "true", timeout=SLOW_MS)
    expect(row(page, "study-0056/flair_tra.nii.gz").get_by_role("combobox")).to_have_value("leave-out")
    expect(row(page, "study-0056/t2.nii.gz")).to_contain_text("name: t2")
    expect(row(page, "study-0056/seg.nii.gz")).to_contain_text("labels 0, 1, 2, 4 (brats2017): a mask, not a picture")
    expect(page.get_by_label("Patient")).to_have_value("study-0056")
    image = row(page, "study-0056/t2.nii.gz").locator("img")
    assert image.evaluate("image => image.naturalWidth") == 96
    page.reload()
    expect(row(page, "study-0056/flair_3d.nii.gz").get_by_role("combobox")).to_have_value("flair")


def test_a_dropped_folder_goes_up_from_anywhere_on_the_work_list(page: Page, served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "NI-0057"
    folder.mkdir()
    for name, content in phantom_files(prefix="").items():
        (folder / name).write_bytes(content)
    (folder / ".DS_Store").write_bytes(b"left behind")
    page.goto(served.url)
    expect(page.get_by_role("heading", name="Work list")).to_be_visible()
    session = page.context.new_cdp_session(page)
    held = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 640, "y": 400, "data": held})
    expect(page.locator(".upload-files")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("tr[data-file]")).to_have_count(5)
    expect(page.get_by_label("Patient")).to_have_value("NI-0057")


def test_what_is_chosen_by_hand_and_said_of_the_patient_is_kept(page: Page, served: Served) -> None:
    upload(page, served, phantom_files())
    mask = row(page, "NI-0056_seg.nii.gz").get_by_role("combobox")
    mask.focus()
    mask.select_option("mask")
    expect(row(page, "NI-0056_seg.nii.gz")).to_contain_text("Chosen", timeout=SLOW_MS)
    page.get_by_label("Age, y").fill("58")
    page.get_by_label("Exam date").fill("2026-11-20")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.get_by_label("Yes (no grade is given)").check()
    page.reload()
    expect(page.get_by_label("Age, y")).to_have_value("58")
    expect(page.get_by_label("Exam date")).to_have_value("2026-11-20")
    expect(page.get_by_label("Yes (no grade is given)")).to_be_checked()
    expect(row(page, "NI-0056_seg.nii.gz").get_by_role("combobox")).to_have_value("mask")


def test_two_patients_are_told_apart_and_one_is_kept(page: Page, served: Served) -> None:
    upload(page, served, {**phantom_files(), **phantom_files(1, prefix="NI-0060_")})
    expect(page.get_by_role("alert")).to_contain_text("several patients: NI-0056, NI-0060")
    page.get_by_role("button", name="Keep NI-0060 (4)").click()
    expect(page.locator('[data-check="one_patient"][data-state="ok"]')).to_be_visible(timeout=SLOW_MS)
    expect(row(page, "NI-0056_t1.nii.gz").get_by_role("combobox")).to_have_value("leave-out")
    expect(analyze(page)).not_to_have_attribute("aria-disabled", "true", timeout=SLOW_MS)
