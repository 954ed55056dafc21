"""Writing everything that an analysis gives: all files of a case appear together, or none."""

from enum import StrEnum
from pathlib import Path

from neuroinsight.analysis.analyze import Result
from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.record import ModelIdentity
from neuroinsight.core.study import Study
from neuroinsight.io import atomic, nifti
from neuroinsight.report.catalogue import VIEWS
from neuroinsight.report.json import from_json
from neuroinsight.report.render import render

SEGMENTATION, RECORD = "segmentation.nii.gz", "analysis.json"


class Existing(StrEnum):
    """What to do where results stand already."""

    REFUSE = "refuse"
    OVERWRITE = "overwrite"
    KEEP = "keep"  # a finished case is skipped


def write_outputs(
    folder: Path, study: Study, result: Result, *, like: Path | None, existing: Existing = Existing.REFUSE
) -> None:
    """Write the segmentation and every view of the record; `like` is the image whose header the segmentation takes.

    Raises:
        OutputError: The folder exists and may not be replaced, or cannot be written.
    """
    with atomic.new_folder(folder, overwrite=existing is Existing.OVERWRITE) as work:
        nifti.write_label_map(work / SEGMENTATION, result.label_map, like=like)
        for view in VIEWS:
            (work / view.name).write_bytes(render(result.record, study, result.label_map, view.name))


def is_finished(folder: Path, model: ModelIdentity) -> bool:
    """Say whether a case's outputs by this model are all there.

    Raises:
        OutputError: They are there, and another model made them, or it cannot be told.
    """
    if not all((folder / name).is_file() for name in (SEGMENTATION, *(view.name for view in VIEWS))):
        return False
    try:
        made_by = from_json((folder / RECORD).read_text(encoding="utf-8")).model
        seen = f"model {made_by.name} {made_by.version} ({made_by.sha256[:12]})"
    except (OSError, UnicodeDecodeError, FileFormatError) as error:
        made_by, seen = None, f"{RECORD}: {error}"
    if made_by == model:
        return True
    raise OutputError(
        f"The results in {folder.name} are not of this model",
        seen=seen,
        allowed=f"results of {model.name} {model.version} ({model.sha256[:12]})",
        remedy="choose another folder, or replace them with --overwrite in place of --resume",
    )
