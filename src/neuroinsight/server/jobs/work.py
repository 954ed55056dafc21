"""What a worker process does for the server. Files go by path; what comes back is small."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from neuroinsight.analysis.analyze import Result, analyze
from neuroinsight.analysis.edited import measure_drawn
from neuroinsight.analysis.outputs import RECORD, SEGMENTATION, probabilities_name
from neuroinsight.analysis.work import Tell
from neuroinsight.core.errors import GridError
from neuroinsight.core.findings import Declared
from neuroinsight.core.labels import BRATS_2017, NESTED_REGIONS, scheme_called
from neuroinsight.core.progress import Progress
from neuroinsight.core.record import Reader
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.imaging.matching import labels_onto
from neuroinsight.inference.segmenter import Segmenter
from neuroinsight.io import nifti
from neuroinsight.io.content import printable
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.study import load_study_files
from neuroinsight.report.json import to_json
from neuroinsight.report.thumbnail import render_thumbnail

THUMBNAIL = "thumbnail.png"
GIVEN = "given"  # folder in the folder, for the version of a mask that came with the images


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenMask:
    """A label map of another program among the files: its name there, and what its numbers stand for."""

    path: Path
    name: str
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """The files of a study's sequences, and what the person's machine called them."""

    paths: Mapping[Sequence, Path]
    names: Mapping[Sequence, str]
    mask: GivenMask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnalyze:
    """A study for a worker; what comes of it is written into `folder`."""

    folder: Path
    study_id: str
    patient: str
    exam_date: date | None
    declared: Declared
    images: Images
    time: str  # ISO 8601


def analyze_study(model: Segmenter, given: ToAnalyze, tell: Tell) -> str:
    """Analyze a study, write label map, record, small picture and probabilities, and return who made the outline."""
    tell(Progress(stage="loading", fraction=0.0))
    result = analyze(_loaded(given), model, declared=given.declared, progress=tell)
    tell(Progress(stage="rendering", fraction=0.0))
    _write(result, given.folder, given.images)
    if (mask := given.images.mask) is not None:
        (given.folder / GIVEN).mkdir()
        _write(_measured(mask, result, given.time), given.folder / GIVEN, given.images)
    return f"{model.identity.name} {model.identity.version}"


def _write(result: Result, folder: Path, images: Images) -> None:
    nifti.write_label_map(folder / SEGMENTATION, result.label_map, next(iter(images.paths.values())))
    if (found := result.probabilities) is not None:
        for region in found.regions:
            nifti.write_probability(folder / probabilities_name(region), found, region)
    (folder / RECORD).write_text(to_json(result.record), encoding="utf-8")
    (folder / THUMBNAIL).write_bytes(render_thumbnail(result.study, result.label_map))


def _measured(mask: GivenMask, analyzed: Result, time: str) -> Result:
    """Return the record of the mask that came with the images, in the numbers of our own label maps."""
    read = read_label_map(mask.path, scheme_called(mask.scheme))
    label_map = labels_onto(read, analyzed.label_map.grid)
    if label_map is None:
        raise GridError(
            "The mask is on another grid than the images",
            seen=str(read.grid.shape),
            allowed=f"{analyzed.label_map.grid.shape}, in the place of the images",
            remedy="leave the mask out, or upload one that was drawn on these images",
            code="mask.grid",
        )
    if label_map.scheme.outlines == NESTED_REGIONS:
        label_map = label_map.in_scheme(BRATS_2017)
    author = Reader(name=mask.name, time=time, edited=None)
    return measure_drawn(analyzed.study, label_map, known=analyzed.record, author=author)


def _loaded(given: ToAnalyze) -> Study:
    """Return the study as the person's machine calls its files, and as the page calls the patient."""
    study = load_study_files(given.images.paths, case_id=given.study_id)
    sources = {
        sequence: replace(source, file_name=printable(Path(given.images.names[sequence]).name))
        for sequence, source in study.sources.items()
    }
    identity = Identity(
        case_id=printable(given.patient) or given.study_id,
        patient_id=printable(given.patient) or None,
        study_date=None if given.exam_date is None else given.exam_date.isoformat(),
    )
    return replace(study, identity=identity, sources=sources)
