"""Writing everything that an analysis gives: all files of a case appear together, or none."""

from enum import StrEnum
from pathlib import Path

from neuroinsight.analysis.analyze import Result
from neuroinsight.core.errors import FileFormatError, OutputError
from neuroinsight.core.labels import LabelScheme
from neuroinsight.core.record import Analysis, ModelIdentity, Reader
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


def write_outputs(folder: Path, study: Study, result: Result, *, like: Path | None, overwrite: bool = False) -> None:
    """Write the segmentation and every view of the record; `like` is the image whose header the segmentation takes.

    Raises:
        OutputError: The folder exists and may not be replaced, or cannot be written.
    """
    with atomic.new_folder(folder, overwrite=overwrite) as work:
        nifti.write_label_map(work / SEGMENTATION, result.label_map, like=like)
        for view in VIEWS:
            (work / view.name).write_bytes(render(result.record, study, result.label_map, view.name))


def finished_record(folder: Path) -> Analysis | None:
    """Return the record of outputs that are all there; None if one is missing.

    Raises:
        OutputError: They are there, but the record cannot be read.
    """
    if not all((folder / name).is_file() for name in (SEGMENTATION, *(view.name for view in VIEWS))):
        return None
    try:
        return from_json((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, FileFormatError) as error:
        raise OutputError(
            f"The results in {folder.name} cannot be read",
            seen=f"{RECORD}: {error}",
            allowed="results of this version",
            remedy="choose another folder, or replace them with --overwrite in place of --resume",
        ) from error


def require_same(record: Analysis, study: Study, model: ModelIdentity, scheme: LabelScheme) -> None:
    """Refuse to take a record for the analysis of a study that it is not of.

    Raises:
        OutputError: It is of other images, of another patient, model or label scheme.
    """
    differences = {
        "other images": record.sources != study.sources,
        f"patient or case {record.identity.case_id}": record.identity != study.identity,
        _author_text(record.outline.author): record.outline.author != model,
        f"labels {record.outline.scheme}": record.outline.scheme != scheme.name,
    }
    if any(differences.values()):
        raise OutputError(
            "The results that stand there are of another analysis",
            seen=", ".join(words for words, differs in differences.items() if differs),
            allowed=f"results of {study.identity.case_id} with {model.name} {model.version} ({model.sha256[:12]})",
            remedy="choose another folder, or replace them with --overwrite in place of --resume",
        )


def _author_text(author: ModelIdentity | Reader) -> str:
    if isinstance(author, Reader):
        return f"outlines of {author.name}"
    return f"model {author.name} {author.version} ({author.sha256[:12]})"
