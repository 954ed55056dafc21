"""Images that are in a data set twice, whatever their header, axis order or name: their patients are one.

An image is known by its voxels' values in the brain, sorted, so that turning or mirroring it changes nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.loading import load_study
from neuroinsight.datasets.slices import SlicePatient, read_slices

Image = NDArray[np.floating] | NDArray[np.integer]


def values_in_brain(array: Image) -> NDArray[np.float32]:
    """Return the finite values that differ from the air, sorted `[voxels]`."""
    flat = array.T.ravel()  # no copy: files run along i first
    inside = flat[flat != _air(array)]
    if array.dtype.kind == "f":
        inside = inside[np.isfinite(inside)]
    ordered: NDArray[np.float32] = np.sort(inside, kind="stable").astype(np.float32)  # of 16-bit numbers: radix sort
    return ordered


def digest_of(values: NDArray[np.float32]) -> str:
    """Return what two images have in common if and only if they hold the same sorted values."""
    return hashlib.sha256(values.tobytes()).hexdigest()


def image_digests(case: Examined) -> frozenset[str]:
    """Return the digests of a case's images, blank ones left out, reading them one after another.

    Raises:
        NeuroInsightError: An image cannot be read.
    """
    digests = set()
    if isinstance(case, SlicePatient):
        digests = {digest_of(values_in_brain(picture)) for picture in read_slices(case).images if np.ptp(picture)}
    elif isinstance(case, Case):
        for sequence in case.images:
            values = values_in_brain(load_study(case, (sequence,)).volumes[sequence].array)
            digests |= {digest_of(values)} if values.size else set()
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


def _air(array: Image) -> float:
    """Return the value of most corners, which is not 0 in images stored as z-scores; 0 where corners are noise."""
    corners = array[np.ix_(*[(0, extent - 1) for extent in array.shape])].ravel()
    values, counts = np.unique(corners[np.isfinite(corners)], return_counts=True)
    if counts.size and counts.max() > corners.size // 2:
        return float(values[counts.argmax()])
    return 0.0
