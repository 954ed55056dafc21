"""What is in a data set, case by case: grades, files, geometry, tumor volumes, intensities, and what is wrong.

A case that cannot be read is described as such; the others go on. One image is in memory at a time.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.describe_slices import describe_slices
from neuroinsight.datasets.description import (
    DESCRIBED_REGIONS,
    CaseDescription,
    Description,
    Intensities,
    SliceDescription,
    repeated,
)
from neuroinsight.datasets.duplicates import digest_of, values_in_brain
from neuroinsight.datasets.label_checks import looks_swapped, tumor_box
from neuroinsight.datasets.loading import load_labels, load_study, read_mask
from neuroinsight.datasets.slices import SlicePatient

_SIXTEEN_BIT_MAXIMUM = 32767
_SMALLEST_HEAD_MM = 80.0  # a brain is about 130 mm high, and a study of a tumor shows more than half of it
_PART_OF_BRAIN = 0.75  # of the largest sequence's voxels; sequences of one case differ by a few percent


def describe_cases(cases: Iterable[Examined], notices: tuple[str, ...] = ()) -> Description:
    """Return the description of all cases, volumes and slices."""
    return Description(everything=tuple(describe_examined(case) for case in cases), notices=notices)


def describe_examined(case: Examined) -> CaseDescription | SliceDescription:
    """Return what one case's files hold."""
    if isinstance(case, SlicePatient):
        return describe_slices(case)
    if isinstance(case, Case):
        return describe_case(case)
    raise TypeError(type(case))


def describe_case(case: Case) -> CaseDescription:
    """Return what one case's files hold, reading its images one after another."""
    findings = _Findings()
    if case.problem is not None:
        findings.problems.append(_in_words(case.problem))
    for sequences in _readable_together(case):
        try:
            volumes = load_study(case, sequences).volumes
        except NeuroInsightError as error:
            findings.problems.append(_in_words(error))
            continue
        for sequence, volume in volumes.items():
            findings.add_image(sequence, volume)
    findings.add_tumor(case)
    findings.compare_images()
    return CaseDescription(
        case=case,
        grid=findings.grid,
        volumes_ml=findings.volumes_ml,
        intensities=findings.intensities,
        digests=findings.digests,
        problems=tuple(findings.problems),
        notes=tuple(findings.notes),
    )


class _Findings:
    """What is known of a case so far."""

    def __init__(self) -> None:
        self.grid: Grid | None = None
        self.volumes_ml: dict[Region, float] = {}
        self.intensities: dict[Sequence, Intensities] = {}
        self.digests: dict[Sequence, str] = {}
        self.problems: list[str] = []
        self.notes: list[str] = []

    def add_image(self, sequence: Sequence, volume: Volume) -> None:
        self._add_grid(sequence.title, volume.grid)
        unusable = int(volume.array.size - np.count_nonzero(np.isfinite(volume.array)))
        if unusable:
            self.problems.append(f"{sequence.title} has {unusable:,} voxels that are no numbers (NaN or infinite)")
        values = values_in_brain(volume.array)
        if values.size == 0:
            self.problems.append(f"{sequence.title} is empty: all voxels have the same value")
            return
        measured = _intensities(values, volume.grid)
        self.intensities[sequence] = measured
        self.digests[sequence] = digest_of(values)
        if measured.maximum == _SIXTEEN_BIT_MAXIMUM:
            self.notes.append(f"{sequence.title} was scaled to the largest 16-bit number, {_SIXTEEN_BIT_MAXIMUM}")

    def add_tumor(self, case: Case) -> None:
        try:
            if case.labels is not None:
                self._add_labels(case)
            elif case.whole_tumor is not None:
                mask, grid = read_mask(case.whole_tumor)
                self._add_grid("the mask", grid)
                self.volumes_ml[Region.WT] = int(mask.sum()) * grid.voxel_volume_ml
                self.notes.append("a mask of the whole tumor without tissues")
        except NeuroInsightError as error:
            self.problems.append(_in_words(error))

    def compare_images(self) -> None:
        by_digest = repeated((digest, sequence.title) for sequence, digest in self.digests.items())
        self.problems.extend(f"{' and '.join(names)} are the same image" for names in by_digest.values())
        largest = max((one.brain_ml for one in self.intensities.values()), default=0.0)
        for sequence, one in self.intensities.items():
            if one.brain_ml < _PART_OF_BRAIN * largest:
                share = 100 * one.brain_ml / largest
                self.notes.append(f"{sequence.title} covers {share:.0f} % of what the largest sequence covers")

    def _add_labels(self, case: Case) -> None:
        label_map = load_labels(case)
        self._add_grid("the label map", label_map.grid)
        counts = np.bincount(label_map.array[tumor_box(label_map.array)].ravel(), minlength=256)
        for region in DESCRIBED_REGIONS:
            voxels = int(counts[list(label_map.scheme.numbers_of(region))].sum())
            self.volumes_ml[region] = voxels * label_map.grid.voxel_volume_ml
        if looks_swapped(label_map):
            read_as = f"{label_map.scheme} ({label_map.scheme.name})"
            self.problems.append(f"core surrounds edema: labels 1 and 2 look swapped, read as {read_as}")
        if self.volumes_ml[Region.WT] == 0:
            self.notes.append("the label map is empty")
        elif self.volumes_ml[Region.ET] == 0:
            self.notes.append("no enhancing tumor")

    def _add_grid(self, name: str, grid: Grid) -> None:
        if self.grid is None:
            self.grid = grid
            reach_mm = float((np.array(grid.shape) * grid.spacing_mm).min())
            if reach_mm < _SMALLEST_HEAD_MM:
                self.problems.append(
                    f"only {reach_mm:.0f} mm along one axis: cut off, or the header's spacing is wrong"
                )
        elif not self.grid.is_same_as(grid):
            self.problems.append(f"{name} lies on another grid ({grid}) than the first image ({self.grid})")


def _readable_together(case: Case) -> Iterator[tuple[Sequence, ...]]:
    """Yield the sequences file by file, so that a file of several channels is read once."""
    by_file: dict[str, list[Sequence]] = {}
    for sequence, file in case.images.items():
        by_file.setdefault(str(file.path), []).append(sequence)
    yield from (tuple(sequences) for sequences in by_file.values())


def _intensities(values: NDArray[np.float32], grid: Grid) -> Intensities:
    """Return the figures of sorted values; fractions between two of them are interpolated."""
    median, percentile_99 = (
        float(np.interp(share * (values.size - 1), *_neighbors(values, share))) for share in (0.5, 0.99)
    )
    return Intensities(
        minimum=float(values[0]),
        median=median,
        percentile_99=percentile_99,
        maximum=float(values[-1]),
        brain_ml=values.size * grid.voxel_volume_ml,
    )


def _neighbors(values: NDArray[np.float32], share: float) -> tuple[list[int], list[float]]:
    below = int(share * (values.size - 1))
    above = min(below + 1, values.size - 1)
    return [below, above], [float(values[below]), float(values[above])]


def _in_words(error: NeuroInsightError) -> str:
    return f"{error.problem}: {error.seen}"
