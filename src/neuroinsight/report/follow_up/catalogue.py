"""The views of a follow-up that there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.core.visit import Visit
from neuroinsight.report.context import ReportContext
from neuroinsight.report.follow_up.csv import follow_up_csv
from neuroinsight.report.follow_up.json import follow_up_to_json
from neuroinsight.report.follow_up.markdown import follow_up_markdown
from neuroinsight.report.follow_up.pdf import render_follow_up_pdf
from neuroinsight.report.follow_up.trends import render_over_time


class Render(Protocol):
    """How a view is made: a pure function of its arguments."""

    def __call__(self, record: FollowUp, visits: Sequence[Visit], *, context: ReportContext) -> bytes:
        """Return the view's file; `visits` are the dates that the record is of, for their images."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    """A file that a follow-up can be shown as."""

    name: str  # the file's name
    media_type: str
    title: str
    render: Render


def _render_json(record: FollowUp, visits: Sequence[Visit], *, context: ReportContext) -> bytes:  # noqa: ARG001
    return follow_up_to_json(record).encode()


FOLLOW_UP_VIEWS = (
    FollowUpView(name="followup.json", media_type="application/json", title="The record", render=_render_json),
    FollowUpView(name="followup.pdf", media_type="application/pdf", title="Report", render=render_follow_up_pdf),
    FollowUpView(name="over_time.png", media_type="image/png", title="Plots", render=render_over_time),
    FollowUpView(name="followup.md", media_type="text/markdown", title="Words and tables", render=follow_up_markdown),
    FollowUpView(name="followup.csv", media_type="text/csv", title="Values and changes", render=follow_up_csv),
)
