"""The files of a follow-up: all appear together or none."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from neuroinsight.analysis.analyze import Result
from neuroinsight.analysis.outputs import Output, write_outputs
from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.core.visit import Visit
from neuroinsight.io.atomic import held, new_folder
from neuroinsight.report.context import ReportContext
from neuroinsight.report.follow_up.catalogue import FOLLOW_UP_VIEWS


def write_follow_up(
    folder: Path,
    record: FollowUp,
    visits: Sequence[Visit],
    analyzed: Iterable[Result],
    *,
    context: ReportContext,
    overwrite: bool = False,
) -> None:
    """Write every view, and below `<date>/` the results of the dates that were analyzed for this.

    Raises:
        OutputError: The folder holds something already, or cannot be written.
    """
    with new_folder(folder, overwrite=overwrite) as work:
        for view in FOLLOW_UP_VIEWS:
            (work / view.name).write_bytes(view.render(record, visits, context=context))
        for result in analyzed:
            with held(work / str(result.record.identity.study_date)) as place:
                write_outputs(place, result.study, result, like=None, output=Output(language=context.language))
