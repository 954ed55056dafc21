"""Tables for spreadsheets: CSV that runs no formula."""

import csv
import io
from collections.abc import Iterable, Iterator

from fastapi.responses import StreamingResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, lines: Iterable[Iterable[object]]) -> StreamingResponse:
    """Return a table as a file to save; a text that a spreadsheet would run gets a quotation mark in front."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_written(lines), media_type="text/csv; charset=utf-8", headers=headers)


def _written(lines: Iterable[Iterable[object]]) -> Iterator[str]:
    for line in lines:
        text = io.StringIO()
        csv.writer(text).writerow(
            [f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value for value in line]
        )
        yield text.getvalue()
