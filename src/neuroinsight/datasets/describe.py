"""What is in a data set, case by case: grades, files, geometry, tumor volumes, intensities, and what is wrong.

A case that cannot be read is described as such; the others go on. One image is in memory at a time.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.label_checks import looks_swapped
from neuroinsight.datasets.loading import load_labels, load_study, read_mask

Image = NDArray[np.floating] | NDArray[np.integer]

# The first reference system reports FLAIR maxima above this number as its reason to normalize intensities.
FLAIR_MAXIMUM_ON_RECORD = 1273.0
DESCRIBED_REGIONS = (Region.NCR, Region.ED, Region.ET, Region.TC, Region.WT)
_SIXTEEN_BIT_MAXIMUM = 32767
_SMALLEST_HEAD_MM = 80.0  # a brain is about 130 mm high, and a study of a tumor shows more than half of it
_PART_OF_BRAIN = 0.75  # of the largest sequence's voxels; sequences of one case differ by a few percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensities:
    """An image's values inside the brain: whatever differs from the air, that is from the value of the corners."""

    minimum: float
    median: float
    percentile_99: float
    maximum: float
    brain_ml: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDescription:
    """What one case's files hold; `problems` make it unfit or doubtful, `notes` are worth knowing."""

    case: Case
    grid: Grid | None  # of the first image; None when none could be read
    volumes_ml: Mapping[
        Region, float
    ]  # empty without readable labels; the whole tumor alone from a mask without tissues
    intensities: Mapping[Sequence, Intensities]
    digests: Mapping[Sequence, str]  # of the values in the brain, voxel by voxel
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Freeze the tables."""
        for name in ("volumes_ml", "intensities", "digests"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def has_flair_above_record(self) -> bool:
        """Whether the FLAIR maximum is above 1273."""
        flair = self.intensities.get(Sequence.FLAIR)
        return flair is not None and flair.maximum > FLAIR_MAXIMUM_ON_RECORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """All cases of a data set, in the order they were described."""

    cases: tuple[CaseDescription, ...]

    @property
    def repeated_patients(self) -> Mapping[str, tuple[str, ...]]:
        """Patients with more than one case, and the keys of these: a split must keep them together."""
        return _repeated((described.case.patient, described.case.key) for described in self.cases)

    @property
    def repeated_images(self) -> tuple[tuple[str, ...], ...]:
        """Keys of cases that hold the same image, voxel by voxel, under different names."""
        shared = _repeated((digest, one.case.key) for one in self.cases for digest in sorted(set(one.digests.values())))
        return tuple(sorted(set(shared.values())))

    @property
    def with_problems(self) -> tuple[CaseDescription, ...]:
        """The cases that have problems."""
        return tuple(described for described in self.cases if described.problems)


def describe_cases(cases: Iterable[Case]) -> Description:
    """Return the description of all cases."""
    return Description(cases=tuple(describe_case(case) for case in cases))


def describe_case(case: Case) -> CaseDescription:
    """Return what one case's files hold, reading its images one after another."""
    findings = _Findings()
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
        values = _values_in_brain(volume.array)
        if values.size == 0:
            self.problems.append(f"{sequence.title} is empty: all voxels have the same value")
            return
        measured = _intensities(values, volume.grid)
        self.intensities[sequence] = measured
        self.digests[sequence] = hashlib.sha256(values.tobytes()).hexdigest()
        if measured.maximum == _SIXTEEN_BIT_MAXIMUM:
            self.notes.append(f"{sequence.title} was scaled to the largest 16-bit number, {_SIXTEEN_BIT_MAXIMUM}")
        if sequence is Sequence.FLAIR and measured.maximum > FLAIR_MAXIMUM_ON_RECORD:
            self.notes.append(f"FLAIR maximum {measured.maximum:g} is above {FLAIR_MAXIMUM_ON_RECORD:g}")

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
        by_digest = _repeated((digest, sequence.title) for sequence, digest in self.digests.items())
        self.problems.extend(f"{' and '.join(names)} are the same image" for names in by_digest.values())
        largest = max((one.brain_ml for one in self.intensities.values()), default=0.0)
        for sequence, one in self.intensities.items():
            if one.brain_ml < _PART_OF_BRAIN * largest:
                share = 100 * one.brain_ml / largest
                self.notes.append(f"{sequence.title} covers {share:.0f} % of what the largest sequence covers")

    def _add_labels(self, case: Case) -> None:
        label_map = load_labels(case)
        self._add_grid("the label map", label_map.grid)
        counts = np.bincount(label_map.array.T.ravel(), minlength=256)
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


def _values_in_brain(array: Image) -> NDArray[np.float32]:
    """Return the finite values that differ from the air `[voxels]`, always in the same order."""
    flat = array.T.ravel()  # no copy: files run along i first
    inside = flat != _air(array)
    if array.dtype.kind == "f":
        inside &= np.isfinite(flat)
    values: NDArray[np.float32] = flat[inside].astype(np.float32)
    return values


def _intensities(values: NDArray[np.float32], grid: Grid) -> Intensities:
    median, percentile_99 = np.percentile(values, (50, 99))
    return Intensities(
        minimum=float(values.min()),
        median=float(median),
        percentile_99=float(percentile_99),
        maximum=float(values.max()),
        brain_ml=values.size * grid.voxel_volume_ml,
    )


def _air(array: Image) -> float:
    """Return the value of most corners, which is not 0 in images stored as z-scores; 0 where corners are noise."""
    corners = array[np.ix_(*[(0, extent - 1) for extent in array.shape])].ravel()
    values, counts = np.unique(corners[np.isfinite(corners)], return_counts=True)
    if counts.size and counts.max() > corners.size // 2:
        return float(values[counts.argmax()])
    return 0.0


def _repeated(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Group names by what they share, and keep the groups of two and more."""
    groups: dict[str, list[str]] = {}
    for shared, name in pairs:
        groups.setdefault(shared, []).append(name)
    return {shared: tuple(names) for shared, names in groups.items() if len(names) > 1}


def _in_words(error: NeuroInsightError) -> str:
    return f"{error.problem}: {error.seen}"
