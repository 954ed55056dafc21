from tools.appearance_table import PAGE, with_table


def test_the_pages_table_of_appearance_is_the_codes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "make it again: python tools/appearance_table.py"
