"""Which examinations a follow-up is about: results or images, each with its date."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from neuroinsight.analysis.analyze import Result
from neuroinsight.analysis.images import find_images, load_as_analyzed
from neuroinsight.analysis.outputs import BRAIN_MASK, RECORD, SEGMENTATION
from neuroinsight.analysis.visits import day_of
from neuroinsight.core.errors import FileFormatError, StudyError
from neuroinsight.core.labels import scheme_called
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.visit import Visit
from neuroinsight.io.content import read_content
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.study import load_study
from neuroinsight.io.walking import files_below
from neuroinsight.report.json import from_json

_DATED = re.compile(r"(?P<path>.+)@(?P<date>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRequest:
    """A folder of results or of images, and the date that was stated beside it."""

    folder: Path
    study_date: str | None = None

    @property
    def is_analyzed(self) -> bool:
        """Whether results stand there."""
        return (self.folder / RECORD).is_file()


def visit_request(text: str) -> VisitRequest:
    """Return what `FOLDER` or `FOLDER@2026-05-06` stands for.

    Raises:
        StudyError: What stands behind the sign is no date.
    """
    found = _DATED.fullmatch(text)
    if found is None or Path(text).exists():
        return VisitRequest(folder=Path(text))
    day_of(found["date"])
    return VisitRequest(folder=Path(found["path"]), study_date=found["date"])


def read_visit(request: VisitRequest, images: Iterable[Path]) -> Visit:
    """Return the visit whose results stand in a folder; its images are looked for below `images`, by their digests.

    Raises:
        FileFormatError: Record or segmentation is damaged.
        StudyError: The segmentation is not the one that was measured, or no date is known.
    """
    record = _read_record(request.folder)
    label_map = read_label_map(request.folder / SEGMENTATION, scheme_called(record.outline.scheme))
    label_map = replace(label_map, outlined=record.outline.regions)
    if hashlib.sha256(np.ascontiguousarray(label_map.array).tobytes()).hexdigest() != record.outline.sha256:
        raise StudyError(
            f"The segmentation in {request.folder.name} is not the one that was measured",
            seen=f"other labels in {SEGMENTATION} than {RECORD} was made from",
            allowed="the files of one analysis, unchanged",
            remedy="have the edited segmentation measured first, then compare",
            code="follow_up.segmentation_edited",
        )
    study_date = _date(request, record.identity)
    return Visit(
        study_date=study_date, record=record, label_map=label_map, study=_images_of(record, images, request.folder)
    )


def load_visit(request: VisitRequest, *, patient_id: str | None = None) -> Study:
    """Return the images in a folder with the date that was stated for them.

    Raises:
        StudyError: No date is stated, or the folder holds no study.
        FileFormatError: A file is damaged.
    """
    study_date = _date(request, Identity(case_id=request.folder.name))
    study = load_study(request.folder)
    identity = replace(study.identity, study_date=study_date, patient_id=patient_id or study.identity.patient_id)
    return replace(study, identity=identity)


def visit_of(result: Result) -> Visit:
    """Return the visit of an analysis whose study has a date.

    Raises:
        StudyError: It has none.
    """
    study_date = result.record.identity.study_date or ""
    day_of(study_date)
    return Visit(study_date=study_date, record=result.record, label_map=result.label_map, study=result.study)


def _read_record(folder: Path) -> Analysis:
    try:
        return from_json(read_content(folder / RECORD).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise FileFormatError(
            f"The record in {folder.name} cannot be read",
            seen="bytes that are not UTF-8 text",
            allowed=f"{RECORD} as this program writes it",
            remedy="analyze the study again",
            code="record.unreadable",
        ) from error


def _date(request: VisitRequest, identity: Identity) -> str:
    """The date that was stated, or that the record has; two that differ are refused, and none is guessed."""
    stated, recorded = request.study_date, identity.study_date
    if stated is not None and recorded is not None and day_of(stated) != day_of(recorded):
        raise StudyError(
            f"Two dates are stated for {request.folder.name}",
            seen=f"{stated} beside its name, {recorded} in its record",
            allowed="one date for each examination",
            remedy="leave the date beside the name out, or analyze the study again with the right one",
            code="follow_up.two_dates",
        )
    found = stated or recorded
    if found is None:
        raise StudyError(
            f"The date of {request.folder.name} is not known",
            seen="no date in its record, and none stated",
            allowed="a date for each examination: without them nothing can be put in order",
            remedy=f"state it behind the name: {request.folder}@{_likely(request.folder)}",
            code="follow_up.no_date",
        )
    return day_of(found).isoformat()


def _likely(folder: Path) -> str:
    """A date to show how it is written: the folder's own name where it is one, since that is never taken for it."""
    return folder.name if re.fullmatch(r"\d{4}-\d{2}-\d{2}", folder.name) else "2026-05-06"


def _images_of(record: Analysis, folders: Iterable[Path], own: Path) -> Study | None:
    """The images that were analyzed, among files of the recorded names; None where not one of them is found."""
    names = {source.file_name for source in record.sources.values()}
    candidates = [path for folder in folders for path in files_below(folder) if path.name in names]
    return load_as_analyzed(record, find_images(record, candidates), brain_mask=own / BRAIN_MASK)
