"""What a patient's slices hold: sizes and areas in pixels, for they have no millimeters."""

import numpy as np

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.datasets.description import SliceDescription
from neuroinsight.datasets.histogram import histogram_of_brain
from neuroinsight.datasets.slices import SlicePatient, read_slices


def describe_slices(patient: SlicePatient) -> SliceDescription:
    """Return what the patient's pictures and masks hold; what cannot be read is a problem of it."""
    notes = [patient.remark] if patient.remark else []
    try:
        stack = read_slices(patient)
    except NeuroInsightError as error:
        return SliceDescription(case=patient, problems=(f"{error.problem}: {error.seen}",), notes=tuple(notes))
    copies = sorted(sequence.title for sequence in stack.copies_of_flair)
    if copies:
        notes.append(f"{' and '.join(copies)}: a copy of FLAIR, treated as missing")
    if stack.had_gray_masks:
        notes.append("masks hold gray levels, not black and white alone: cut at half of the largest")
    areas = stack.masks.sum(axis=(1, 2))
    if not areas.any():
        notes.append("no slice has a tumor")
    return SliceDescription(
        case=patient,
        size=(stack.images.shape[2], stack.images.shape[1]),
        areas_pixels=tuple(int(area) for area in areas),
        copies_of_flair=stack.copies_of_flair,
        digests=frozenset(histogram_of_brain(picture).digest for picture in stack.images if np.ptp(picture)),
        notes=tuple(notes),
    )
