"""The views of a record that there are."""

from dataclasses import dataclass
from typing import Protocol

from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.csv import render_csv
from neuroinsight.report.html import render_html
from neuroinsight.report.json import to_json
from neuroinsight.report.overlay import render_overlay, render_solid
from neuroinsight.report.pdf import render_pdf


class Render(Protocol):
    """How a view is made: a pure function of its arguments."""

    def __call__(
        self, record: Analysis, study: Study | None, label_map: LabelMap | None, *, context: ReportContext
    ) -> bytes:
        """Return the view's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A file that a record can be shown as."""

    name: str  # the file's name
    media_type: str
    title: str
    render: Render
    by_default: bool = True  # made where nobody chooses


def _render_json(
    record: Analysis,
    study: Study | None,  # noqa: ARG001
    label_map: LabelMap | None,  # noqa: ARG001
    *,
    context: ReportContext,  # noqa: ARG001
) -> bytes:
    return to_json(record).encode()


VIEWS = (
    View(name="analysis.json", media_type="application/json", title="The record", render=_render_json),
    View(name="report.pdf", media_type="application/pdf", title="Report", render=render_pdf),
    View(name="report.html", media_type="text/html", title="Report as a web page", render=render_html),
    View(name="measurements.csv", media_type="text/csv", title="Table of all measurements", render=render_csv),
    View(name="overlay.png", media_type="image/png", title="Key slices with outlines", render=render_overlay),
    View(
        name="tumor.png", media_type="image/png", title="The tumor in the brain", render=render_solid, by_default=False
    ),
)
