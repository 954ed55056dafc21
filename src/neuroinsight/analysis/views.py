"""Views of a finished analysis, made later: from its record, the segmentation beside it, and images found by digest."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neuroinsight.analysis.images import find_images, load_as_analyzed
from neuroinsight.analysis.outputs import BRAIN_MASK, DEFAULT_VIEW_NAMES, RECORD, SEGMENTATION, VIEW_NAMES, put_views
from neuroinsight.core.errors import OutputError, ReportError
from neuroinsight.core.labels import LabelMap, scheme_called
from neuroinsight.core.reading import Reading
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.io.atomic import held
from neuroinsight.io.content import read_text
from neuroinsight.io.examinations import is_image
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.walking import files_below
from neuroinsight.report.catalogue import VIEWS
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.json import from_json
from neuroinsight.report.reading import is_signed_as_it_stands
from neuroinsight.report.reading_json import reading_from_json
from neuroinsight.report.render import render

_PICTURES = tuple(view.name for view in VIEWS if view.media_type.startswith("image/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A finished analysis as it stands on the disk; what is missing cannot be drawn."""

    record: Analysis
    study: Study | None  # the images that were found, as they were analyzed
    label_map: LabelMap | None
    missing: tuple[Sequence, ...]  # images that the record names and that were not found


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The views that were written, those that were not because nothing can be drawn, and what was missing."""

    written: tuple[Path, ...]
    undrawn: tuple[str, ...]
    finished: Finished

    @property
    def without_pictures(self) -> bool:
        """Whether views that have words were written without their pictures."""
        return self.finished.study is None or self.finished.label_map is None


def make_views(
    record_file: Path,
    *,
    views: tuple[str, ...] = DEFAULT_VIEW_NAMES,
    language: Language = Language.ENGLISH,
    images: Path | None = None,
    reading: Path | None = None,
    out: Path | None = None,
    overwrite: bool = False,
) -> Made:
    """Write views of an analysis into `out`, or beside its record; `reading` is what a reader added to it.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> from neuroinsight.analysis.batch import run_one
    >>> from neuroinsight.analysis.requests import Request
    >>> done = run_one(Request(name="patient", where=Path("patient")), neuroinsight.open_model("glioma"), Path("done"))
    >>> made = neuroinsight.make_views(Path("done/analysis.json"), views=("report.html",), out=Path("again"))
    >>> [path.name for path in made.written], made.without_pictures
    (['report.html'], False)

    Raises:
        FileFormatError: The record or the reading cannot be read, or is of an unknown version.
        ReportError: The reading was signed under another record, other words or another language.
        OutputError: A view stands there already, cannot be written, or none of them can be drawn.
    """
    record_file = record_file / RECORD if record_file.is_dir() else record_file
    target = record_file.parent if out is None else out
    _require_known(views)
    standing = [name for name in views if (target / name).exists()]
    if standing and not overwrite:
        raise OutputError(
            f"{target.name} holds such views already",
            seen=", ".join(standing),
            allowed="a folder without them",
            remedy="choose another folder, or have them replaced",
            code="output.occupied",
        )
    finished = find_finished(record_file, images=images)
    drawable = finished.study is not None and finished.label_map is not None
    undrawn = () if drawable else tuple(name for name in views if name in _PICTURES)
    context = ReportContext(language=language, reading=_reading(reading, record_file, language))
    made = {
        name: render(finished.record, finished.study, finished.label_map, name, context=context)
        for name in views
        if name not in undrawn
    }
    if not made:
        raise OutputError(
            "Nothing can be drawn",
            seen=_seen(finished),
            allowed="the images that were analyzed, unchanged, and the segmentation beside the record",
            remedy="name the folder of the images, or ask for a view that has words",
            code="view.no_images",
        )
    with held(target) as place:
        put_views(place, made, language)
    return Made(written=tuple(target / name for name in made), undrawn=undrawn, finished=finished)


def _reading(path: Path | None, record_file: Path, language: Language) -> Reading | None:
    if path is None:
        return None
    reading = reading_from_json(read_text(path))
    digest = hashlib.sha256(record_file.read_bytes()).hexdigest()
    if reading.signature is not None and not is_signed_as_it_stands(digest, reading, language):
        raise ReportError(
            "What was signed is not what stands there",
            seen=f"a signature by {reading.signature.name} under another record, other words or another language",
            allowed="the record, the words and the language that were signed, unchanged",
            remedy="bring the signed record back, or make the report without this reading",
            code="reading.other_signed",
        )
    return reading


def find_finished(record_file: Path, *, images: Path | None = None) -> Finished:
    """Return a record with the segmentation beside it and the images that it was made from, known by their digests.

    They are looked for below `images`, or else beside the record and in the folders beside its own.

    Raises:
        FileFormatError: The record cannot be read, or is of an unknown version.
        OutputError: The segmentation beside it is not the one that was measured.
    """
    record = from_json(read_text(record_file))
    found = find_images(record, _candidates(record, record_file, images))
    study = load_as_analyzed(record, found, brain_mask=record_file.parent / BRAIN_MASK)
    missing = tuple(sequence for sequence in record.sources if sequence not in found)
    return Finished(record=record, study=study, label_map=_label_map(record, record_file), missing=missing)


def _require_known(views: tuple[str, ...]) -> None:
    unknown = [name for name in views if name not in VIEW_NAMES]
    if unknown or not views:
        raise OutputError(
            "There is no such view",
            seen=", ".join(unknown) or "none",
            allowed=", ".join(VIEW_NAMES),
            remedy="name some of these, separated by commas",
            code="view.unknown",
        )


def _seen(finished: Finished) -> str:
    return "no segmentation beside the record" if finished.label_map is None else "none of the images were found"


def _candidates(record: Analysis, record_file: Path, images: Path | None) -> Iterator[Path]:
    """Images below a folder that was named; else beside the record, those of the recorded names alone."""
    names = {source.file_name for source in record.sources.values()}
    for path in _places(record_file, images):
        if is_image(path) and (images is not None or path.name in names):
            yield path


def _places(record_file: Path, images: Path | None) -> Iterator[Path]:
    if images is not None:
        yield from files_below(images)
        return
    own = record_file.absolute().parent
    beside = (folder for folder in sorted(own.parent.iterdir()) if folder.is_dir() and folder != own)
    for folder in (own, own.parent, *beside):
        yield from (path for path in sorted(folder.iterdir()) if path.is_file())


def _label_map(record: Analysis, record_file: Path) -> LabelMap | None:
    path = record_file.parent / SEGMENTATION
    if not path.is_file():
        return None
    label_map = read_label_map(path, scheme_called(record.outline.scheme))
    if hashlib.sha256(np.ascontiguousarray(label_map.array).tobytes()).hexdigest() != record.outline.sha256:
        raise OutputError(
            "The segmentation that stands there is not the one that was measured",
            seen=f"other labels in {SEGMENTATION} than {record_file.name} was made from",
            allowed="the files of one analysis, unchanged",
            remedy="analyze the edited segmentation, or bring the old one back",
            code="view.other_segmentation",
        )
    return label_map
