"""The views of a follow-up that there are."""

from dataclasses import dataclass
from typing import Protocol

from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.report.context import ReportContext
from neuroinsight.report.follow_up.csv import follow_up_csv
from neuroinsight.report.follow_up.json import follow_up_to_json
from neuroinsight.report.follow_up.markdown import follow_up_markdown


class Render(Protocol):
    """How a view is made: a pure function of its arguments."""

    def __call__(self, record: FollowUp, *, context: ReportContext) -> bytes:
        """Return the view's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    """A file that a follow-up can be shown as."""

    name: str  # the file's name
    media_type: str
    title: str
    render: Render


def _render_json(record: FollowUp, *, context: ReportContext) -> bytes:  # noqa: ARG001
    return follow_up_to_json(record).encode()


FOLLOW_UP_VIEWS = (
    FollowUpView(name="followup.json", media_type="application/json", title="The record", render=_render_json),
    FollowUpView(name="followup.md", media_type="text/markdown", title="Words and tables", render=follow_up_markdown),
    FollowUpView(name="followup.csv", media_type="text/csv", title="Values and changes", render=follow_up_csv),
)
