"""Every measure of a patient's tumor: what it is called, its unit, its source, and the function that takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.clinical.calibrated import expected_dice, with_intervals
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.grade import grade_probability
from neuroinsight.clinical.lesions import count
from neuroinsight.clinical.shares import shares
from neuroinsight.clinical.vasari import appearance
from neuroinsight.clinical.volumes import volumes
from neuroinsight.core.measurement import Measurement


class Kind(StrEnum):
    """What a measurement is, and so how it behaves when the patient is enlarged, turned or mirrored."""

    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    COUNT = "count"
    SHARE = "share"
    WORD = "word"
    POINT = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measurement, as in `rano.longest`, or a family of one kind, whose names begin with the entry's and a dot.

    Several entries may share one function, which takes all of them at once.
    """

    name: str
    title: str
    kind: Kind
    unit: str  # UCUM; 1 for counts and shares
    decimals: int  # at most, where no interval says how many are known
    topic: str  # what a report calls not assessed if the measure is not there
    source: str
    take: Callable[[Evidence], Mapping[str, Measurement]]

    def covers(self, name: str) -> bool:
        """Say whether a measurement of this name is of this entry."""
        return name == self.name or name.startswith(f"{self.name}.")

    def of(self, evidence: Evidence) -> dict[str, Measurement]:
        """Return this entry's measurements by name."""
        return {name: one for name, one in self.take(evidence).items() if self.covers(name)}


MEASURES = (
    Measure(
        name="volume",
        title="Volumes of the regions",
        kind=Kind.VOLUME,
        unit="ml",
        decimals=1,
        topic="volume",
        source="voxel count times voxel volume (DICOM PS3.16, DCM 126030)",
        take=volumes,
    ),
    Measure(
        name="lesions",
        title="Number of separate parts",
        kind=Kind.COUNT,
        unit="1",
        decimals=0,
        topic="lesions",
        source="26-connected parts of the whole tumor, from 0.1 ml",
        take=count,
    ),
    Measure(
        name="quality",
        title="Expected overlap with an expert's outline",
        kind=Kind.SHARE,
        unit="1",
        decimals=2,
        topic="quality",
        source="Dice expected from the model's probabilities, learned on patients that it never saw",
        take=expected_dice,
    ),
    Measure(
        name="grade",
        title="Resemblance to the HGG class of the data sets",
        kind=Kind.SHARE,
        unit="1",
        decimals=2,
        topic="grade",
        source="logistic regression on sizes, shares, brightness and place, learned on outlines of unseen patients",
        take=grade_probability,
    ),
    Measure(
        name="shares",
        title="Shares of the whole tumor",
        kind=Kind.SHARE,
        unit="1",
        decimals=0,
        topic="shares",
        source="voxels of each tissue over those of the whole tumor, edema included",
        take=shares,
    ),
    Measure(
        name="appearance",
        title="Appearance",
        kind=Kind.WORD,
        unit="1",
        decimals=0,
        topic="appearance",
        source="VASARI MRI visual feature guide (TCIA; RSNA RadElement RDES221)",
        take=appearance,
    ),
)


def measure(evidence: Evidence) -> dict[str, Measurement]:
    """Return all measurements of a study's tumor by name, as in `volume.WT`, with the intervals that are known."""
    measurements: dict[str, Measurement] = {}
    for take in dict.fromkeys(entry.take for entry in MEASURES):
        measurements.update(take(evidence))
    return with_intervals(evidence, measurements)


def measure_of(name: str) -> Measure | None:
    """Return the measure that a measurement's name belongs to; None for names of other versions."""
    return next((entry for entry in MEASURES if entry.covers(name)), None)
