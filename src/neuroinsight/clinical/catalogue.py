"""Every measure of a patient's tumor: what it is called, its unit, its source, and the function that takes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from neuroinsight.clinical.calibrated import expected_dice, with_intervals
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.extent import extent
from neuroinsight.clinical.grade import grade_probability
from neuroinsight.clinical.lesion_outlines import LesionOutline
from neuroinsight.clinical.lesions import lesions
from neuroinsight.clinical.mass_effect import mass_effect
from neuroinsight.clinical.place import place, place_of
from neuroinsight.clinical.rano import rano, rano_of
from neuroinsight.clinical.shares import shares
from neuroinsight.clinical.size import size, size_of
from neuroinsight.clinical.vasari import appearance
from neuroinsight.clinical.volumes import volumes, volumes_of
from neuroinsight.core.findings import Lesion
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


_RANO = "RANO 2.0 (doi:10.1200/JCO.23.01059), as decided in docs/decisions/0016-lesions-and-diameters.md"

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
        name="lesions.count",
        title="Number of lesions",
        kind=Kind.COUNT,
        unit="1",
        decimals=0,
        topic="lesions",
        source="26-connected parts of the core in which 0.1 ml enhances; where none does, FLAIR abnormalities",
        take=lesions,
    ),
    Measure(
        name="lesions.satellites",
        title="Number of satellites",
        kind=Kind.COUNT,
        unit="1",
        decimals=0,
        topic="lesions",
        source="enhancing parts of 0.1 to 0.5 ml within 20 mm of a lesion's core (VASARI F24)",
        take=lesions,
    ),
    Measure(
        name="lesions.pattern",
        title="How the lesions lie to each other",
        kind=Kind.WORD,
        unit="",
        decimals=0,
        topic="lesions",
        source="one FLAIR abnormality or several (doi:10.1016/j.jocn.2016.02.022)",
        take=lesions,
    ),
    Measure(
        name="rano.longest",
        title="Longest diameter in an axial slice",
        kind=Kind.LENGTH,
        unit="mm",
        decimals=0,
        topic="rano",
        source=_RANO,
        take=rano,
    ),
    Measure(
        name="rano.perpendicular",
        title="Longest diameter across it",
        kind=Kind.LENGTH,
        unit="mm",
        decimals=0,
        topic="rano",
        source=_RANO,
        take=rano,
    ),
    Measure(
        name="rano.product",
        title="Product of the two diameters",
        kind=Kind.AREA,
        unit="mm2",
        decimals=0,
        topic="rano",
        source=_RANO,
        take=rano,
    ),
    Measure(
        name="rano.sum_of_products",
        title="Sum of products of the target lesions",
        kind=Kind.AREA,
        unit="mm2",
        decimals=0,
        topic="rano",
        source=_RANO,
        take=rano,
    ),
    Measure(
        name="rano.measurable",
        title="Whether the lesion is measurable",
        kind=Kind.WORD,
        unit="",
        decimals=0,
        topic="rano",
        source=_RANO,
        take=rano,
    ),
    Measure(
        name="rano.basis",
        title="What the diameters are of",
        kind=Kind.WORD,
        unit="",
        decimals=0,
        topic="rano",
        source=_RANO,
        take=rano,
    ),
    Measure(
        name="size.longest_3d",
        title="Largest diameter in space",
        kind=Kind.LENGTH,
        unit="mm",
        decimals=0,
        topic="size",
        source="largest caliper width of the core, or of the whole tumor where there is none",
        take=size,
    ),
    Measure(
        name="size.surface_area",
        title="Area of the surface",
        kind=Kind.AREA,
        unit="mm2",
        decimals=0,
        topic="size",
        source="Crofton's formula on the voxels (doi:10.5566/ias.v26.p83-92)",
        take=size,
    ),
    Measure(
        name="size.sphericity",
        title="Sphericity",
        kind=Kind.SHARE,
        unit="1",
        decimals=2,
        topic="size",
        source="surface of the ball of the same volume over the lesion's (Wadell 1935, doi:10.1086/624298)",
        take=size,
    ),
    Measure(
        name="place.side",
        title="Side",
        kind=Kind.WORD,
        unit="1",
        decimals=0,
        topic="place",
        source="right or left from two thirds of the whole tumor on, else both (as VASARI F2)",
        take=place,
    ),
    Measure(
        name="place.right_share",
        title="Share on the right",
        kind=Kind.SHARE,
        unit="1",
        decimals=0,
        topic="place",
        source="voxels of the whole tumor to the right of the brain's plane of symmetry",
        take=place,
    ),
    Measure(
        name="place.midline_distance",
        title="Distance to the midline",
        kind=Kind.LENGTH,
        unit="mm",
        decimals=0,
        topic="place",
        source="least distance of the whole tumor to the plane of symmetry; 0 where it reaches it",
        take=place,
    ),
    Measure(
        name="place.crosses_midline",
        title="Midline crossed",
        kind=Kind.WORD,
        unit="1",
        decimals=0,
        topic="place",
        source="0.1 ml of one part are 3 mm or more beyond the plane of symmetry (as VASARI F22)",
        take=place,
    ),
    Measure(
        name="place.depth",
        title="Depth under the brain's surface",
        kind=Kind.LENGTH,
        unit="mm",
        decimals=0,
        topic="place",
        source="least distance of the core, else of the whole tumor, to a voxel outside the brain",
        take=place,
    ),
    Measure(
        name="place.center",
        title="Center",
        kind=Kind.POINT,
        unit="mm",
        decimals=0,
        topic="place",
        source="center of mass of the core, else of the whole tumor",
        take=place,
    ),
    Measure(
        name="place.lobe",
        title="Main lobe",
        kind=Kind.WORD,
        unit="1",
        decimals=0,
        topic="place",
        source="none: this version ships no atlas of lobes",
        take=place,
    ),
    Measure(
        name="mass_effect.midline_shift",
        title="Midline shift",
        kind=Kind.LENGTH,
        unit="mm",
        decimals=0,
        topic="mass_effect",
        source="septum and third ventricle from the straight midline (docs/decisions/0026-the-shift-is-told-twice.md)",
        take=mass_effect,
    ),
    Measure(
        name="mass_effect.shift_to",
        title="Midline shifted to the",
        kind=Kind.WORD,
        unit="1",
        decimals=0,
        topic="mass_effect",
        source="side of the shift, from 1 mm on",
        take=mass_effect,
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
        name="extent",
        title="Diameters of the FLAIR abnormality",
        kind=Kind.LENGTH,
        unit="mm",
        decimals=0,
        topic="extent",
        source="VASARI MRI visual feature guide, F29 and F30",
        take=extent,
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


OF_EACH_LESION: tuple[Callable[[Evidence, LesionOutline], Mapping[str, Measurement]], ...] = (
    volumes_of,
    rano_of,
    size_of,
    place_of,
)


def measure_lesions(evidence: Evidence) -> tuple[Lesion, ...]:
    """Return each lesion with its own measurements, the largest first; their names are those of the whole study."""
    return tuple(
        Lesion(
            id=lesion.id,
            center_mm=lesion.center_mm,
            measurements={name: one for take in OF_EACH_LESION for name, one in take(evidence, lesion).items()},
        )
        for lesion in evidence.lesions
    )


def measure_of(name: str) -> Measure | None:
    """Return the measure that a measurement's name belongs to; None for names of other versions."""
    return next((entry for entry in MEASURES if entry.covers(name)), None)


def in_order(measurements: Mapping[str, Measurement]) -> list[tuple[str, Measurement]]:
    """Return measurements by name in the order of the catalogue, whatever order a file had; unknown ones last."""
    places = {entry.name: place for place, entry in enumerate(MEASURES)}

    def rank(name: str) -> tuple[int, str]:
        entry = measure_of(name)
        return (places[entry.name] if entry else len(places), name)

    return [(name, measurements[name]) for name in sorted(measurements, key=rank)]
