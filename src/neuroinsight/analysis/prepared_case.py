"""A raw study written as the case that training and other programs read: four images on one grid, the brain alone."""

import json
from pathlib import Path

import numpy as np

from neuroinsight.analysis.preparing import PreparedHead, prepare_head
from neuroinsight.core.errors import StudyError
from neuroinsight.io import atomic, nifti
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.content import printable
from neuroinsight.io.study import load_study, name_of
from neuroinsight.preprocess.raw import Kind, is_raw

BRAIN_MASK, TRANSFORMS = "brain-mask", "preparation.json"


def write_prepared(
    folder: Path, out: Path, *, kind: Kind = Kind.AUTO, brain_mask: Path | None = None, overwrite: bool = False
) -> PreparedHead:
    """Write the raw study in a folder as a prepared case: `<case>_t1ce.nii.gz` and so on, of 1 mm, air exactly 0.

    Beside the images stand the mask of the brain and `preparation.json`: the reference, what was done, and the matrices
    that lead from points of the reference to those of each sequence as scanned (RAS+ mm).

    Raises:
        StudyError: The study cannot be prepared, or is prepared already.
        OutputError: The case cannot be written there.
    """
    atomic.require_free(out, overwrite=overwrite)
    study = load_study(folder)
    if kind is Kind.AUTO and brain_mask is None and not is_raw(study):
        raise StudyError(
            f"{name_of(folder)} is prepared already",
            seen="images that show nothing but brain",
            allowed="whole heads as scanned",
            remedy="use the images as they are; or have them prepared as raw ones all the same",
            code="study.prepared_already",
        )
    head = prepare_head(study, brain_mask=read_volume(brain_mask) if brain_mask is not None else None)
    case = printable(name_of(out))
    with atomic.new_folder(out, overwrite=overwrite) as work:
        for sequence, volume in head.working.volumes.items():
            nifti.write(work / f"{case}_{sequence.value}.nii.gz", volume)
        nifti.write(work / f"{case}_{BRAIN_MASK}.nii.gz", head.mask)
        (work / TRANSFORMS).write_text(_told(head), encoding="utf-8")
    return head


def _told(head: PreparedHead) -> str:
    told = {
        "reference": head.reference.value,
        "sources": {sequence.value: source.file_name for sequence, source in head.working.sources.items()},
        "steps": [{"code": step.code, **step.values} for step in head.steps],
        "cautions": [{"code": caution.code, **caution.values} for caution in head.cautions],
        "from_reference_mm": {sequence.value: np.asarray(way).tolist() for sequence, way in head.ways.items()},
    }
    return json.dumps(told, indent=1) + "\n"
