"""What is in a data set, case by case: grades, files, geometry, tumor volumes, intensities, and what is wrong.

A case that cannot be read is described as such; the others go on. One case is in memory at a time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from neuroinsight.core.errors import GridError, NeuroInsightError
from neuroinsight.core.grid import Grid, require_same_grid
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study, shared_grid
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.describe_slices import describe_slices
from neuroinsight.datasets.description import (
    DESCRIBED_REGIONS,
    CaseDescription,
    Description,
    Intensities,
    SliceDescription,
)
from neuroinsight.datasets.histogram import histogram_of_brain
from neuroinsight.datasets.label_checks import looks_swapped, tumor_box
from neuroinsight.datasets.loading import load_labels, load_study, read_mask
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.imaging.matching import onto_first, order_onto
from neuroinsight.preprocess.admission import screen
from neuroinsight.preprocess.air import clear_air
from neuroinsight.preprocess.check_volume import require_usable
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note, step_text

_SIXTEEN_BIT_MAXIMUM = 32767
_SMALLEST_HEAD_MM = 80.0  # a brain is about 130 mm high, and a study of a tumor shows more than half of it


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
    """Return what one case's files hold; its images are asked of the door that analyses, evaluations and runs use."""
    findings = _Findings()
    if case.problem is not None:
        findings.add_problem(case.problem)
    volumes: dict[Sequence, Volume] = {}
    sources: dict[Sequence, Source] = {}
    for sequences in _readable_together(case):
        try:
            study = load_study(case, sequences)
            volumes, sources = {**volumes, **study.volumes}, {**sources, **study.sources}
        except NeuroInsightError as error:
            findings.add_problem(error)
    for sequence, volume in volumes.items():
        findings.add_image(sequence, volume)
    if volumes:
        findings.ask_the_door(Study(identity=Identity(case_id=case.key), volumes=volumes, sources=sources))
    findings.add_tumor(case)
    return CaseDescription(
        case=case,
        grid=findings.grid,
        volumes_ml=findings.volumes_ml,
        intensities=findings.intensities,
        digests=findings.digests,
        problems=tuple(dict.fromkeys(findings.problems)),
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

    def add_problem(self, error: NeuroInsightError) -> None:
        self.problems.append(f"{error.problem}: {error.seen}")

    def add_image(self, sequence: Sequence, volume: Volume) -> None:
        if self.grid is None:
            self._begin_grid(volume.grid)
        histogram = histogram_of_brain(volume.array)
        if not histogram.voxels:
            return
        self.intensities[sequence] = Intensities(
            minimum=float(histogram.values[0]),
            median=histogram.percentile(50),
            percentile_99=histogram.percentile(99),
            maximum=float(histogram.values[-1]),
            brain_ml=histogram.voxels * volume.grid.voxel_volume_ml,
        )
        self.digests[sequence] = histogram.digest
        if histogram.values[-1] == _SIXTEEN_BIT_MAXIMUM:
            self.notes.append(f"{sequence.title} was scaled to the largest 16-bit number, {_SIXTEEN_BIT_MAXIMUM}")

    def ask_the_door(self, study: Study) -> None:
        """Tell why the study would be refused, with all that is wrong with its images; or what would be noticed."""
        try:
            admitted = screen(study)
        except NeuroInsightError as error:
            self.add_problem(error)
            self._look_at_each(study)
            return
        self.notes += [step_text(step, ENGLISH) for step in admitted.preparation]
        self.notes += [caution_note(caution, ENGLISH).cause for caution in admitted.cautions]

    def _look_at_each(self, study: Study) -> None:
        """Tell of each image what alone would refuse it: the door tells the first that it meets."""
        for sequence, volume in study.volumes.items():
            cleared = clear_air(volume)
            try:
                require_usable(sequence, volume if cleared is None else cleared.volume)
            except NeuroInsightError as error:
                self.add_problem(error)
        try:
            shared_grid(replace(study, volumes=onto_first(study.volumes)))
        except NeuroInsightError as error:
            self.add_problem(error)

    def add_tumor(self, case: Case) -> None:
        try:
            if case.labels is not None:
                self._add_labels(case)
            elif case.whole_tumor is not None:
                mask, grid = read_mask(case.whole_tumor)
                self._add_mask_grid("the mask", grid)
                self.volumes_ml[Region.WT] = int(mask.sum()) * grid.voxel_volume_ml
                self.notes.append("a mask of the whole tumor without tissues")
        except NeuroInsightError as error:
            self.add_problem(error)

    def _add_labels(self, case: Case) -> None:
        label_map = load_labels(case)
        self._add_mask_grid("the label map", label_map.grid)
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

    def _add_mask_grid(self, name: str, grid: Grid) -> None:
        if self.grid is None:
            self._begin_grid(grid)
        elif order_onto(grid, self.grid) is None:
            try:
                require_same_grid(grid, self.grid, what=name, expected_of="the study")
            except GridError as error:
                self.add_problem(error)

    def _begin_grid(self, grid: Grid) -> None:
        self.grid = grid
        reach_mm = float((np.array(grid.shape) * grid.spacing_mm).min())
        if reach_mm < _SMALLEST_HEAD_MM:
            self.problems.append(f"only {reach_mm:.0f} mm along one axis: cut off, or the header's spacing is wrong")


def _readable_together(case: Case) -> Iterator[tuple[Sequence, ...]]:
    """Yield the sequences file by file, so that a file of several channels is read once."""
    by_file: dict[str, list[Sequence]] = {}
    for sequence, file in case.images.items():
        by_file.setdefault(str(file.path), []).append(sequence)
    yield from (tuple(sequences) for sequences in by_file.values())
