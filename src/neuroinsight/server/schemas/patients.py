"""Patients by their codes, their examinations, and what changed between them."""

from datetime import date

from pydantic import BaseModel, Field

from neuroinsight.server.schemas.studies import VolumeRange
from neuroinsight.server.tables import Review


class PatientRow(BaseModel):
    """A patient of one's own studies."""

    code: str
    exams: int
    first: date | None
    last: date | None


class Exam(BaseModel):
    """An examination with a result."""

    study: str
    exam_date: date | None
    review: Review | None
    version: int
    whole_tumor_ml: VolumeRange | None
    thumbnail: str | None


class Patient(BaseModel):
    """A patient's examinations, the earliest first; those without a date cannot be compared."""

    code: str
    exams: list[Exam]


class Told(BaseModel):
    """A caution: its cause, and what follows from it."""

    cause: str
    consequence: str


class Box(BaseModel):
    """A category by one way of measuring, with the rule that gave it."""

    title: str
    category: str
    rule: str


class TableText(BaseModel):
    """A table in words; each row has as many cells as the head."""

    title: str
    head: list[str]
    rows: list[list[str]]
    note: str


class Tick(BaseModel):
    """A line of the scale."""

    y: float
    label: str


class Limit(BaseModel):
    """A limit of the criteria; `at` is the place of its label."""

    y: float
    label: str
    at: float


class Spot(BaseModel):
    """A value in a plot, with its interval where there is one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


class Series(BaseModel):
    """One measurement over time: runs of values between gaps."""

    name: str
    dash: bool
    runs: list[list[Spot]]
    at: float


class DateMark(BaseModel):
    """A date below the plot."""

    x: float
    label: str


class Plot(BaseModel):
    """Values over time, on a scale that begins at nothing; places go from 0 to 1 along both axes."""

    title: str
    ticks: list[Tick]
    limits: list[Limit]
    series: list[Series]
    dates: list[DateMark]
    alt: str


class FollowUpText(BaseModel):
    """A follow-up in the words of a language."""

    dates: list[str]
    sentences: list[list[str]] = Field(description="Plain and bold in turn")
    disagree: bool = Field(description="Whether diameters and volume give different categories")
    cautions: list[Told]
    response: str
    boxes: list[Box]
    plots: list[Plot]
    change: TableText
    lesions: TableText | None
    examinations: TableText
    rules: list[str]
    limits: list[str]
