"""A follow-up as a text that is read as it is, or set as a page (Markdown)."""

from collections.abc import Iterable, Sequence

from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.core.visit import Visit
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.follow_up.page import Page, page_of
from neuroinsight.report.follow_up.speech import speech_in
from neuroinsight.report.follow_up.tables import Table


def follow_up_markdown(
    record: FollowUp,
    visits: Sequence[Visit],  # noqa: ARG001 - the images are in another view
    *,
    context: ReportContext,
) -> bytes:
    """Return the words and tables of a follow-up, UTF-8."""
    page = page_of(record, context.language)
    return ("\n".join(_lines(page, context.language)) + "\n").encode()


def _lines(page: Page, language: Language) -> Iterable[str]:
    speech = speech_in(language)
    yield f"# {page.title}\n"
    yield from (f"- {name}: {_plain(value)}" for name, value in page.header)
    yield from (f"\n> **{_plain(note.cause)}** {_plain(note.consequence)}" for note in page.cautions)
    yield f"\n## {speech.words.labels.impression}\n"
    for number, runs in enumerate(page.impression, start=1):
        parts = [f"**{_plain(part)}**" if place % 2 else _plain(part) for place, part in enumerate(runs) if part]
        yield f"{number}. {''.join(parts)}"
    yield from _table(page.change)
    yield f"\n## {page.response}\n"
    yield from (f"- {title}: **{category}** ({rule})" for title, category, rule in page.boxes)
    for table in (page.lesions, page.examinations):
        yield from () if table is None else _table(table)
    for title, items in ((speech.labels.rules, page.rules), (speech.labels.limits, page.limits)):
        yield f"\n## {title}\n"
        yield from (f"- {item}" for item in items)
    yield f"\n{page.foot}"


def _table(table: Table) -> Iterable[str]:
    yield f"\n## {table.title}\n"
    yield _row(table.head)
    yield _row(["---"] * len(table.head))
    yield from (_row(row) for row in table.rows)
    if table.note:
        yield f"\n{table.note}"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"


def _plain(text: str) -> str:
    """Names that people gave are text, whatever signs of markup are in them."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>#|" else sign for sign in text).replace("\n", " ")
