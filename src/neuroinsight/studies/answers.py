"""A model's answers to patients that it never saw, each beside the expert's: what a calibration is learned from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neuroinsight.clinical.catalogue import MEASURES
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.calibration import Signs
from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import BRATS_2017, NESTED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.sequences import Sequence as Acquired
from neuroinsight.datasets.case import Case, Grade
from neuroinsight.datasets.loading import admit_case
from neuroinsight.datasets.splits import Split
from neuroinsight.evaluation.by_model import ByFolds
from neuroinsight.evaluation.geometry import onto_truth
from neuroinsight.evaluation.keeping import Keep
from neuroinsight.evaluation.truth import load_truth
from neuroinsight.inference.segmenter import Segmentation
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.labels import read_label_map
from neuroinsight.preprocess.admission import Admitted
from neuroinsight.preprocess.plan import Plan

_FAMILIES = ("volume", "rano")  # what gets intervals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What was measured on a patient's outline by the model that never saw the patient, and on the expert's."""

    key: str
    patient: str
    source: str
    part: str
    grade: Grade | None
    sequences: tuple[Acquired, ...]
    spacing_mm: float
    signs: Signs
    looks: Signs
    measured: Mapping[str, float]
    truth: Mapping[str, float]
    dice: Mapping[str, float]

    @property
    def mean_dice(self) -> float:
        """Mean of the regions' Dice."""
        return sum(self.dice.values()) / len(self.dice)


Progress = Callable[[Answer], None]


def answers_of_folds(
    folds: Path, split: Split, cases: Sequence[Case], *, progress: Progress = lambda _: None
) -> list[Answer]:
    """Return the answers of the folds' models, each to the cases that it held out."""
    found: list[Answer] = []

    def observe(case: Case, admitted: Admitted, answer: Segmentation) -> None:
        found.append(_answer(case, split, admitted, answer))
        progress(found[-1])

    segment = ByFolds(folds, split, observe=observe)
    for case in segment.in_order(tuple(cases)):
        segment(case)
    return found


def answers_saved(
    folder: Path, split: Split, cases: Sequence[Case], plan: Plan, *, progress: Progress = lambda _: None
) -> list[Answer]:
    """Return the answers that an evaluation of the folds saved: its label maps and probabilities.

    Raises:
        DatasetError: A file is missing.
    """
    found: list[Answer] = []
    for case in cases:
        label_map = read_label_map(_there(folder / Keep.LABEL_MAPS / f"{case.key}.nii.gz"), BRATS_2017)
        places = [folder / Keep.PROBABILITIES / f"{case.key}_{region}.nii.gz" for region in NESTED_REGIONS]
        array = np.stack([read_volume(_there(place)).array for place in places]).astype(np.float32)
        probabilities = Probabilities(array=array, regions=NESTED_REGIONS, grid=label_map.grid)
        answer = Segmentation(label_map=label_map, probabilities=probabilities)
        found.append(_answer(case, split, admit_case(case, plan), answer))
        progress(found[-1])
    return found


def _there(path: Path) -> Path:
    if path.is_file():
        return path
    raise DatasetError(
        "The saved answers are not complete",
        seen=f"no {path.name} in {path.parent.name}",
        allowed="label maps and probabilities of all cases that are named",
        remedy="evaluate the folds again and save both",
        code="calibration.answers_incomplete",
    )


def _answer(case: Case, split: Split, admitted: Admitted, answer: Segmentation) -> Answer:
    truth = onto_truth(load_truth(case), answer.label_map.grid, key=case.key)
    own = Evidence(study=admitted.study, label_map=answer.label_map, probabilities=answer.probabilities)
    return Answer(
        key=case.key,
        patient=case.patient,
        source=case.source,
        part=split.part_of(case) or "",
        grade=case.grade,
        sequences=tuple(one for one in Acquired if one in admitted.study.volumes),
        spacing_mm=float(answer.label_map.grid.spacing_mm.max()),
        signs=own.signs,
        looks=own.looks,
        measured=_values(own),
        truth=_values(Evidence(study=admitted.study, label_map=truth)),
        dice={region.value: _dice(answer.label_map, truth, region) for region in NESTED_REGIONS},
    )


def _values(evidence: Evidence) -> dict[str, float]:
    takes = dict.fromkeys(entry.take for entry in MEASURES if entry.name.partition(".")[0] in _FAMILIES)
    found = [one for take in takes for one in take(evidence).items()]
    return {name: one.value for name, one in found if isinstance(one, Measured)}


def _dice(one: LabelMap, other: LabelMap, region: Region) -> float:
    first, second = one.mask(region), other.mask(region)
    both = int(first.sum()) + int(second.sum())
    return 2 * int((first & second).sum()) / both if both else 1.0
