"""The same road for pictures without millimeters: masks, areas in pixels, an overlay and a record."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neuroinsight.analysis.outputs import Existing, Output
from neuroinsight.clinical.areas import areas, areas_by_slice
from neuroinsight.core.errors import FileFormatError, NeuroInsightError, OutputError, explained
from neuroinsight.core.labels import BRATS_2017, Labels, LabelScheme, Region
from neuroinsight.core.picture_record import PictureAnalysis
from neuroinsight.core.pictures import Pictures
from neuroinsight.core.record import Caution, Outline, Severity
from neuroinsight.core.version import VERSION
from neuroinsight.datasets.slices import SlicePatient, read_pictures
from neuroinsight.inference.bundle import Bundle
from neuroinsight.io.atomic import filled, held, require_free
from neuroinsight.io.content import read_content
from neuroinsight.io.picture import mask_to_png
from neuroinsight.preprocess.prepare import require_for_pictures
from neuroinsight.report.picture_json import pictures_from_json, pictures_to_json
from neuroinsight.report.picture_overlay import render_picture_overlay

RECORD, AREAS, OVERLAY, MASKS = "analysis.json", "areas.csv", "overlay.png", "masks"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureResult:
    """A record and the labels `[slice, row, column]` that its numbers were taken from."""

    record: PictureAnalysis
    labels: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOutcome:
    """What became of one patient: the record, or the error."""

    name: str
    folder: Path
    was_there: bool = False
    record: PictureAnalysis | None = None
    error: NeuroInsightError | None = None


def analyze_pictures(
    pictures: Pictures,
    bundle: Bundle,
    *,
    sources: dict[str, str],
    scheme: LabelScheme = BRATS_2017,
    progress: Callable[[float], None] = lambda _: None,
) -> PictureResult:
    """Return the segmentation of one patient's pictures and its areas; `sources` are the files' digests by name.

    Raises:
        ModelError: The model reads volumes, or outlines nothing.
        StudyError: The pictures lack a sequence that the model needs.
    """
    labels = bundle.segment_pictures(pictures, scheme=scheme, progress=progress).labels
    by_slice = areas_by_slice(labels)
    cautions = [Caution(code="pictures.no_millimeters", severity=Severity.NOTE)]
    if pictures.copies:
        names = tuple(sequence.value for sequence in pictures.channels if sequence in pictures.copies)
        cautions.append(Caution(code="pictures.copies", values={"sequences": names}))
    if not any(by_slice[Region.WT]):
        cautions.append(Caution(code="tumor.none"))
    slices, rows, columns = labels.array.shape
    record = PictureAnalysis(
        software_version=VERSION,
        identity=pictures.identity,
        shape=(slices, rows, columns),
        channels=pictures.channels,
        copies=tuple(sequence for sequence in pictures.channels if sequence in pictures.copies),
        sources=sources,
        outline=Outline(
            author=bundle.identity,
            regions=labels.outlined,
            scheme=labels.scheme.name,
            sha256=hashlib.sha256(np.ascontiguousarray(labels.array).tobytes()).hexdigest(),
        ),
        measurements=areas(by_slice),
        areas_pixels=by_slice,
        cautions=tuple(cautions),
    )
    return PictureResult(record=record, labels=labels)


def run_pictures(
    patients: Iterable[SlicePatient], bundle: Bundle, out: Path, *, output: Output, alone: Path | None = None
) -> Iterator[PictureOutcome]:
    """Analyze patients one after the other into `out/<name>`, a single one into `alone`, and yield what became of each.

    Raises:
        ModelError: The model reads volumes.
    """
    require_for_pictures(bundle.plan)
    for patient in patients:
        folder = alone or out / patient.key
        try:
            record, was_there = _run(patient, bundle, folder, output)
        except Exception as error:  # noqa: BLE001 - whatever befalls one patient, the others still finish
            yield PictureOutcome(name=patient.key, folder=folder, error=explained(error))
        else:
            yield PictureOutcome(name=patient.key, folder=folder, record=record, was_there=was_there)


def _run(patient: SlicePatient, bundle: Bundle, folder: Path, output: Output) -> tuple[PictureAnalysis, bool]:
    overwrite = output.existing is not Existing.REFUSE
    require_free(folder, overwrite=overwrite)
    sources = {piece.image.name: hashlib.sha256(read_content(piece.image)).hexdigest() for piece in patient.slices}
    with held(folder) as place:
        if output.existing is Existing.KEEP and (kept := _finished(place, sources, bundle)) is not None:
            return kept, True
        pictures = read_pictures(patient)
        result = analyze_pictures(pictures, bundle, sources=sources, scheme=output.scheme)
        with filled(place, overwrite=overwrite, seal=RECORD, known={RECORD, AREAS, OVERLAY, MASKS}) as work:
            (work / MASKS).mkdir()
            for name, mask in zip(pictures.names, result.labels.mask(Region.WT), strict=True):
                (work / MASKS / f"{Path(name).stem}_mask.png").write_bytes(mask_to_png(mask))
            (work / AREAS).write_text(_areas_table(pictures, result.record), encoding="utf-8", newline="")
            overlay = render_picture_overlay(result.record, pictures, result.labels, language=output.language)
            (work / OVERLAY).write_bytes(overlay)
            (work / RECORD).write_text(pictures_to_json(result.record), encoding="utf-8")
    return result.record, False


def _finished(place: Path, sources: dict[str, str], bundle: Bundle) -> PictureAnalysis | None:
    """The record that stands there, if it is of these files by this model and its masks are all there."""
    try:
        record = pictures_from_json((place / RECORD).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, FileFormatError):
        return None
    if dict(record.sources) != sources or record.outline.author != bundle.identity:
        raise OutputError(
            "The results that stand there are of another analysis",
            seen="other pictures, or another model",
            allowed=f"results of these pictures with {bundle.identity.name} {bundle.identity.version}",
            remedy="choose another folder, or have them replaced",
            code="output.not_the_same",
        )
    whole = all((place / MASKS / f"{Path(name).stem}_mask.png").is_file() for name in sources)
    return record if whole and (place / OVERLAY).is_file() else None


def _areas_table(pictures: Pictures, record: PictureAnalysis) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["slice", "picture", *(f"{region.value}_pixels" for region in record.areas_pixels)])
    for k, name in enumerate(pictures.names):
        writer.writerow([k + 1, name, *(counts[k] for counts in record.areas_pixels.values())])
    return text.getvalue()
