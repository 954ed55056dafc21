"""The main road: check, prepare, predict, restore, decide, measure, judge, record."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

import numpy as np

from neuroinsight.clinical.catalogue import measure
from neuroinsight.clinical.cautions import judge
from neuroinsight.core.labels import BRATS_2017, LabelMap, LabelScheme
from neuroinsight.core.record import Analysis, Caution, ModelIdentity, Severity
from neuroinsight.core.study import Study
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.decision import Decision
from neuroinsight.inference.segment import Outlined, outline
from neuroinsight.io.naming import Recognized, recognize_names
from neuroinsight.preprocess.check import check

_TOLD_FROM_ML = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """A record and the label map that its numbers were taken from."""

    record: Analysis
    label_map: LabelMap


def analyze(
    study: Study,
    bundle: Bundle,
    *,
    scheme: LabelScheme = BRATS_2017,
    progress: Callable[[float], None] = lambda _: None,
) -> Result:
    """Return segmentation and measurements of a study, in the study's own space.

    Raises:
        StudyError: The images cannot be analyzed; the message says why and what to do.
        GridError: The images do not share a grid.
        ModelError: The study lacks a sequence that the model needs.
    """
    noticed = named_otherwise(study) + check(study, bundle.spec.plan)
    outlined = outline(study, bundle, scheme=scheme, progress=progress)
    noticed += left_out(outlined, bundle.spec.decision)
    return describe(study, outlined.label_map, model=bundle.identity, noticed=noticed)


def named_otherwise(study: Study) -> tuple[Caution, ...]:
    """Return a caution for each image whose file name says that it is another sequence: two may be swapped."""
    of_names = recognize_names(source.file_name for source in study.sources.values())
    said = {sequence: of_names[source.file_name] for sequence, source in study.sources.items()}
    return tuple(
        Caution(
            cause=f"The image taken for {sequence.title} is named like {found.sequence.title}"
            f" ({study.sources[sequence].file_name})",
            consequence="if two sequences are swapped, every outline and number is wrong: look at the images",
        )
        for sequence, found in said.items()
        if isinstance(found, Recognized) and found.sequence is not sequence
    )


def left_out(outlined: Outlined, rule: Decision) -> tuple[Caution, ...]:
    """Return what to tell of parts that the model's rule did not believe: a satellite may be among them."""
    if outlined.left_out_ml < _TOLD_FROM_ML:
        return ()
    beside, alone = rule.smallest_component_ml, rule.smallest_tumor_ml
    sizes = f"{beside:g} ml" if beside == alone else f"{beside:g} ml beside the largest lesion, {alone:g} ml alone"
    return (
        Caution(
            cause=f"Small suspected parts, {outlined.left_out_ml:.1f} ml in all, were left out (under {sizes})",
            consequence="look for satellites in the images",
            severity=Severity.NOTE,
        ),
    )


def describe(study: Study, label_map: LabelMap, *, model: ModelIdentity, noticed: tuple[Caution, ...] = ()) -> Result:
    """Return the record of a label map, whoever made or edited it: measure, judge, record."""
    measurements = measure(study, label_map)
    record = Analysis(
        software_version=metadata.version("neuroinsight"),
        identity=study.identity,
        grid=label_map.grid,
        sources=study.sources,
        model=model,
        label_scheme=label_map.scheme.name,
        label_map_sha256=hashlib.sha256(np.ascontiguousarray(label_map.array).tobytes()).hexdigest(),
        measurements=measurements,
        cautions=noticed + judge(study, label_map, measurements),
    )
    return Result(record=record, label_map=label_map)
