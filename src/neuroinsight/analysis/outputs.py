"""Writing everything that an analysis gives: all files of a case appear together, or none."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from neuroinsight.analysis.analyze import Result
from neuroinsight.core.study import Study
from neuroinsight.io import atomic, nifti
from neuroinsight.report.catalogue import VIEWS
from neuroinsight.report.render import render

SEGMENTATION = "segmentation.nii.gz"


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


def is_finished(folder: Path) -> bool:
    """Say whether a case's outputs are all there."""
    names: Callable[[str], Path] = folder.joinpath
    return all(names(name).is_file() for name in (SEGMENTATION, *(view.name for view in VIEWS)))
