"""What a record says, in the words of a language: the sentences are the report's own."""

from pydantic import BaseModel, Field

from neuroinsight.core.findings import Resemblance
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Point
from neuroinsight.report.context import Language


class Run(BaseModel):
    """A part of a sentence, bold or not."""

    text: str
    bold: bool


class CautionText(BaseModel):
    """Why a reader should doubt part of the result."""

    code: str
    cause: str
    consequence: str
    weighty: bool


class Range(BaseModel):
    """An interval: its ends as numbers, and as they are printed."""

    low: float
    high: float
    text: str = Field(examples=["9.8 to 16.1"])


class VolumeText(BaseModel):
    """The volume of a region, or why there is none."""

    region: Region
    title: str
    value_ml: float | None
    text: str | None = Field(description="The value as it is printed, without its unit")
    interval: Range | None
    reason: str | None


class VolumesText(BaseModel):
    """The table of volumes."""

    interval_title: str | None = Field(examples=["90% interval"])
    rows: list[VolumeText]
    note: str


class LesionText(BaseModel):
    """A lesion: where it is, how large, and where to look at it (RAS+ mm)."""

    id: str
    place: str
    diameters: str | None
    measurable: str | None = Field(description="Whether RANO calls the diameters measurable, in words")
    volume: str | None
    at_mm: Point


class GradeText(BaseModel):
    """The class of the training data that the imaging resembles; neither is a WHO grade."""

    resembles: Resemblance | None
    probability: float | None
    text: str | None
    interval: Range | None
    undetermined: tuple[float, float] | None
    ends: list[str]
    sentences: list[str]
    reason: str | None


class Row(BaseModel):
    """A measurement with its title; `at_mm` where it was taken at a place."""

    name: str
    title: str
    text: str
    at_mm: Point | None


class Table(BaseModel):
    """Measurements that belong together."""

    title: str
    rows: list[Row]


class Gap(BaseModel):
    """What was not assessed, and why."""

    title: str
    reason: str


class LineText(BaseModel):
    """A length where it was taken (RAS+ mm)."""

    name: str
    lesion: str | None
    start_mm: Point
    end_mm: Point
    text: str


class Findings(BaseModel):
    """Everything that a page says of a version, in the order in which a reader asks."""

    language: Language
    status: str
    declared: str
    impression: list[list[Run]]
    conclusive: bool = Field(description="False where no size is given: nothing found, not measured, or withheld")
    cautions: list[CautionText]
    volumes: VolumesText
    lesions: list[LesionText]
    product: str | None = Field(description="Product of the diameters, or their sum over the lesions, with its slice")
    grade: GradeText | None
    place: Table
    further: list[Table]
    not_assessed: list[Gap]
    lines: list[LineText]
    sides_known: bool
    expected_overlap: str | None
