from pathlib import Path

from tools.data_page import page


def test_the_page_of_data_sets_is_the_catalogues() -> None:
    written = Path(__file__).parents[2] / "docs" / "data.md"
    assert written.read_text(encoding="utf-8") == page(), "make it again: python tools/data_page.py > docs/data.md"
