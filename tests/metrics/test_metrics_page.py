from pathlib import Path

from tools.metrics_page import page


def test_the_page_of_metrics_is_the_catalogues() -> None:
    written = Path(__file__).parents[2] / "docs" / "metrics.md"
    assert written.read_text(encoding="utf-8") == page(), (
        "make it again: python tools/metrics_page.py > docs/metrics.md"
    )
