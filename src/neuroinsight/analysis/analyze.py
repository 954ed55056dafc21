"""The main road: make ready, predict, restore, decide, measure, judge, record."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from neuroinsight.analysis.preparing import make_ready
from neuroinsight.clinical.calibrated import quality_of
from neuroinsight.clinical.catalogue import measure, measure_lesions
from neuroinsight.clinical.cautions import judge
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.grade import grade_of
from neuroinsight.core.card import ModelCard
from neuroinsight.core.findings import NOTHING_DECLARED, Declared
from neuroinsight.core.labels import BRATS_2017, LabelMap, LabelScheme
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.progress import Progress
from neuroinsight.core.record import Analysis, Caution, Limit, ModelIdentity, Outline, Reader, Severity, Step
from neuroinsight.core.study import Study
from neuroinsight.core.version import VERSION
from neuroinsight.core.volume import Volume
from neuroinsight.inference.segmenter import LeftOut, Segmenter
from neuroinsight.io.naming import Recognized, recognize_names
from neuroinsight.preprocess.raw import Kind

_TOLD_FROM_ML = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """A record, the label map that its numbers were taken from, and the study as it was analyzed (its air is 0).

    `brain` is the mask that raw heads were cut out with.

    >>> import neuroinsight
    >>> list(neuroinsight.Result.__dataclass_fields__)
    ['record', 'label_map', 'study', 'probabilities', 'brain']
    """

    record: Analysis
    label_map: LabelMap
    study: Study
    probabilities: Probabilities | None = None  # where a model made the label map, and has them
    brain: Volume | None = None


def analyze(
    study: Study,
    segmenter: Segmenter,
    *,
    scheme: LabelScheme = BRATS_2017,
    declared: Declared = NOTHING_DECLARED,
    kind: Kind = Kind.AUTO,
    brain_mask: Volume | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Result:
    """Return segmentation and measurements of a study, in the study's own space.

    Prepared images (extracted brains on one grid) are taken as they are. Whole heads are registered to one of them,
    T1CE where there is one, and their brains extracted; the results are then on that image's own grid. `kind` decides
    by hand; a given mask of the brain, on the grid of one of the images, takes the place of the extraction.
    `progress` hears how far each stage is: checking, preparing (of whole heads), predicting, measuring.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> study = neuroinsight.load(Path("patient"))
    >>> result = neuroinsight.analyze(study, neuroinsight.open_model("glioma"))
    >>> result.record.measurements["volume.WT"].unit
    'ml'
    >>> result.label_map.grid.is_same_as(study.volumes[neuroinsight.Sequence.T1CE].grid)
    True

    Raises:
        StudyError: The images cannot be analyzed; the message says why and what to do.
        GridError: The images do not share a grid.
        ModelError: The study lacks a sequence that the model needs.
    """
    progress(Progress(stage="checking", fraction=0.0))
    ready = make_ready(
        study,
        segmenter.plan,
        kind=kind,
        brain_mask=brain_mask,
        progress=lambda done: progress(Progress(stage="preparing", fraction=done)),
    )
    noticed = named_otherwise(study, ready.admitted.cautions) + ready.admitted.cautions
    progress(Progress(stage="predicting", fraction=0.0))
    found = segmenter.segment(
        ready.admitted.study,
        scheme=scheme,
        onto=None if ready.brain is None else ready.brain.grid,
        progress=lambda done: progress(Progress(stage="predicting", fraction=done)),
    )
    progress(Progress(stage="measuring", fraction=0.0))
    noticed += left_out(found.left_out)
    fits = segmenter.calibration is None or segmenter.calibration.model_sha256 == segmenter.identity.sha256
    if not fits:
        noticed += (Caution(code="calibration.other_model"),)
    evidence = Evidence(
        study=ready.shown,
        label_map=found.label_map,
        declared=declared,
        card=segmenter.card,
        probabilities=found.probabilities,
        calibration=segmenter.calibration if fits else None,
        noticed=noticed,
    )
    result = record_of(evidence, author=segmenter.identity, preparation=ready.admitted.preparation)
    return replace(result, probabilities=found.probabilities, brain=ready.brain)


def named_otherwise(study: Study, checked: tuple[Caution, ...] = ()) -> tuple[Caution, ...]:
    """Return a caution for each image whose file name says that it is another sequence: two may be swapped.

    Where `checked` says the same of the image's pixels, it is told once.
    """
    seen = {
        (found.values["sequence"], found.values["looks_like"]) for found in checked if found.code == "image.looks_like"
    }
    of_names = recognize_names(source.file_name for source in study.sources.values())
    said = {sequence: of_names[source.file_name] for sequence, source in study.sources.items()}
    return tuple(
        Caution(
            code="sequences.named_otherwise",
            values={
                "sequence": sequence.value,
                "named": found.sequence.value,
                "file": study.sources[sequence].file_name,
            },
        )
        for sequence, found in said.items()
        if isinstance(found, Recognized)
        and found.sequence is not sequence
        and (sequence.value, found.sequence.value) not in seen
    )


def left_out(found: LeftOut) -> tuple[Caution, ...]:
    """Return what to tell of parts that the model's rule did not believe: a satellite may be among them."""
    if found.total_ml < _TOLD_FROM_ML:
        return ()
    values = {
        "volume_ml": found.total_ml,
        "beside_ml": found.smallest_component_ml,
        "alone_ml": found.smallest_tumor_ml,
    }
    return (Caution(code="outline.parts_left_out", values=values, severity=Severity.NOTE),)


def limits_of(card: ModelCard | None) -> tuple[Limit, ...]:
    """Return the limits on a card: its codes, or its own words where it has no codes."""
    if card is None:
        return ()
    if card.limit_codes:
        return tuple(Limit(code=code) for code in card.limit_codes)
    return tuple(Limit(code="text", values={"words": words}) for words in card.limits)


def record_of(
    evidence: Evidence,
    *,
    author: ModelIdentity | Reader,
    preparation: tuple[Step, ...] = (),
) -> Result:
    """Return the record of a label map, whoever made or edited it: measure, judge, record."""
    study, label_map = evidence.study, evidence.label_map
    measurements = measure(evidence)
    record = Analysis(
        software_version=VERSION,
        identity=study.identity,
        grid=label_map.grid,
        sources=study.sources,
        declared=evidence.declared,
        preparation=preparation,
        outline=Outline(
            author=author,
            regions=label_map.outlined,
            scheme=label_map.scheme.name,
            sha256=hashlib.sha256(np.ascontiguousarray(label_map.array).tobytes()).hexdigest(),
        ),
        measurements=measurements,
        grade=grade_of(evidence, measurements),
        quality=quality_of(evidence),
        lesions=measure_lesions(evidence),
        limits=limits_of(evidence.card),
        cautions=evidence.noticed + judge(evidence, measurements),
    )
    return Result(record=record, label_map=label_map, study=study)
