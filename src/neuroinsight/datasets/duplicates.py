"""Images that are in a data set twice, whatever their header, axis order or name: their patients are one.

An image is known by how often each value occurs in its brain, so that turning or mirroring it changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.histogram import histogram_of_brain
from neuroinsight.datasets.loading import load_study
from neuroinsight.datasets.slices import SlicePatient, read_slices


def image_digests(case: Examined) -> frozenset[str]:
    """Return the digests of a case's images, blank ones left out, reading them one after another.

    Raises:
        NeuroInsightError: An image cannot be read.
    """
    digests = set()
    if isinstance(case, SlicePatient):
        digests = {histogram_of_brain(picture).digest for picture in read_slices(case).images if np.ptp(picture)}
    elif isinstance(case, Case):
        for sequence in case.images:
            found = histogram_of_brain(load_study(case, (sequence,)).volumes[sequence].array)
            digests |= {found.digest} if found.voxels else set()
    return frozenset(digests)


def same_patients(digests: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, str]:
    """Return the patients that share an image with another, each with the first name of all that it is one with."""
    first: dict[str, str] = {}

    def root(patient: str) -> str:
        while first.setdefault(patient, patient) != patient:
            patient = first[patient]
        return patient

    owner: dict[str, str] = {}
    for patient, of_patient in digests:
        for digest in of_patient:
            one, other = sorted((root(patient), root(owner.setdefault(digest, patient))))
            first[other] = one
    groups: dict[str, list[str]] = defaultdict(list)
    for patient in first:
        groups[root(patient)].append(patient)
    return {patient: name for name, group in groups.items() if len(group) > 1 for patient in group}
