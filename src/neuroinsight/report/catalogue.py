"""The views of a record that there are."""

from dataclasses import dataclass
from typing import Protocol

from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.json import to_json
from neuroinsight.report.overlay import render_overlay
from neuroinsight.report.pdf import render_pdf


class Render(Protocol):
    """How a view is made: a pure function of its arguments."""

    def __call__(self, record: Analysis, study: Study, label_map: LabelMap, *, context: ReportContext) -> bytes:
        """Return the view's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A file that a record can be shown as."""

    name: str  # the file's name
    media_type: str
    title: str
    render: Render
    by_default: bool = True  # made where nobody chooses


def _render_json(record: Analysis, study: Study, label_map: LabelMap, *, context: ReportContext) -> bytes:  # noqa: ARG001
    return to_json(record).encode()


VIEWS = (
    View(name="analysis.json", media_type="application/json", title="The record", render=_render_json),
    View(name="report.pdf", media_type="application/pdf", title="Report", render=render_pdf),
    View(name="overlay.png", media_type="image/png", title="Key slices with outlines", render=render_overlay),
)
