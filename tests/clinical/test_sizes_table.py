"""The page on measures shows what the catalogue says."""

from tools.sizes_table import PAGE, with_table


def test_the_table_of_sizes_is_the_catalogues() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "make it again: python tools/sizes_table.py"
