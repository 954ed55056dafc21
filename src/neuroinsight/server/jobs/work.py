"""What a worker process does for the server. Files go by path; what comes back is small."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from neuroinsight.analysis.analyze import analyze
from neuroinsight.analysis.outputs import RECORD, SEGMENTATION, probabilities_name
from neuroinsight.analysis.work import Tell
from neuroinsight.core.findings import Declared
from neuroinsight.core.progress import Progress
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.inference.segmenter import Segmenter
from neuroinsight.io import nifti
from neuroinsight.io.content import printable
from neuroinsight.io.study import load_study_files
from neuroinsight.report.json import to_json
from neuroinsight.report.thumbnail import render_thumbnail

THUMBNAIL = "thumbnail.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """The files of a study's sequences, and what the person's machine called them."""

    paths: Mapping[Sequence, Path]
    names: Mapping[Sequence, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnalyze:
    """A study for a worker; what comes of it is written into `folder`."""

    folder: Path
    study_id: str
    patient: str
    exam_date: date | None
    declared: Declared
    images: Images


def analyze_study(model: Segmenter, given: ToAnalyze, tell: Tell) -> str:
    """Analyze a study, write label map, record, small picture and probabilities, and return who made the outline."""
    tell(Progress(stage="loading", fraction=0.0))
    result = analyze(_loaded(given), model, declared=given.declared, progress=tell)
    tell(Progress(stage="rendering", fraction=0.0))
    like = next(iter(given.images.paths.values()))
    nifti.write_label_map(given.folder / SEGMENTATION, result.label_map, like)
    if (found := result.probabilities) is not None:
        for region in found.regions:
            nifti.write_probability(given.folder / probabilities_name(region), found, region)
    (given.folder / RECORD).write_text(to_json(result.record), encoding="utf-8")
    (given.folder / THUMBNAIL).write_bytes(render_thumbnail(result.study, result.label_map))
    return f"{model.identity.name} {model.identity.version}"


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
