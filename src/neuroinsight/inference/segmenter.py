"""What analysis and evaluation ask of whatever segments: a shipped model, one of somebody else, several in a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from neuroinsight.core.calibration import Calibration
from neuroinsight.core.card import ModelCard
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, LabelMap, Labels, LabelScheme
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.record import ModelIdentity
from neuroinsight.core.study import Study
from neuroinsight.preprocess.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How much a segmenter's rule did not believe, and what it asks of a tumor alone and of parts beside it."""

    total_ml: float = 0.0
    smallest_tumor_ml: float = 0.0
    smallest_component_ml: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segmentation:
    """A label map on the patient's grid, and how it came about.

    `probabilities` are None where the segmenter has none.
    """

    label_map: LabelMap
    left_out: LeftOut = LeftOut()
    probabilities: Probabilities | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureSegmentation:
    """Labels `[slice, row, column]` of pictures, without a millimeter."""

    labels: Labels
    probabilities: Probabilities | None = None


class Segmenter(Protocol):
    """Whatever turns a study into a label map."""

    @property
    def identity(self) -> ModelIdentity:
        """Name, version and digest, for the record."""

    @property
    def card(self) -> ModelCard | None:
        """What is known of its quality; None if nothing is."""

    @property
    def calibration(self) -> Calibration | None:
        """What its answers to unseen patients taught; None if nothing did."""

    @property
    def plan(self) -> Plan:
        """What it reads: the input checks ask for it."""

    def segment(
        self,
        study: Study,
        *,
        scheme: LabelScheme = BRATS_2017,
        onto: Grid | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> Segmentation:
        """Return the segmentation of a study, on the study's own grid, or on another one of the same space.

        Raises:
            ModelError: The study is not what the segmenter reads.
            StudyError: The images are empty.
        """

    def has_seen(self, key: str, patient: str) -> bool:
        """Say whether it was trained on this case, or on another examination of its patient."""

    def was_chosen_on(self, key: str, patient: str) -> bool:
        """Say whether this case, or its patient, had a say in which epoch's weights were kept."""
