"""A study as one archive: its record, its label map and every view of its report."""

import zipfile
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from neuroinsight.analysis.outputs import RECORD, SEGMENTATION
from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.report.context import Language
from neuroinsight.server import audit
from neuroinsight.server.access import Here, Me, OwnStudy
from neuroinsight.server.reports.desk import desk_of, rendering_on
from neuroinsight.server.reports.views import SHOWN, Rendering, view_of

router = APIRouter(tags=["studies"])
_KEPT_IN_MEMORY = 32 << 20
_PIECE_BYTES = 1 << 16


@router.get(
    "/studies/{study}/export.zip",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "Record, label map and views"}},
)
def export(study: OwnStudy, me: Me, here: Here) -> StreamingResponse:
    """Return record, label map and every view of the report as it stands, in one archive."""
    with here.database.reading() as session:
        desk = desk_of(session, study, me)
    rendering = rendering_on(here, desk, Language(me.language))
    with ExitStack() as stack:
        archive = stack.enter_context(SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY))
        _fill(archive, rendering)
        archive.seek(0)
        closing = stack.pop_all()
    with here.database.writing() as session:
        audit.record(session, at=here.now(), by=me, action="study.exported", object_id=study.id)
    pieces = iter(lambda: archive.read(_PIECE_BYTES), b"")
    headers = {"content-disposition": f'attachment; filename="{study.id}.zip"'}
    return StreamingResponse(
        pieces, media_type="application/zip", headers=headers, background=BackgroundTask(closing.close)
    )


def _fill(archive: IO[bytes], rendering: Rendering) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(RECORD, rendering.material.record_bytes)
        opened.write(rendering.material.label_map_path, SEGMENTATION, zipfile.ZIP_STORED)
        for view in SHOWN:
            if view.name == RECORD:
                continue
            try:
                opened.writestr(view.name, view_of(rendering, view.name))
            except NeuroInsightError as error:
                if error.code != "view.no_images":
                    raise
                opened.writestr(f"{view.name}.missing.txt", f"{error.problem}: {error.seen}\n")
